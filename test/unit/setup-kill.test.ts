// Set-up is killed with SIGKILL at ten points, and the next run must always finish the job. Real
// npm, pip and compiler; small stand-ins for the big packages.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  ANSWER,
  HAS_TENSORFLOW,
  makeClone,
  makeStandIns,
  offline,
  runScript,
  type StandIns,
} from '../helpers/stand-in-clone';

let standIns: StandIns;
let env: NodeJS.ProcessEnv;
const clones: string[] = [];

before(() => {
  standIns = makeStandIns();
  env = offline(standIns);
});
after(() => {
  for (const folder of [...clones, standIns.folder])
    rmSync(folder, { recursive: true, force: true });
});

function newClone(): string {
  const clone = makeClone(standIns);
  clones.push(clone);
  return clone;
}

/** Fails unless everything is there and works. */
function assertComplete(clone: string, { orphans = false } = {}): void {
  const inClone = (...parts: string[]) => path.join(clone, ...parts);
  assert.ok(existsSync(inClone('node_modules/node-api-headers/include/node_api.h')));
  const python = spawnSync(inClone('.venv/bin/python'), ['-c', 'import jupyterlab'], {
    encoding: 'utf8',
  });
  assert.equal(python.status, 0, python.stderr);
  const shebang = readFileSync(inClone('.venv/bin/stand-in-lab'), 'utf8').split('\n')[0];
  assert.equal(shebang, `#!${inClone('.venv/bin/python')}`);
  const spec = JSON.parse(
    readFileSync(inClone('.venv/share/jupyter/kernels/typescript/kernel.json'), 'utf8'),
  );
  assert.equal(spec.argv[1], inClone('kernel/main.cjs'));
  assert.equal(spec.interrupt_mode, 'message');
  if (HAS_TENSORFLOW) {
    assert.deepEqual(readdirSync(inClone('.runtime/tensorflow/tensorflow')).sort(), [
      'include',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
    ]);
    assert.equal(callAddon(clone), ANSWER);
  }
  // A child that outlived its set-up may still write there; the next run takes it away.
  if (!orphans) assert.deepEqual(readdirSync(inClone('.runtime/partial')), []);
  assert.deepEqual(readdirSync(inClone('.runtime/lock')), [], 'the lock was given back');
}

function callAddon(clone: string): number {
  const addon = path.join(
    clone,
    'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node',
  );
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['-e', 'console.log(require(process.argv[1]))', addon],
    { encoding: 'utf8' },
  );
  assert.ok(stdout, stderr);
  return Number(stdout);
}

interface KillPoint {
  when: string;
  /** What a run finds missing, so that it gets to the point. */
  without: string[];
  /** A path pattern in the clone whose appearance is the moment. */
  pattern: string;
  /** The whole process group, or the script alone: its npm, pip or compiler then goes on. */
  group: boolean;
}

const WORK = '.runtime/partial';
const POINTS: KillPoint[] = [
  { when: 'at the lock', without: ['node_modules'], pattern: '.runtime/lock/*', group: true },
  {
    when: 'as npm ci begins',
    without: ['node_modules'],
    pattern: `${WORK}/npm-*/.npmrc`,
    group: false,
  },
  {
    when: 'as npm ci unpacks',
    without: ['node_modules'],
    pattern: `${WORK}/npm-*/node_modules/*`,
    group: true,
  },
  {
    when: 'node_modules in place',
    without: ['node_modules'],
    pattern: 'node_modules',
    group: true,
  },
  {
    when: 'in python -m venv',
    without: ['.venv'],
    pattern: `${WORK}/venv-*/venv/bin`,
    group: false,
  },
  {
    when: 'as pip installs',
    without: ['.venv'],
    pattern: `${WORK}/venv-*/venv/lib/python*/site-packages/jupyterlab`,
    group: true,
  },
  {
    when: 'as an old .venv makes room',
    without: ['.venv/.setup.json'],
    pattern: `${WORK}/old-*/folder`,
    group: true,
  },
  ...(HAS_TENSORFLOW
    ? [
        {
          when: 'as the wheel is unpacked',
          without: ['.runtime/tensorflow'],
          pattern: `${WORK}/tensorflow-*/tmp/pip-*`,
          group: false,
        },
        {
          when: 'in the compiler',
          without: ['.runtime/addon'],
          pattern: `${WORK}/addon-*/lib/napi-v8`,
          group: false,
        },
        {
          when: 'built, not yet in node_modules',
          without: ['.runtime/addon', 'node_modules/@tensorflow/tfjs-node-gpu/lib'],
          pattern: '.runtime/addon',
          group: true,
        },
      ]
    : []),
];

