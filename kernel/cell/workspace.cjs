'use strict';
// What lasts from cell to cell: the values, their declarations, and how code is compiled and run
// against them.

const path = require('node:path');
const v8 = require('node:v8');
const vm = require('node:vm');
const { endsInAssignment, withoutExports } = require('../compile/cell-source.cjs');
const { Converter, PREFIX_LINES } = require('../compile/converter.cjs');
const { withoutMissing } = require('../compile/declarations.cjs');
const { NAMES } = require('../compile/names.cjs');
const { register } = require('../compile/source-maps.cjs');
const { ts } = require('../compile/typescript.cjs');

/** @typedef {import('../compile/converter.cjs').Converted} Converted */

/** What the kernel gives to a cell besides `exports` and `require`. */
const GIVEN = [
  ...[NAMES.shared, NAMES.stop, NAMES.wait, NAMES.resume, NAMES.float, NAMES.import, NAMES.meta],
  ...[
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
  ],
  ...['__dirname', '__filename'],
];

class Workspace {
  /**
   * @param {{
   *   flow: import('./flow.cjs').Flow,
   *   modules: import('../compile/modules.cjs').Modules,
   *   specifiers: import('../compile/specifiers.cjs').Specifiers,
   * }} parts
   */
  constructor({ flow, modules, specifiers }) {
    this.modules = modules;
    this.specifiers = specifiers;
    this.converter = new Converter();
    this.declarations = '';
    /** The values of the cells' top-level names. @type {Record<string, any>} */
    this.values = Object.create(null);
    const { shared, stop, wait, resume, float } = flow.functions;
    const timers = flow.timers.functions;
    const file = path.join(specifiers.folder, 'notebook.ts');
    this.given = [
      ...[
        shared,
        stop,
        wait,
        resume,
        float,
        modules.importFrom(modules.cellFile),
        modules.metaOf(file),
      ],
      ...[timers.setTimeout, timers.setInterval, timers.setImmediate],
      ...[timers.clearTimeout, timers.clearInterval, timers.clearImmediate],
      ...[specifiers.folder, file],
    ];
    this.require = modules.forCells();
  }

  /**
   * @param {string} source as the learner wrote it
   * @param {string} name of the cell
   */
  compile(source, name) {
    const text = this.specifiers.rebase(withoutExports(source));
    return this.converter.convert(this.declarations, text, name);
  }

  /** The packages and files that compiled code imports. @param {Converted} converted */
  importsOf(converted) {
    return ts
      .preProcessFile(converted.code, true, true)
      .importedFiles.map(({ fileName }) => fileName);
  }

  /**
   * Runs compiled code.
   * @param {Converted} converted
   * @param {string} source
   * @param {string} name
   * @returns {unknown} a promise where the code awaits
   */
  run(converted, source, name) {
    const keyword = converted.async ? 'async ' : '';
    const head = `(function (${GIVEN.join(', ')}) { "use strict"; return (${keyword}function (exports, require) { `;
    register(name, source, converted.maps, { columns: head.length, lines: PREFIX_LINES });
    const script = compileOnce(`${head}${converted.code}\n}); })`, name);
    const main = script.runInThisContext()(...this.given);
    return main.call(undefined, this.values, this.require);
  }

  /**
   * Takes the value of the cell's last expression.
   * @param {Converted} converted
   * @param {string} source
   * @returns {{ value: unknown } | undefined}
   */
  takeResult(converted, source) {
    if (converted.result === undefined) return undefined;
    const value = this.values[converted.result];
    this.values[converted.result] = undefined;
    return value === undefined || endsInAssignment(source) ? undefined : { value };
  }

  /** To be called before a cell runs; gives what `commit` and `rollBack` need. */
  begin() {
    return { ...this.values };
  }

  /** The cell came to its end. @param {Converted} converted */
  commit(converted) {
    this.declarations = converted.declarations;
  }

  /**
   * The cell did not come to its end: what it made by then stays.
   * @param {Converted} converted
   * @param {Record<string, any>} before from `begin`
   */
  rollBack(converted, before) {
    /** @type {Set<string>} */
    const missing = new Set();
    for (const name of converted.names) {
      if (this.values[name] !== undefined || !converted.code.includes(`exports.${name} = `))
        continue;
      missing.add(name);
      this.values[name] = before[name];
    }
    if (converted.result !== undefined) this.values[converted.result] = undefined;
    this.declarations = withoutMissing(this.declarations, converted.declarations, missing);
  }
}

/**
 * V8 keeps each script for good, in case that the same text comes again: with some kilobytes a cell
 * they would pile up.
 * @param {string} code
 * @param {string} filename
 */
function compileOnce(code, filename) {
  v8.setFlagsFromString('--no-compilation-cache');
  try {
    return new vm.Script(code, { filename });
  } finally {
    v8.setFlagsFromString('--compilation-cache');
  }
}

module.exports = { Workspace };
