// npm run lessons: runs lessons headless, with a line of progress each, and writes the executed
// notebooks and pages that work offline to build/lessons/.
//   npm run lessons                 every lesson
//   npm run lessons -- 02 05        these
//   npm run lessons -- ko/01        the Korean edition of the first

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseLessons } from './lessons/list.mjs';
import { runNotebook } from './lessons/run.mjs';
import { setup } from './setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const live = process.stdout.isTTY;

try {
  const lessons = chooseLessons(root, process.argv.slice(2));
  await setup();
  process.exitCode = await runAll(lessons);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function runAll(lessons) {
  const width = Math.max(...lessons.map((lesson) => lesson.length)) - '.ipynb'.length;
  let failed = 0;
  for (const lesson of lessons) {
    const name = lesson.replace(/\.ipynb$/, '');
    const out = path.join(root, 'build/lessons', name);
    const label = name.padEnd(width);
    const started = Date.now();
    if (live) process.stdout.write(label);
    const result = await runNotebook(root, path.join(root, 'notebooks', lesson), {
      notebook: `${out}.ipynb`,
      page: `${out}.html`,
      onCell: (cell, cells) => {
        const seconds = ((Date.now() - started) / 1000).toFixed(0);
        if (live)
          process.stdout.write(`\r${label}  ${seconds.padStart(5)} s  cell ${cell}/${cells}`);
      },
    });
    if (result.error) failed += 1;
    const time = `${result.seconds.toFixed(1).padStart(6)} s`;
    process.stdout.write(`${live ? '\r\x1b[K' : ''}${label} ${time}  ${verdict(result)}\n`);
  }
  const some = failed > 0 ? `${failed} of ${lessons.length} failed. ` : '';
  console.log(`${some}Executed notebooks and pages: build/lessons/`);
  return failed > 0 ? 1 : 0;
}

function verdict({ error }) {
  if (!error) return 'ok';
  const [first] = String(error.evalue).split('\n');
  return `failed at cell ${error.cell}: ${error.ename}: ${first}`;
}
