// The rule for Korean editions: the same code, byte for byte, and prose that is not out of date.

import { createHash } from 'node:crypto';
import type { Notebook } from './notebooks';

/** The hash of an English cell, which its translation keeps as `metadata.translates`. */
export function proseHash(source: string): string {
  return createHash('sha256').update(source, 'utf8').digest('hex').slice(0, 16);
}

/**
 * Where a translation differs from its original: one line each, empty when it is up to date.
 *
 * Cells pair up by their ids, in the same order. A code cell has the same source; a Markdown cell
 * has `metadata.translates`, the `proseHash` of the English cell that it was translated from.
 */
export function translationProblems(english: Notebook, korean: Notebook): string[] {
  const order = (notebook: Notebook) => notebook.cells.map((cell) => cell.id);
  const missing = order(english).filter((id) => !order(korean).includes(id));
  const extra = order(korean).filter((id) => !order(english).includes(id));
  const problems = [
    ...missing.map((id) => `${id}: not translated`),
    ...extra.map((id) => `${id}: the English edition has no such cell`),
  ];
  if (problems.length === 0 && order(english).join('\n') !== order(korean).join('\n')) {
    problems.push('the cells stand in another order');
  }

  for (const cell of korean.cells) {
    const original = english.cells.find((candidate) => candidate.id === cell.id);
    if (!original) continue;
    if (cell.cell_type !== original.cell_type) {
      problems.push(`${cell.id}: is ${cell.cell_type}, the English cell is ${original.cell_type}`);
    } else if (cell.cell_type === 'code') {
      if (cell.source !== original.source) problems.push(`${cell.id}: the code differs`);
    } else if (cell.metadata.translates !== proseHash(original.source)) {
      problems.push(
        cell.metadata.translates === undefined
          ? `${cell.id}: metadata.translates is missing, wanted "${proseHash(original.source)}"`
          : `${cell.id}: the English cell has changed; translate it anew, then set ` +
              `metadata.translates to "${proseHash(original.source)}"`,
      );
    }
  }
  return problems;
}
