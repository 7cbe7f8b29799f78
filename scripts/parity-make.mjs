// npm run parity:make [-- metrics …]: makes the parity tests' fixtures again, from the references
// that test/parity/requirements.in pins. The tests themselves need none of this.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { run } from './setup/child.mjs';
import { command } from './setup/command.mjs';
import { SetupError } from './setup/errors.mjs';
import { discard, keyOf, readStamp, writeStamp } from './setup/folders.mjs';
import { place, pythonOf } from './setup/place.mjs';
import { findPython, pip, pythonEnvironment } from './setup/python.mjs';

const folder = path.join(place.root, 'test/parity');
const requirements = path.join(folder, 'requirements.in');
const venv = path.join(place.root, '.venv-parity');

await command(async () => {
  const scripts = chooseScripts(process.argv.slice(2));
  await makeEnvironment();
  for (const script of scripts) {
    console.log(`${script} …`);
    const { status } = spawnSync(pythonOf(venv), [path.join(folder, script)], {
      cwd: place.root,
      env: pythonEnvironment(),
      stdio: 'inherit',
    });
    if (status !== 0) throw new SetupError(`test/parity/${script} failed (exit ${status}).`);
  }
  console.log('Done. `git diff --stat test/parity/fixtures` shows what changed.');
});

/** The scripts for the words after `npm run parity:make --`: "metrics" is make_metrics.py. */
function chooseScripts(words) {
  const all = fs.readdirSync(folder).filter((name) => /^make_.+\.py$/.test(name));
  const wanted = words.map((word) => `make_${word.replace(/^make_|\.py$/g, '')}.py`);
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown)
    throw new SetupError(`There is no test/parity/${unknown}; there are ${all.join(', ')}.`);
  return wanted.length > 0 ? wanted : all.sort();
}

async function makeEnvironment() {
  const key = keyOf(requirements);
  if (readStamp(venv)?.key === key && readStamp(venv)?.folder === venv) return;
  const python = findPython();
  console.log(`.venv-parity, with Python ${python.version} …`);
  discard(venv);
  await run(python.executable, ['-m', 'venv', venv], {
    log: 'venv-parity',
    from: 'Python',
    doing: 'Making the virtual environment',
    env: pythonEnvironment(),
  });
  const scratch = path.join(venv, 'tmp');
  await pip(venv, ['install', '--only-binary=:all:', '-r', requirements], {
    scratch,
    log: 'venv-parity',
    doing: 'Installing test/parity/requirements.in',
  });
  discard(scratch);
  writeStamp(venv, { key, folder: venv });
}