/** Whether a path exists whose parts match; `*` stands for anything in a part. */
function matches(folder: string, [part, ...rest]: string[]): boolean {
  if (part === undefined) return true;
  if (!part.includes('*')) {
    const next = path.join(folder, part);
    return existsSync(next) && matches(next, rest);
  }
  const pattern = new RegExp(`^${part.replaceAll('*', '.*')}$`);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.some((name) => pattern.test(name) && matches(path.join(folder, name), rest));
}

/** Starts set-up, kills it the moment `point` comes; false when the run ended first. */
async function killAt(clone: string, point: KillPoint): Promise<boolean> {
  const child = spawn(process.execPath, [path.join(clone, 'scripts/setup.mjs')], {
    env,
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  while (child.exitCode === null) {
    if (matches(clone, point.pattern.split('/'))) {
      process.kill(point.group ? -child.pid! : child.pid!, 'SIGKILL');
      await ended;
      return child.signalCode === 'SIGKILL';
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return false;
}

describe('set-up killed at ten points', () => {
  let clone: string;
  before(() => {
    clone = newClone();
  });
  for (const point of POINTS) {
    test(`${point.when}${point.group ? '' : ' (its child lives on)'}`, async () => {
      let killed = false;
      // A busy machine may give set-up a whole turn between two looks: then look again.
      for (let tries = 0; !killed && tries < 10; tries++) {
        for (const name of point.without) {
          rmSync(path.join(clone, name), { recursive: true, force: true });
        }
        killed = await killAt(clone, point);
      }
      assert.ok(killed, 'every run ended before the point was seen');
      const next = await runScript(clone, 'scripts/setup.mjs', env);
      assert.equal(next.status, 0, next.output);
      assertComplete(clone, { orphans: !point.group });
    });
  }

  test('a run with nothing missing says so, well under its 2 seconds', async () => {
    const began = performance.now();
    const { status, output } = await runScript(clone, 'scripts/setup.mjs', env);
    assert.equal(status, 0, output);
    assert.match(output, /Everything is set up/);
    assert.ok(performance.now() - began < 2000);
  });

  test('a moved clone mends its absolute paths, with nothing to install from', async () => {
    const moved = `${clone} 옮긴 곳`;
    renameSync(clone, moved);
    clones.push(moved);
    const nowhere = {
      ...env,
      PIP_FIND_LINKS: '/nonexistent',
      PATH: '/nonexistent',
    };
    const { status, output } = await runScript(moved, 'scripts/setup.mjs', nowhere);
    assert.equal(status, 0, output);
    const lab = spawnSync(path.join(moved, '.venv/bin/stand-in-lab'), { encoding: 'utf8' });
    assert.equal(lab.stdout, 'a program of the environment\n', lab.stderr);
    const activated = spawnSync('sh', ['-c', '. .venv/bin/activate && command -v python'], {
      cwd: moved,
      encoding: 'utf8',
    });
    assert.equal(activated.stdout.trim(), path.join(moved, '.venv/bin/python'));
    renameSync(moved, clone);
    assert.equal((await runScript(clone, 'scripts/setup.mjs', nowhere)).status, 0);
    assertComplete(clone);
  });
});
