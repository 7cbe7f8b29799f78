// npm run reset -- 01: gives a lesson back as it was committed; yours is kept beside it.
//   npm run reset -- 01 ko/02    several, or of the Korean edition

import { requireNode } from './setup/node-version.mjs';

requireNode();

import('./setup/command.mjs').then(({ command }) =>
  command(async () => {
    const { reset } = await import('./notebooks/reset.mjs');
    reset(process.argv.slice(2), console.log);
  }),
);
