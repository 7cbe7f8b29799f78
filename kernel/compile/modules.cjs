'use strict';
// What `require`, `import` and `import()` give in a cell and in the library. ES-only packages are
// loaded before the code that imports them statically runs, so that they work on every Node.

const Module = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { substitute } = require('../quiet/packages.cjs');
const { teachInspect } = require('../show/tensor.cjs');
const library = require('./library.cjs');
const { ROOT, Specifiers } = require('./specifiers.cjs');

/** ES modules that were loaded, by the file's path. @type {Map<string, object>} */
const namespaces = new Map();

/**
 * A module namespace in the form that compiled imports expect.
 * @param {object} namespace
 */
function asCommonJS(namespace) {
  const out = Object.create(null, { __esModule: { value: true } });
  for (const key of Object.keys(namespace)) {
    Object.defineProperty(out, key, {
      enumerable: true,
      get: () => /** @type {any} */ (namespace)[key],
    });
  }
  return out;
}

/**
 * Where `import` finds a package.
 * @param {string} specifier a bare one
 * @param {string} from the importing file
 * @returns {string | undefined} the file; undefined where `require` finds it as well
 */
function esModuleFile(specifier, from) {
  if (Module.isBuiltin(specifier)) return undefined;
  let file;
  try {
    file = Module.createRequire(from).resolve(specifier);
  } catch (error) {
    // A package that exports nothing to `require` may export to `import`.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED')
      return undefined;
    return importTarget(specifier, from);
  }
  if (file.endsWith('.mjs')) return file;
  return file.endsWith('.js') && packageOf(file)?.type === 'module' ? file : undefined;
}

/**
 * @param {string} file
 * @returns {{ type?: string } | undefined} the package.json that governs a file
 */
function packageOf(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (fs.existsSync(manifest)) return JSON.parse(fs.readFileSync(manifest, 'utf8'));
    if (folder === path.dirname(folder)) return undefined;
  }
}

/**
 * Reads a package's `exports` as `import` does. Node's own `import.meta.resolve` resolves from its
 * own file only, and remembers packages that were missing.
 * @param {string} specifier
 * @param {string} from
 * @returns {string | undefined}
 */
function importTarget(specifier, from) {
  const [, name, rest] = /** @type {RegExpExecArray} */ (
    /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier)
  );
  for (let folder = path.dirname(from); ; folder = path.dirname(folder)) {
    const home = path.join(folder, 'node_modules', name);
    const manifest = path.join(home, 'package.json');
    if (fs.existsSync(manifest)) {
      const { exports, main = 'index.js' } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
      const target =
        exports === undefined
          ? `.${rest}` === '.'
            ? main
            : `.${rest}`
          : pick(exports, `.${rest}`);
      return target === undefined ? undefined : path.join(home, target);
    }
    if (folder === path.dirname(folder)) return undefined;
  }
}

/**
 * @param {any} exports a package's `exports`, or a part of it
 * @param {string} subpath `.` or `./part`
 * @returns {string | undefined}
 */
function pick(exports, subpath) {
  /** @param {any} target @param {string} star @returns {string | undefined} */
  const choose = (target, star) => {
    if (typeof target === 'string') return target.replaceAll('*', star);
    if (Array.isArray(target))
      return target.map((item) => choose(item, star)).find((item) => item !== undefined);
    for (const [condition, value] of Object.entries(target ?? {})) {
      if (!['node', 'import', 'module-sync', 'node-addons', 'default'].includes(condition))
        continue;
      const chosen = choose(value, star);
      if (chosen !== undefined) return chosen;
    }
    return undefined;
  };
  const isMap =
    typeof exports === 'object' &&
    !Array.isArray(exports) &&
    Object.keys(exports).some((key) => key.startsWith('.'));
  if (!isMap) return subpath === '.' ? choose(exports, '') : undefined;
  if (exports[subpath] !== undefined) return choose(exports[subpath], '');
  const patterns = Object.keys(exports).filter((key) => key.includes('*'));
  patterns.sort((a, b) => b.indexOf('*') - a.indexOf('*'));
  for (const pattern of patterns) {
    const [head, tail] = pattern.split('*');
    if (subpath.length >= pattern.length && subpath.startsWith(head) && subpath.endsWith(tail)) {
      return choose(exports[pattern], subpath.slice(head.length, subpath.length - tail.length));
    }
  }
  return undefined;
}

/** @param {string} file */
async function loadESModule(file) {
  if (namespaces.has(file)) return;
  namespaces.set(file, asCommonJS(await import(pathToFileURL(file).href)));
}

class Modules {
  /** @param {Specifiers} specifiers */
  constructor(specifiers) {
    this.specifiers = specifiers;
    /** Imports of a cell are looked for from here. */
    this.cellFile = path.join(ROOT, 'cell.ts');
    this.require = Module.createRequire(this.cellFile);
    /** @type {Record<string, object>} */
    this.timers = {};
    /** Packages that are only installed beside the notebook. */
    this.besideNotebook = Module.createRequire(path.join(specifiers.folder, 'cell.ts'));
  }

