'use strict';
// What `import … from './lib/nn'` means in a cell, the same in every client and folder: the
// repository's root comes first, then the notebook's own folder.

const fs = require('node:fs');
const path = require('node:path');
const { ts } = require('./typescript.cjs');

const ROOT = path.dirname(path.dirname(__dirname));
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.mjs', '.cjs', '.json'];

/**
 * The notebook's folder: Jupyter's server names the notebook, other clients start the kernel in its
 * folder.
 * @param {string} cwd where the kernel was started
 * @param {NodeJS.ProcessEnv} env
 */
function notebookFolder(cwd, env) {
  const name = env.JPY_SESSION_NAME;
  if (name && path.isAbsolute(name)) {
    const folder = path.dirname(name);
    if (fs.existsSync(folder)) return folder;
  }
  return cwd;
}

/** @param {string} base a path that may lack its ending */
function exists(base) {
  const isFile = (/** @type {string} */ file) =>
    fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  if (ENDINGS.some((ending) => isFile(base + ending))) return true;
  if (ENDINGS.some((ending) => isFile(path.join(base, `index${ending}`)))) return true;
  // TypeScript lets one write the compiled file's name.
  return /\.[cm]?js$/.test(base) && isFile(base.replace(/\.([cm]?)js$/, '.$1ts'));
}

class Specifiers {
  /** @param {string} folder the notebook's */
  constructor(folder) {
    this.folder = folder;
  }

  /** @param {string} specifier */
  static isRelative(specifier) {
    return /^\.\.?(\/|$)/.test(specifier);
  }

  /**
   * @param {string} specifier a relative one
   * @returns {string} the path it stands for; where nothing is there, the likeliest
   */
  resolve(specifier) {
    const fromRoot = path.resolve(ROOT, specifier);
    const fromNotebook = path.resolve(this.folder, specifier);
    // `../lib/x` is meant from the notebook, but a client may have started the kernel elsewhere.
    const stripped = path.resolve(ROOT, specifier.replace(/^(\.\.\/)+/, './'));
    const lessons = path.resolve(ROOT, 'notebooks', specifier);
    const candidates = specifier.startsWith('..')
      ? [fromNotebook, lessons, stripped, fromRoot]
      : [fromRoot, fromNotebook, lessons];
    return candidates.find(exists) ?? candidates[0];
  }

  /**
   * Rewrites a cell's relative imports so that they are right from the root, where cells are
   * compiled. Only those change that are not.
   * @param {string} source
   */
  rebase(source) {
    if (!/['"]\.\.?\//.test(source)) return source;
    let out = source;
    const { importedFiles } = ts.preProcessFile(source, true, true);
    // From the last to the first, so that the places of the others stay right.
    for (const { fileName, pos } of importedFiles.sort((a, b) => b.pos - a.pos)) {
      if (!Specifiers.isRelative(fileName)) continue;
      const target = this.resolve(fileName);
      if (target === path.resolve(ROOT, fileName)) continue;
      const relative = path.relative(ROOT, target).split(path.sep).join('/');
      const rebased = relative.startsWith('.') ? relative : `./${relative}`;
      const start = pos + 1; // behind the quote
      out = out.slice(0, start) + rebased + out.slice(start + fileName.length);
    }
    return out;
  }
}

module.exports = { notebookFolder, ROOT, Specifiers };
