// npm test: sets up what is missing, then checks the sources and runs every suite.
//   npm test                         everything
//   npm test -- unit kernel          only these parts
//   npm test -- test/unit/x.test.ts  only this file

import { requireNode } from './setup/node-version.mjs';

requireNode();

import('./setup/command.mjs').then(({ command }) =>
  command(async () => {
    const { place } = await import('./setup/place.mjs');
    const { setup } = await import('./setup/run.mjs');
    const { planSteps } = await import('./test/parts.mjs');
    const { runAll } = await import('./test/run-all.mjs');
    const { killRunning } = await import('./test/run-step.mjs');

    await setup({ tests: true });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        killRunning();
        process.exit(130);
      });
    }
    const steps = planSteps(place.root, process.argv.slice(2));
    return runAll(steps, { root: place.root, write: (text) => process.stdout.write(text) });
  }),
);
