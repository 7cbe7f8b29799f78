// Runs chosen lessons one after the other and prints a line for each.

import path from 'node:path';
import { runNotebook } from './run.mjs';

/**
 * Runs lessons and writes `build/lessons/NAME.ipynb` and `NAME.html` for each, failed ones too.
 *
 * @param root the repository
 * @param lessons paths below notebooks/, from `chooseLessons`
 * @param options write: where the lines go; live: whether a line may be rewritten as cells run
 * @returns {Promise<number>} how many failed
 */
export async function runLessons(root, lessons, { write, live = false }) {
  const names = lessons.map((lesson) => lesson.replace(/\.ipynb$/, ''));
  const width = Math.max(...names.map((name) => name.length));
  let failed = 0;
  for (const name of names) {
    const label = name.padEnd(width);
    const out = path.join(root, 'build/lessons', name);
    const started = performance.now();
    if (live) write(label);
    const result = await runNotebook(root, path.join(root, 'notebooks', `${name}.ipynb`), {
      notebook: `${out}.ipynb`,
      page: `${out}.html`,
      onCell: (cell, cells) => {
        const seconds = (performance.now() - started) / 1000;
        if (live) write(`\r${label} ${time(seconds)}  cell ${cell} of ${cells}`);
      },
    });
    if (result.error) failed += 1;
    write(`${live ? '\r\x1b[K' : ''}${label} ${time(result.seconds)}  ${verdict(result)}\n`);
  }
  if (failed > 0) write(`${failed} of ${names.length} failed.\n`);
  write('Executed notebooks and pages are in build/lessons/.\n');
  return failed;
}

function time(seconds) {
  return `${seconds.toFixed(1).padStart(6)} s`;
}

function verdict({ error }) {
  if (!error) return 'ok';
  const [first] = String(error.evalue).split('\n');
  return `failed at cell ${error.cell}: ${error.ename}: ${first}`;
}
