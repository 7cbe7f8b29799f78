// Runs one notebook headless through the kernel, by Jupyter's own client.

import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { jupyterEnvironment } from '../setup/jupyter.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PYTHON = process.platform === 'win32' ? '.venv/Scripts/python.exe' : '.venv/bin/python';

/**
 * Runs a notebook and writes what was asked for; the notebook itself stays as it is.
 *
 * @param root the repository
 * @param lesson the notebook's path
 * @param options notebook and page: files to write; timeout: seconds for one cell (none if absent);
 *   onCell(cell, cells): called as each code cell begins
 * @returns {Promise<{ seconds: number, cells: number,
 *   error: null | { cell: number, ename: string, evalue: string } }>}
 * @throws {Error} when the runner itself breaks: no kernel, no notebook
 */
export function runNotebook(root, lesson, { notebook, page, timeout, onCell } = {}) {
  const args = [path.join(HERE, 'execute.py'), lesson];
  if (notebook) args.push('--notebook', notebook);
  if (page) args.push('--page', page);
  if (timeout) args.push('--timeout', String(timeout));

  return new Promise((resolve, reject) => {
    const child = spawn(path.join(root, PYTHON), args, {
      cwd: root,
      env: { ...jupyterEnvironment(), PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let cells = 0;
    let end;
    let partial = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (partial + text).split('\n');
      partial = lines.pop();
      for (const line of lines) {
        const event = JSON.parse(line);
        if (event.event === 'start') cells = event.cells;
        else if (event.event === 'cell') onCell?.(event.cell, cells);
        else end = event;
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors = (errors + text).slice(-20_000);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (end) resolve({ seconds: end.seconds, cells, error: end.error });
      else reject(new Error(`${lesson} could not be run (${signal ?? code}).\n${errors.trim()}`));
    });
  });
}
