'use strict';
// Where compiled code came from. Every script that the kernel compiles is registered here under the
// name that V8 knows; stack traces are translated as they are made, so `error.stack` is right in
// the learner's own `console.log` too.

const { SourceMap } = require('node:module');
const path = require('node:path');

/** @typedef {import('node:module').SourceMapPayload} Payload */
/** @typedef {import('../types').Place} Place */

/** @type {Map<string, { source: string, maps: (Payload | SourceMap)[], columns: number, lines: number }>} */
const scripts = new Map();

/**
 * @param {string} script the script's name in V8
 * @param {string} source what a person wrote
 * @param {Payload[]} maps from the compiled code back to the source, in the order to be applied
 * @param {{ columns?: number, lines?: number }} [shift] how many characters stand before the compiled
 *   code on its first line, and how many lines before the source where it was compiled
 */
function register(script, source, maps, { columns = 0, lines = 0 } = {}) {
  // Kept for every cell, as its functions may fail much later: so nothing but what is read.
  const slim = maps.map(({ mappings, sources }) => {
    return /** @type {Payload} */ ({
      version: 3,
      mappings,
      sources,
      names: /** @type {string[]} */ ([]),
    });
  });
  scripts.set(script, { source, maps: slim, columns, lines });
}

/** @param {string} script */
const sourceOf = (script) => scripts.get(script)?.source;

/**
 * @param {string} script
 * @param {number} line counted from 1, as in a stack trace
 * @param {number} column counted from 1
 * @returns {Place | undefined} undefined where the script is not ours
 */
function original(script, line, column) {
  const entry = scripts.get(script);
  if (!entry) return undefined;
  let row = line - 1;
  let character = column - 1 - (row === 0 ? entry.columns : 0);
  for (let i = 0; i < entry.maps.length; i++) {
    let map = entry.maps[i];
    if (!(map instanceof SourceMap)) {
      // Reading a map takes time, and most are never needed.
      map = new SourceMap(map);
      entry.maps[i] = map;
    }
    const found = map.findEntry(row, Math.max(0, character));
    if (!('originalLine' in found) || found.originalLine === undefined) break;
    row = found.originalLine;
    character = found.originalColumn;
  }
  return { file: script, line: row + 1 - entry.lines, column: character + 1 };
}

const KERNEL = path.dirname(__dirname) + path.sep;
const ROOT = path.dirname(path.dirname(__dirname)) + path.sep;

/**
 * Whether a frame tells the reader nothing: the kernel's own, Node's loader and event loop.
 * @param {string | null | undefined} file
 */
function isInternal(file) {
  if (!file) return false;
  return file.startsWith(KERNEL) || file.startsWith('node:internal/') || file === 'node:vm';
}

/**
 * One frame as text, with the place in the source, and paths from the repository's root.
 * @param {NodeJS.CallSite} site
 */
function frameText(site) {
  const file = site.getFileName();
  const line = site.getLineNumber();
  const column = site.getColumnNumber();
  let text = String(site);
  if (file && line && column) {
    const place = original(file, line, column);
    if (place)
      text = text.replace(
        `${file}:${line}:${column}`,
        `${place.file}:${place.line}:${place.column}`,
      );
  }
  return text.replace(ROOT, '');
}

/**
 * V8 calls this when a stack is first read.
 * @param {Error} error
 * @param {NodeJS.CallSite[]} sites
 */
function prepareStackTrace(error, sites) {
  let title;
  try {
    title = Error.prototype.toString.call(error);
  } catch {
    title = 'Error';
  }
  const frames = sites.filter((site) => !isInternal(site.getFileName()));
  return [title, ...frames.map((site) => `    at ${frameText(site)}`)].join('\n');
}

/** Makes all stack traces of this thread point at what a person wrote. */
function install() {
  Error.prepareStackTrace = prepareStackTrace;
}

module.exports = { install, original, register, ROOT, sourceOf };
