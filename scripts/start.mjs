// npm start: sets up what is missing, then opens JupyterLab on the lessons.
//   npm start
//   npm start -- --no-browser --port 9000    arguments go to JupyterLab

import { requireNode } from './setup/node-version.mjs';

requireNode();

import('./setup/command.mjs').then(({ command }) =>
  command(async () => {
    const { setup } = await import('./setup/run.mjs');
    const { startLab } = await import('./lab/lab.mjs');
    await setup();
    return startLab(process.argv.slice(2));
  }),
);
