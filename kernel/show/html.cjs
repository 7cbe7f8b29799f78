'use strict';
// HTML tables that look like pandas' in JupyterLab, light and dark.

/** @param {unknown} text */
function escapeHTML(text) {
  const entities = /** @type {Record<string, string>} */ ({
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  });
  return String(text).replace(/[&<>"]/g, (character) => entities[character]);
}

/**
 * @param {string[]} header the first is the index column's
 * @param {string[][]} rows
 * @param {string} [note] a line below
 */
function htmlTable(header, rows, note) {
  const head = header.map((text) => `<th>${escapeHTML(text)}</th>`).join('');
  const body = rows.map(
    ([index, ...cells]) =>
      `<tr><th>${escapeHTML(index)}</th>${cells.map((text) => `<td>${escapeHTML(text)}</td>`).join('')}</tr>`,
  );
  const table = `<table border="1" class="dataframe"><thead><tr style="text-align: right;">${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
  return `<div>${table}${note ? `<p>${escapeHTML(note)}</p>` : ''}</div>`;
}

module.exports = { escapeHTML, htmlTable };
