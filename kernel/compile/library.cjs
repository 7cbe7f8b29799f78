'use strict';
// Loads the repository's TypeScript files by `require`: compiled one by one when first needed, with
// source maps and made stoppable. Types are checked elsewhere, when a cell imports them.

const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { instrument } = require('./instrument.cjs');
const { NAMES } = require('./names.cjs');
const { register, ROOT } = require('./source-maps.cjs');
const { toCommonJS } = require('./to-commonjs.cjs');
const { ts } = require('./typescript.cjs');

const ENDINGS = ['.ts', '.cts', '.tsx'];

/** On the file's first line, so that the others stay where they are. */
const PROLOGUE = `const { shared: ${NAMES.shared}, stop: ${NAMES.stop}, wait: ${NAMES.wait}, resume: ${NAMES.resume}, setTimeout, setInterval, setImmediate } = globalThis[Symbol.for('${NAMES.flow}')].library, ${NAMES.import} = globalThis[Symbol.for('${NAMES.flow}')].importFrom(__filename), ${NAMES.meta} = globalThis[Symbol.for('${NAMES.flow}')].metaOf(__filename); `;

/**
 * @typedef {object} Compiled
 * @property {number} time the file's last change
 * @property {number} size
 * @property {string} code
 * @property {string[]} imports what the file imports statically
 */

/** @type {Map<string, Compiled>} */
const compiled = new Map();

/**
 * @param {string} file
 * @returns {Compiled}
 */
function compile(file) {
  const { mtimeMs: time, size } = fs.statSync(file);
  const known = compiled.get(file);
  if (known?.time === time && known.size === size) return known;
  const source = fs.readFileSync(file, 'utf8');
  const { code, map, diagnostics } = toCommonJS(source, {
    fileName: file,
    strict: true,
    cell: false,
    before: [instrument({ library: true })],
  });
  const [problem] = diagnostics ?? [];
  if (problem) {
    const { line } = ts.getLineAndCharacterOfPosition(
      /** @type {any} */ (problem.file),
      problem.start ?? 0,
    );
    const message = ts.flattenDiagnosticMessageText(problem.messageText, '\n');
    throw new SyntaxError(`${path.relative(ROOT, file)}:${line + 1}: ${message}`);
  }
  register(file, source, [map], { columns: PROLOGUE.length });
  const imports = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
  const entry = { time, size, code: PROLOGUE + code, imports };
  compiled.set(file, entry);
  return entry;
}

/** @param {string} file */
const isOurs = (file) =>
  ENDINGS.includes(path.extname(file)) && !file.includes(`${path.sep}node_modules${path.sep}`);

/** Makes `require` understand TypeScript. */
function install() {
  const extensions = /** @type {any} */ (Module)._extensions;
  for (const ending of ENDINGS) {
    extensions[ending] = (/** @type {any} */ module, /** @type {string} */ file) => {
      module._compile(compile(file).code, file);
    };
  }
}

/**
 * Forgets loaded files that were edited since, and all that import them, so that the next import
 * loads them anew.
 */
function refresh() {
  const loaded = Object.values(require.cache).filter(
    (module) => module !== undefined && isOurs(module.filename),
  );
  /** @type {Set<string>} */
  const stale = new Set();
  for (const module of loaded) {
    const entry = compiled.get(/** @type {NodeModule} */ (module).filename);
    const stat = fs.statSync(/** @type {NodeModule} */ (module).filename, {
      throwIfNoEntry: false,
    });
    if (entry?.time !== stat?.mtimeMs || entry?.size !== stat?.size)
      stale.add(/** @type {NodeModule} */ (module).filename);
  }
  if (stale.size === 0) return;
  for (let grown = true; grown; ) {
    grown = false;
    for (const module of loaded) {
      const { filename, children } = /** @type {NodeModule} */ (module);
      if (stale.has(filename) || !children.some((child) => stale.has(child.filename))) continue;
      stale.add(filename);
      grown = true;
    }
  }
  for (const file of stale) delete require.cache[file];
}

/** Forgets files whose loading was cut half way: they would be found empty. */
function dropHalfLoaded() {
  for (const [file, module] of Object.entries(require.cache)) {
    if (module && !module.loaded) delete require.cache[file];
  }
}

module.exports = { compile, dropHalfLoaded, install, isOurs, refresh };
