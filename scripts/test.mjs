// npm test: sets up what is missing, then checks the sources and runs every suite.
//   npm test                      everything
//   npm test -- unit kernel      only these parts
//   npm test -- test/unit/x.test.ts

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setup } from './setup.mjs';
import { planSteps } from './test/parts.mjs';
import { runAll } from './test/run-all.mjs';
import { killRunning } from './test/run-step.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    killRunning();
    process.exit(130);
  });
}

let steps;
try {
  await setup({ tests: true });
  steps = planSteps(root, process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.exitCode = await runAll(steps, { root, write: (text) => process.stdout.write(text) });
