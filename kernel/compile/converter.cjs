'use strict';
// Drives tslab's converter: type checking over cells, declarations carried from cell to cell. tslab
// reads TypeScript's functions when it calls them, so what is to differ is replaced in the copy
// that typescript.cjs made.

const fs = require('node:fs');
const path = require('node:path');
const { errorsOf, LibraryChecker, toFinding } = require('./diagnostics.cjs');
const { instrument } = require('./instrument.cjs');
const { mend } = require('./mend.cjs');
const { ROOT } = require('./specifiers.cjs');
const { toCommonJS } = require('./to-commonjs.cjs');
const { ts, watchedFiles } = require('./typescript.cjs');
const { createConverter } = require('tslab/dist/converter.js');

/** @typedef {import('@tslab/typescript-for-tslab').Diagnostic} Diagnostic */
/** @typedef {import('@tslab/typescript-for-tslab').Expression} Expression */
/** @typedef {import('@tslab/typescript-for-tslab').Program} Program */
/** @typedef {import('@tslab/typescript-for-tslab').TypeChecker} TypeChecker */
/** @typedef {import('./diagnostics.cjs').Finding} Finding */

const CELL_FILE = path.join(ROOT, '__tslab__.ts').split(path.sep).join('/');
/** Where tslab keeps the declarations of the earlier cells. */
const PREVIOUS_FILE = CELL_FILE.replace('__tslab__.ts', '__prev__.d.ts');
/** tslab puts `export {};` on a line of its own before a cell. */
const PREFIX_LINES = 1;
const CANNOT_FIND_MODULE = [2307, 2792, 7016];

/**
 * @typedef {object} Converted
 * @property {Finding[]} errors where there are any, nothing else is given
 * @property {string} code CommonJS, to be run with `exports` and `require`
 * @property {import('node:module').SourceMapPayload[]} maps
 * @property {boolean} async whether the code has an `await` outside of functions
 * @property {string} declarations of this cell and of what is left of the earlier ones
 * @property {string[]} names what the cell declares
 * @property {string | undefined} result the export that holds the last expression's value
 */

class Converter {
  constructor() {
    this.library = new LibraryChecker();
    /** @type {Diagnostic[]} */
    this.found = [];
    /** @type {string[]} */
    this.names = [];
    /** @type {ReturnType<typeof toCommonJS> | undefined} */
    this.script = undefined;
    this.#adjust();
    this.inner = this.#create();
    /** The time of each watched file's last change, as the compiler knows it. @type {Map<string, number>} */
    this.times = new Map();
  }

  /** Puts our functions in TypeScript's places. */
  #adjust() {
    const { createWatchCompilerHost } = ts;
    const adjusted = /** @type {any} */ (ts);
    adjusted.createWatchCompilerHost = (
      /** @type {any} */ files,
      /** @type {any} */ options,
      /** @type {any} */ sys,
    ) => {
      const host = /** @type {any} */ (createWatchCompilerHost)(
        files,
        {
          ...options,
          // As the repository's own tsconfig.json, so that what passes there passes here.
          strict: true,
          moduleResolution: ts.ModuleResolutionKind.Bundler,
          types: ['node'],
          // An untyped `catch (error)` and a class without a constructor are fine in a notebook.
          useUnknownInCatchVariables: false,
          strictPropertyInitialization: false,
          disableTopLevelAwait: false,
          inlineSourceMap: true,
        },
        sys,
        // Without the bookkeeping of an incremental build, which a cell has no use for: half the time.
        ts.createAbstractBuilder,
        () => {},
        () => {},
      );
      let report = (/** @type {any} */ _builder) => {};
      Object.defineProperty(host, 'afterProgramCreate', {
        get: () => (/** @type {any} */ builder) => report(this.#wrap(builder)),
        set: (/** @type {typeof report} */ callback) => {
          report = callback;
        },
      });
      return host;
    };
    adjusted.getPreEmitDiagnosticsOfFiles = (
      /** @type {Program} */ program,
      /** @type {any[]} */ files,
    ) => {
      this.found = files.flatMap((file) => [
        ...errorsOf(program, file),
        ...this.library.check(program, file),
      ]);
      return this.found;
    };
    adjusted.transpileModule = (/** @type {string} */ text) => {
      const inline = text.lastIndexOf('//# sourceMappingURL=data:application/json;base64,');
      const encoded = text.slice(text.indexOf(',', inline) + 1).trim();
      const map = JSON.parse(Buffer.from(encoded, 'base64').toString());
      this.script = toCommonJS(text.slice(0, inline), {
        fileName: 'cell.js',
        strict: false,
        cell: true,
      });
      this.maps = [this.script.map, map];
      return { outputText: this.script.code };
    };
  }

