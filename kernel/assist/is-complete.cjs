'use strict';
// Whether the Enter key in a console ends a cell or its line.

const { ts } = require('../compile/typescript.cjs');

const INDENT = '  ';
/** Open at the end though the error is elsewhere: a template, a comment. */
const UNTERMINATED = [1160, 1010];

/** @param {string} code */
function isComplete(code) {
  const file = ts.createSourceFile(
    'cell.ts',
    code,
    ts.ScriptTarget.ES2022,
    false,
    ts.ScriptKind.TS,
  );
  /** @type {import('@tslab/typescript-for-tslab').Diagnostic[]} */
  const errors = /** @type {any} */ (file).parseDiagnostics ?? [];
  if (errors.length === 0) return { status: 'complete' };
  const end = code.trimEnd().length;
  const open = errors.some(
    ({ start = 0, code: number }) => start >= end || UNTERMINATED.includes(number),
  );
  return open ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

/** @param {string} code */
function nextIndent(code) {
  const line = code.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return /[{([]\s*$/.test(line) ? indent + INDENT : indent;
}

module.exports = { isComplete };
