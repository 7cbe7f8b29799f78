// npm run setup: makes everything ready that is missing. Other scripts import `setup`.
//   npm run setup              what a learner needs
//   npm run setup -- --tests   also what only the tests need

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { requireNode } from './setup/node-version.mjs';

requireNode();

/**
 * Makes everything ready that is not.
 * @param {{ tests?: boolean }} options with `tests`, also what only the tests need
 * @returns {Promise<{ changed: boolean }>}
 * @throws {Error} whose message is one sentence with what to do
 */
export async function setup(options) {
  const module = await import('./setup/run.mjs');
  return module.setup(options);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  import('./setup/command.mjs').then(({ command }) =>
    command(async () => {
      const { changed } = await setup({ tests: process.argv.includes('--tests') });
      console.log(changed ? 'Set up. Next: npm start' : 'Everything is set up. Next: npm start');
    }),
  );
}
