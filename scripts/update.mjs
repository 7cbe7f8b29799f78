// npm run update: takes in a new version; edited lessons are kept beside the new ones.

import { requireNode } from './setup/node-version.mjs';

requireNode();

import('./setup/command.mjs').then(({ command }) =>
  command(async () => {
    const { update } = await import('./notebooks/update.mjs');
    update(console.log);
  }),
);
