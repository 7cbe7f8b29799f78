'use strict';
// `console.table` as a table.

const { inspect } = require('node:util');
const { frameBundle, isFrame } = require('./frame.cjs');
const { htmlTable } = require('./html.cjs');

const MAX_ROWS = 200;
const VALUES = 'Values';

/** @param {unknown} value */
const cellText = (value) =>
  typeof value === 'string' ? value : inspect(value, { depth: 0, breakLength: Infinity });

/**
 * @param {any} data an array, map, set or object; its entries are the rows
 * @param {string[] | undefined} columns which ones to show
 * @param {string} text the same table as text
 * @returns {import('../types').Bundle}
 */
function tableBundle(data, columns, text) {
  if (isFrame(data)) return frameBundle(data);
  /** @type {[string, any][]} */
  let entries;
  if (data instanceof Map) entries = [...data].map(([key, value]) => [cellText(key), value]);
  else if (data instanceof Set) entries = [...data].map((value, i) => [String(i), value]);
  else entries = Object.entries(data);
  const shown = entries.slice(0, MAX_ROWS);
  const isRow = (/** @type {any} */ value) => typeof value === 'object' && value !== null;
  const keys = columns ?? [
    ...new Set(shown.flatMap(([, value]) => (isRow(value) ? Object.keys(value) : []))),
  ];
  const plain = shown.some(([, value]) => !isRow(value));
  const rows = shown.map(([index, /** @type {any} */ value]) => [
    index,
    ...keys.map((key) => (isRow(value) && key in value ? cellText(value[key]) : '')),
    ...(plain ? [isRow(value) ? '' : cellText(value)] : []),
  ]);
  const hidden = entries.length - shown.length;
  const note = hidden > 0 ? `… ${hidden} more rows` : undefined;
  const html = htmlTable(['', ...keys, ...(plain ? [VALUES] : [])], rows, note);
  return { 'text/plain': text, 'text/html': html };
}

module.exports = { tableBundle };
