'use strict';
// Errors as Jupyter shows them: name, message, stack with the cells' own TypeScript lines, and the
// line that failed.

const { inspect } = require('node:util');
const { ROOT, sourceOf } = require('../compile/source-maps.cjs');

/** @typedef {import('../types').Failure} Failure */
/** @typedef {import('../compile/diagnostics.cjs').Finding} Finding */

const red = (/** @type {string} */ text) => `\u001b[31m${text}\u001b[39m`;
const dim = (/** @type {string} */ text) => `\u001b[90m${text}\u001b[39m`;
const bold = (/** @type {string} */ text) => `\u001b[1m${text}\u001b[22m`;

const LINES_AROUND = 2;
const MAX_CAUSES = 5;

/**
 * Some lines of a source with one marked.
 * @param {string} source
 * @param {number} line counted from 1
 * @param {number} column counted from 1
 * @param {number} [length] how many characters to underline
 * @param {number} [around] how many lines to show before and after
 */
function excerpt(source, line, column, length = 1, around = LINES_AROUND) {
  const lines = source.split('\n');
  if (line < 1 || line > lines.length) return undefined;
  const first = Math.max(1, line - around);
  const last = Math.min(lines.length, line + around);
  const width = String(last).length;
  /** @type {string[]} */
  const out = [];
  for (let n = first; n <= last; n++) {
    const text = lines[n - 1];
    const number = String(n).padStart(width);
    if (n !== line) {
      out.push(dim(`    ${number} | ${text}`));
      continue;
    }
    out.push(`${red('  >')} ${number} | ${text}`);
    const underline = '^'.repeat(Math.max(1, Math.min(length, text.length - column + 1)));
    out.push(`    ${' '.repeat(width)} | ${' '.repeat(column - 1)}${red(underline)}`);
  }
  return out.join('\n');
}

/**
 * The place in a cell or in the library where an error came up: the first frame with a source.
 * @param {string} stack
 */
function placeInStack(stack) {
  for (const [, file, line, column] of stack.matchAll(
    /(?:at |\()([^\s()]+\.[cm]?tsx?):(\d+):(\d+)\)?$/gm,
  )) {
    const source = sourceOf(file) ?? sourceOf(ROOT + file);
    if (source !== undefined) return { file, source, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** @param {any} error @param {number} depth @returns {string} */
function stackWithCauses(error, depth = 0) {
  let text = error.stack;
  if (depth >= MAX_CAUSES) return text;
  if (error.cause !== undefined) {
    const cause =
      error.cause instanceof Error ? stackWithCauses(error.cause, depth + 1) : inspect(error.cause);
    text += `\ncaused by: ${cause}`;
  }
  if (error instanceof AggregateError) {
    for (const inner of error.errors) {
      text += `\nincluding: ${inner instanceof Error ? stackWithCauses(inner, depth + 1) : inspect(inner)}`;
    }
  }
  return text;
}

/**
 * @param {unknown} error whatever was thrown
 * @returns {Failure}
 */
function toFailure(error) {
  try {
    if (isError(error)) return fromError(error);
    const value = typeof error === 'string' ? error : inspect(error);
    return { ename: 'Thrown', evalue: value, traceback: [`${bold(red('Thrown'))}: ${value}`] };
  } catch (problem) {
    // A getter or a proxy may throw while it is looked at.
    const text = `An error that cannot be shown (${String(/** @type {any} */ (problem)?.message)})`;
    return { ename: 'Error', evalue: text, traceback: [text] };
  }
}

/** @param {any} error @returns {error is Error} */
function isError(error) {
  return (
    error instanceof Error ||
    (Object.prototype.toString.call(error) === '[object Error]' && typeof error.stack === 'string')
  );
}

/** @param {Error} error @returns {Failure} */
function fromError(error) {
  const ename = String(error.name || error.constructor?.name || 'Error');
  const evalue = String(error.message);
  const stack = typeof error.stack === 'string' ? stackWithCauses(error) : `${ename}: ${evalue}`;
  // The message may have several lines, the frames follow it.
  const start = stack.search(/^ {4}at /m);
  const head = start < 0 ? stack : stack.slice(0, start).trimEnd();
  const frames = start < 0 ? '' : stack.slice(start);
  const traceback = [head.startsWith(ename) ? bold(red(ename)) + head.slice(ename.length) : head];
  if (frames) traceback.push(frames);
  const place = placeInStack(frames);
  const code = place && excerpt(place.source, place.line, place.column);
  if (place && code) traceback.push(`\n${dim(`${place.file}:${place.line}`)}\n${code}`);
  return { ename, evalue, traceback };
}

/**
 * All of a cell's type errors in one.
 * @param {Finding[]} findings
 * @param {(file: string) => string | undefined} read gives a file's source
 * @returns {Failure}
 */
function typeErrors(findings, read) {
  const traceback = findings.map((finding) => {
    const { file, line, column, length, code, message } = finding;
    const head = `${bold(`${file}:${line}:${column}`)} - ${red('error')} ${dim(`TS${code}:`)} ${message}`;
    const source = read(file);
    const shown = source === undefined ? undefined : excerpt(source, line, column, length, 0);
    return shown ? `${head}\n\n${shown}\n` : head;
  });
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const where = `${first.file}:${first.line}:${first.column}`;
  return { ename: 'TypeScriptError', evalue: `${where} ${first.message}${more}`, traceback };
}

module.exports = { toFailure, typeErrors };
