// npm run lessons: runs lessons headless, with a line of progress each, and writes the executed
// notebooks and pages that work offline to build/lessons/.
//   npm run lessons                 every lesson
//   npm run lessons -- 02 05        these
//   npm run lessons -- ko/01        the Korean edition of the first

import { requireNode } from './setup/node-version.mjs';

requireNode();

import('./setup/command.mjs').then(({ command }) =>
  command(async () => {
    const { place } = await import('./setup/place.mjs');
    const { setup } = await import('./setup/run.mjs');
    const { chooseLessons } = await import('./lessons/list.mjs');
    const { runLessons } = await import('./lessons/run-lessons.mjs');

    const lessons = chooseLessons(place.root, process.argv.slice(2));
    await setup();
    const failed = await runLessons(place.root, lessons, {
      write: (text) => process.stdout.write(text),
      live: process.stdout.isTTY,
    });
    return failed > 0 ? 1 : 0;
  }),
);