  /** `require` for cells. */
  forCells() {
    const require = (/** @type {string} */ specifier) => {
      const local = Specifiers.isRelative(specifier);
      const target = local ? this.specifiers.resolve(specifier) : specifier;
      const found = this.#given(target, this.cellFile);
      if (found) return found;
      try {
        return this.require(target);
      } catch (error) {
        if (local || !isMissing(error, specifier)) throw error;
        return this.besideNotebook(specifier);
      }
    };
    return Object.assign(require, {
      resolve: this.require.resolve,
      cache: this.require.cache,
      main: undefined,
    });
  }

  /**
   * Looks at all that is loaded from now on.
   * @param {Record<string, object>} timers modules of Node in whose place cells and the library get ours
   */
  install(timers) {
    const loader = /** @type {any} */ (Module);
    const load = loader._load;
    this.timers = timers;
    const modules = this;
    loader._load = function (
      /** @type {string} */ request,
      /** @type {any} */ parent,
      /** @type {boolean} */ isMain,
    ) {
      const from = parent?.filename;
      const found =
        substitute(request, from) ??
        (from && library.isOurs(from) && modules.#given(request, from));
      if (found) return found;
      const exports = load.call(this, request, parent, isMain);
      if (request === '@tensorflow/tfjs-core') teachInspect(exports);
      return exports;
    };
  }

  /**
   * What cells and the library get without Node's `require`: stoppable timers, and ES modules that
   * were loaded before.
   * @param {string} specifier
   * @param {string} from
   * @returns {object | undefined}
   */
  #given(specifier, from) {
    if (Module.isBuiltin(specifier)) return this.timers[specifier.replace(/^node:/, '')];
    if (namespaces.size === 0 || Specifiers.isRelative(specifier)) return undefined;
    const file = path.isAbsolute(specifier) ? specifier : esModuleFile(specifier, from);
    return file === undefined ? undefined : namespaces.get(file);
  }

  /**
   * Loads the ES-only packages that code imports statically, its imported library files included.
   * @param {string[]} imports
   * @param {string} [from]
   * @param {Set<string>} [seen]
   */
  async preload(imports, from = this.cellFile, seen = new Set()) {
    for (const specifier of imports) {
      if (Specifiers.isRelative(specifier)) {
        const file = this.#libraryFile(specifier, from);
        if (file?.endsWith('.mjs')) await loadESModule(file);
        if (file === undefined || seen.has(file) || !library.isOurs(file)) continue;
        seen.add(file);
        await this.preload(library.compile(file).imports, file, seen);
        continue;
      }
      const file = esModuleFile(specifier, from);
      if (file !== undefined) await loadESModule(file);
    }
  }

  /** @param {string} specifier @param {string} from */
  #libraryFile(specifier, from) {
    const base =
      from === this.cellFile
        ? this.specifiers.resolve(specifier)
        : path.resolve(path.dirname(from), specifier);
    try {
      return this.require.resolve(base);
    } catch {
      // The `require` of the code itself says so better.
      return undefined;
    }
  }

  /**
   * `import.meta` for a file.
   * @param {string} file
   */
  metaOf(file) {
    return { url: pathToFileURL(file).href, filename: file, dirname: path.dirname(file) };
  }

  /**
   * `import()` for a file.
   * @param {string} from
   * @returns {(specifier: string) => Promise<object>}
   */
  importFrom(from) {
    const isCell = from === this.cellFile;
    const require = isCell ? this.forCells() : Module.createRequire(from);
    return async (specifier) => {
      const id = String(specifier);
      if (/^(node|data|file|https?):/.test(id) || Module.isBuiltin(id)) return import(id);
      const local = Specifiers.isRelative(id) || path.isAbsolute(id);
      if (local) {
        const target = isCell ? this.specifiers.resolve(id) : path.resolve(path.dirname(from), id);
        if (target.endsWith('.mjs')) return import(pathToFileURL(target).href);
        const file = this.#libraryFile(id, from);
        if (file && library.isOurs(file)) await this.preload(library.compile(file).imports, file);
        return asNamespace(require(target));
      }
      const file = esModuleFile(id, from);
      if (file) return import(pathToFileURL(file).href);
      // The file is looked for by `require`, which sees packages that were added meanwhile.
      return import(pathToFileURL(require.resolve(id)).href);
    };
  }
}

/**
 * A CommonJS module as `import()` gives it.
 * @param {any} exports
 */
function asNamespace(exports) {
  if (exports?.__esModule) return exports;
  return Object.assign(Object.create(null), typeof exports === 'object' ? exports : {}, {
    default: exports,
  });
}

/** @param {unknown} error @param {string} specifier */
function isMissing(error, specifier) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  return code === 'MODULE_NOT_FOUND' && message.includes(`'${specifier}'`);
}

module.exports = { Modules };
