'use strict';
// danfo.js frames and series as tables, as pandas shows them: the first and the last rows.

const { htmlTable } = require('./html.cjs');

const MAX_ROWS = 20;
const MAX_COLUMNS = 20;

/** @param {any} value */
function isFrame(value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    Array.isArray(value.$columns) &&
    Array.isArray(value.$index) &&
    '$isSeries' in value &&
    Array.isArray(value.values)
  );
}

/**
 * @template T
 * @param {T[]} list
 * @param {number} max
 * @returns {{ head: T[], tail: T[] }}
 */
function ends(list, max) {
  if (list.length <= max) return { head: list, tail: [] };
  return { head: list.slice(0, Math.ceil(max / 2)), tail: list.slice(-Math.floor(max / 2)) };
}

/** @param {unknown} value */
function cellText(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value ?? '');
  return String(Number(value.toPrecision(6)));
}

/**
 * @param {any} frame
 * @returns {import('../types').Bundle}
 */
function frameBundle(frame) {
  const { $index: index, $columns: columns, $isSeries: isSeries } = frame;
  /** @type {unknown[]} */
  const values = frame.values;
  const picked = ends(
    columns.map((/** @type {unknown} */ _, /** @type {number} */ i) => i),
    MAX_COLUMNS,
  );
  const gap = picked.tail.length > 0;
  const toRow = (/** @type {number} */ i) => {
    const row = /** @type {unknown[]} */ (isSeries ? [values[i]] : values[i]);
    const pick = (/** @type {number} */ column) => cellText(row[column]);
    return [
      String(index[i]),
      ...picked.head.map(pick),
      ...(gap ? ['…'] : []),
      ...picked.tail.map(pick),
    ];
  };
  const rows = ends(
    values.map((_, i) => i),
    MAX_ROWS,
  );
  const header = [
    '',
    ...picked.head.map((i) => String(columns[i])),
    ...(gap ? ['…'] : []),
    ...picked.tail.map((i) => String(columns[i])),
  ];
  const body = rows.head.map(toRow);
  if (rows.tail.length > 0)
    body.push(
      header.map(() => '…'),
      ...rows.tail.map(toRow),
    );
  const size = isSeries
    ? `${values.length} values`
    : `${values.length} rows × ${columns.length} columns`;
  return {
    'text/plain': `${textTable(header, body)}\n\n[${size}]`,
    'text/html': htmlTable(header, body, size),
  };
}

/** How many columns of a terminal a text takes: Korean and Chinese letters take two. @param {string} text */
function width(text) {
  let sum = 0;
  for (const letter of text)
    sum += /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/.test(
      letter,
    )
      ? 2
      : 1;
  return sum;
}

/**
 * @param {string[]} header
 * @param {string[][]} rows
 */
function textTable(header, rows) {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => width(row[i]))));
  return all
    .map((row) => row.map((text, i) => ' '.repeat(widths[i] - width(text)) + text).join('  '))
    .join('\n');
}

module.exports = { frameBundle, isFrame };
