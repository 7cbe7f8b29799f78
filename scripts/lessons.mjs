// npm run lessons: runs lessons headless, with a line of progress each, and writes the executed
// notebooks and pages that work offline to build/lessons/.
//   npm run lessons                 every lesson
//   npm run lessons -- 02 05        these
//   npm run lessons -- ko/01        the Korean edition of the first

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseLessons } from './lessons/list.mjs';
import { runLessons } from './lessons/run-lessons.mjs';
import { setup } from './setup.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

try {
  const lessons = chooseLessons(root, process.argv.slice(2));
  await setup();
  const failed = await runLessons(root, lessons, {
    write: (text) => process.stdout.write(text),
    live: process.stdout.isTTY,
  });
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
