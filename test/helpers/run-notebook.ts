// Runs a notebook as `npm run lessons` does, typed for tests.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Notebook, ROOT, readNotebook } from './notebooks';

export interface NotebookRun {
  /** From the kernel's start to its end. */
  seconds: number;
  /** Code cells that hold code. */
  cells: number;
  error: null | { cell: number; ename: string; evalue: string };
  /** The notebook with its outputs, as far as it came. */
  notebook: Notebook;
}

/** Runs a notebook headless through its kernel; the file itself stays as it is. */
export async function runNotebook(
  file: string,
  { root = ROOT, timeout, page }: { root?: string; timeout?: number; page?: string } = {},
): Promise<NotebookRun> {
  const module = await import(pathToFileURL(path.join(ROOT, 'scripts/lessons/run.mjs')).href);
  const folder = mkdtempSync(path.join(tmpdir(), 'run-notebook-'));
  try {
    const notebook = path.join(folder, 'executed.ipynb');
    const result = await module.runNotebook(root, file, { notebook, timeout, page });
    return { ...result, notebook: readNotebook(notebook) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