  /**
   * What tslab gets for TypeScript's builder: the cell alone is emitted (the library's files are
   * compiled when they are loaded), made stoppable, and types that cannot be named do not end it.
   * @param {any} builder
   */
  #wrap(builder) {
    // tslab reads the cell's names from the syntax tree, where the binder puts them. The type checker
    // would bind too, but it takes long to make, and tslab wants the names only to make a second one.
    const program = builder.getProgram();
    const file = program.getSourceFile(CELL_FILE);
    /** @type {any} */ (ts).bindSourceFile(file, program.getCompilerOptions());
    return Object.assign(Object.create(builder), {
      getAllDependencies: (/** @type {any} */ file) => [file.fileName],
      emit: (
        /** @type {any} */ file,
        /** @type {any} */ write,
        /** @type {any} */ token,
        /** @type {any} */ only,
        /** @type {any} */ custom,
      ) => {
        this.names = [...file.locals.keys()];
        const checker = program.getTypeChecker();
        const floats = (/** @type {Expression} */ call) => mayBePromise(checker, call);
        const before = [mend(checker, PREVIOUS_FILE), instrument({ library: false, floats })];
        return program.emit(
          file,
          write,
          token,
          only,
          { ...custom, before },
          /* forceDtsEmit */ true,
        );
      },
    });
  }

  #create() {
    // tslab takes the working directory for the project's root.
    const cwd = process.cwd();
    process.chdir(ROOT);
    try {
      return createConverter({ isJS: false, isBrowser: false });
    } finally {
      process.chdir(cwd);
    }
  }

  /** Tells the compiler which files changed since the last time. */
  refresh() {
    for (const [file, changed] of [...watchedFiles]) {
      if (
        file.includes('/node_modules/') ||
        file.endsWith('/__tslab__.ts') ||
        file.endsWith('/__prev__.d.ts')
      )
        continue;
      const time = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      const known = this.times.get(file);
      this.times.set(file, time);
      if (known === undefined || known === time) continue;
      const { Changed, Created, Deleted } = ts.FileWatcherEventKind;
      changed(file, time === 0 ? Deleted : known === 0 ? Created : Changed);
    }
  }

  /**
   * @param {string} declarations of the earlier cells
   * @param {string} source the cell, its imports rebased
   * @param {string} cell the cell's name, for the errors
   * @returns {Converted}
   */
  convert(declarations, source, cell) {
    this.refresh();
    let converted = this.#run(declarations, source);
    if (this.found.some((d) => isStale(d))) {
      // The compiler remembers that a module was missing, and it is there now.
      this.inner.close();
      this.inner = this.#create();
      converted = this.#run(declarations, source);
    }
    const info = { fileName: CELL_FILE, prefixLines: PREFIX_LINES, cell };
    return {
      errors: this.found.map((diagnostic) => toFinding(diagnostic, info)),
      code: converted.output ?? '',
      maps: this.maps ?? [],
      async: this.script?.async ?? false,
      declarations: converted.declOutput ?? declarations,
      names: this.names,
      result: converted.lastExpressionVar,
    };
  }

  /** @param {string} declarations @param {string} source */
  #run(declarations, source) {
    this.found = [];
    this.names = [];
    const converted = this.inner.convert(declarations, source);
    // Files that were read just now are known as they are.
    for (const file of watchedFiles.keys()) {
      if (this.times.has(file) || file.includes('/node_modules/')) continue;
      this.times.set(file, fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    }
    return converted;
  }

  /** @param {string} declarations @param {string} source @param {number} position */
  complete(declarations, source, position) {
    this.refresh();
    return this.inner.complete(declarations, source, position);
  }

  /** @param {string} declarations @param {string} source @param {number} position */
  inspect(declarations, source, position) {
    this.refresh();
    return this.inner.inspect(declarations, source, position);
  }
}

/**
 * @param {TypeChecker} checker
 * @param {Expression} call
 */
function mayBePromise(checker, call) {
  const type = checker.getTypeAtLocation(call);
  const parts = type.isUnion() ? type.types : [type];
  return parts.some(
    (part) =>
      (part.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0 ||
      part.getProperty('then') !== undefined,
  );
}

/**
 * Whether a module is said to be missing though it can be found.
 * @param {Diagnostic} diagnostic
 */
function isStale({ code, file, start = 0, length = 0 }) {
  if (!CANNOT_FIND_MODULE.includes(code) || !file) return false;
  const specifier = file.text.slice(start, start + length).replace(/^['"`]|['"`]$/g, '');
  const options = {
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
  };
  const { resolvedModule } = ts.resolveModuleName(specifier, file.fileName, options, ts.sys);
  return resolvedModule !== undefined && /\.[cm]?tsx?$/.test(resolvedModule.extension);
}

module.exports = { Converter, PREFIX_LINES };
