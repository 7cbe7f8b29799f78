// Reading notebooks for tests, and the rules that every committed one keeps.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { code, importsOf, notFromScratch } from './house-rules';

export const ROOT = path.resolve(__dirname, '../..');

export interface Cell {
  id?: string;
  cell_type: 'code' | 'markdown' | 'raw';
  source: string;
  metadata: Record<string, unknown>;
  outputs?: Output[];
  execution_count?: number | null;
}

export interface Output {
  output_type: string;
  data?: Record<string, unknown>;
  ename?: string;
  evalue?: string;
  name?: string;
  text?: string;
}

export interface Notebook {
  nbformat: number;
  nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: Cell[];
}

/** Reads a notebook; sources come as one string each. */
export function readNotebook(file: string): Notebook {
  const notebook = JSON.parse(readFileSync(file, 'utf8'));
  const join = (text: string | string[]) => (Array.isArray(text) ? text.join('') : text);
  for (const cell of notebook.cells) {
    cell.source = join(cell.source);
    for (const output of cell.outputs ?? []) {
      if (output.text !== undefined) output.text = join(output.text);
    }
  }
  return notebook;
}

/**
 * Lessons below notebooks/, as `01-perceptron.ipynb` or `solutions/01-….ipynb`; not a learner's
 * own notebooks, nor the copies that `npm run reset` keeps.
 */
export function notebookFiles(folder = '', root: string = ROOT): string[] {
  const where = path.join(root, 'notebooks', folder);
  if (!existsSync(where)) return [];
  return readdirSync(where)
    .filter((name) => /^\d\d-.*\.ipynb$/.test(name) && !name.includes('.mine-'))
    .sort()
    .map((name) => (folder ? `${folder}/${name}` : name));
}

const KERNEL = { name: 'typescript', display_name: 'TypeScript', language: 'typescript' };

/** What breaks the rules in a notebook: one line each, empty when it keeps them all. */
export function notebookProblems(notebook: Notebook): string[] {
  const problems: string[] = [];
  const { nbformat, nbformat_minor: minor, metadata, cells } = notebook;
  if (nbformat !== 4 || minor < 5) problems.push(`format ${nbformat}.${minor}, wanted 4.5 (ids)`);
  const spec = (metadata.kernelspec ?? {}) as Record<string, unknown>;
  for (const [key, wanted] of Object.entries(KERNEL)) {
    if (spec[key] !== wanted) problems.push(`kernelspec.${key} is ${spec[key]}, wanted ${wanted}`);
  }

  const ids = new Set<string>();
  cells.forEach((cell, index) => {
    const where = `cell ${index + 1}${cell.id ? ` (${cell.id})` : ''}`;
    if (!cell.id) problems.push(`${where} has no id`);
    else if (!/^[\w-]{1,64}$/.test(cell.id)) problems.push(`${where}: the id is malformed`);
    else if (ids.has(cell.id)) problems.push(`${where}: another cell has this id`);
    if (cell.id) ids.add(cell.id);
    if (cell.outputs?.length) problems.push(`${where} has outputs`);
    if (cell.execution_count != null) problems.push(`${where} has an execution count`);
    if (cell.cell_type === 'code') {
      problems.push(...codeProblems(cell.source).map((problem) => `${where}: ${problem}`));
    }
  });

  const sources = cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.source);
  const long = sources.filter((source) => source.split('\n').length >= 15).length;
  if (long * 4 > sources.length) {
    problems.push(
      `${long} of ${sources.length} code cells have 15 lines or more: a quarter at most`,
    );
  }
  if (!cells.some((cell) => cell.cell_type === 'markdown' && /^# \S/m.test(cell.source))) {
    problems.push('no cell has a title (# …)');
  }
  return problems;
}

function codeProblems(source: string): string[] {
  const problems = importsOf(source).flatMap((name) => {
    const inside = /^(\.\.?\/)+(.*)$/.exec(name)?.[2];
    if (inside !== undefined && !/^(lib|datasets)(\/|$)/.test(inside)) {
      return [`imports '${name}': a lesson imports lib and datasets`];
    }
    return [];
  });
  problems.push(...notFromScratch({ file: 'it', text: source }));
  if (/\bFULL\s*=\s*true\b/.test(code(source))) problems.push('FULL is on: commit it off');
  return problems;
}
