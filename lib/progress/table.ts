import { escapeHtml } from './html';
import type { MimeBundle } from './notebook';

/** A column's name and how its cells stand. */
export interface Column {
  name: string;
  align?: 'left' | 'right';
}

/** A table of words that shows itself: in a notebook as one, on a terminal as text. */
export class Table {
  constructor(
    readonly columns: readonly Column[],
    readonly rows: readonly (readonly string[])[],
    /** Lines under the table. */
    readonly notes: readonly string[] = [],
  ) {
    const wrong = rows.findIndex((row) => row.length !== columns.length);
    if (wrong >= 0) {
      throw new Error(
        `Table: row ${wrong} has ${rows[wrong].length} cells, wanted ${columns.length}`,
      );
    }
  }

  toString(): string {
    const lines = [this.columns.map((column) => column.name), ...this.rows];
    const widths = this.columns.map((_, c) => Math.max(...lines.map((line) => width(line[c]))));
    const text = lines.map((line) =>
      line.map((cell, c) => this.pad(cell, c, widths[c])).join('  '),
    );
    return [...text, ...this.notes].map((line) => line.trimEnd()).join('\n');
  }

  [Symbol.for('Jupyter.display')](): MimeBundle {
    const cells = (tag: string, row: readonly string[]) =>
      row
        .map((cell, c) => {
          const style = `text-align:${this.columns[c].align ?? 'left'};white-space:pre`;
          return `<${tag} style="${style}">${escapeHtml(cell)}</${tag}>`;
        })
        .join('');
    const head = cells(
      'th',
      this.columns.map((column) => column.name),
    );
    const body = this.rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('');
    const notes = this.notes.map((note) => `<div>${escapeHtml(note)}</div>`).join('');
    const html = `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${notes}`;
    return { 'text/html': html, 'text/plain': this.toString() };
  }

  private pad(text: string, column: number, to: number): string {
    const space = ' '.repeat(to - width(text));
    return this.columns[column].align === 'right' ? space + text : text + space;
  }
}

/** Columns on a terminal, where Korean, Chinese and Japanese letters take two. */
function width(text: string): number {
  const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/;
  return Array.from(text).reduce((sum, letter) => sum + (wide.test(letter) ? 2 : 1), 0);
}
