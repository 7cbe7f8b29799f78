// What set-up does when something changed, when two run at once, and when it is stopped.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
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
  writeTree,
} from '../helpers/stand-in-clone';

let standIns: StandIns;
let clone: string;
let env: NodeJS.ProcessEnv;
before(() => {
  standIns = makeStandIns();
  clone = makeClone(standIns);
  env = offline(standIns);
});
after(() => {
  for (const folder of [clone, standIns.folder]) rmSync(folder, { recursive: true, force: true });
});

const inClone = (name: string) => path.join(clone, name);
const setup = (...args: string[]) => runScript(clone, 'scripts/setup.mjs', env, args);
const ADDON = 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node';

function addonAnswer(): number {
  const { stdout } = spawnSync(
    process.execPath,
    ['-e', 'console.log(require(process.argv[1]))', inClone(ADDON)],
    { encoding: 'utf8' },
  );
  return Number(stdout);
}

test('three at once: one works, two wait for it, all end well', async () => {
  const runs = await Promise.all([setup(), setup(), setup()]);
  for (const { status, output } of runs) assert.equal(status, 0, output);
  const worked = runs.filter(({ output }) => output.includes('[1/'));
  assert.equal(worked.length, 1, 'the steps were done once');
  for (const run of runs) {
    if (run !== worked[0]) assert.match(run.output, /Another set-up .*process \d+.*waiting/);
  }
  assert.deepEqual(readdirSync(inClone('.runtime/lock')), []);
  assert.match((await setup()).output, /^Everything is set up/);
});

test('each step is told with its number and usual time', async () => {
  rmSync(inClone('.venv'), { recursive: true });
  const { output } = await setup();
  assert.match(
    output,
    /\[1\/2\] JupyterLab \(usually 1 to 2 minutes\)\n( +\d+ s .*\n)* +done in \d+ s\n/,
  );
  assert.match(output, /\[2\/2\] the TypeScript kernel/);
});

test('with --tests, the tests’ packages too, and the kernel in both environments', async () => {
  assert.ok(!existsSync(inClone('.venv-test')), 'a learner does not get them');
  assert.equal((await setup('--tests')).status, 0);
  const python = inClone('.venv-test/bin/python');
  assert.equal(spawnSync(python, ['-c', 'import testtools']).status, 0);
  assert.ok(existsSync(inClone('.venv-test/share/jupyter/kernels/typescript/kernel.json')));
});

test('the kernel’s spec is one for JupyterLab: TypeScript, stopped by message', () => {
  const file = inClone('.venv/share/jupyter/kernels/typescript/kernel.json');
  const spec = JSON.parse(readFileSync(file, 'utf8'));
  assert.deepEqual(spec, {
    argv: [process.execPath, inClone('kernel/main.cjs'), '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: {},
  });
});

test('an npm package that went missing comes back; one that was added does not disturb', async () => {
  rmSync(inClone('node_modules/node-api-headers'), { recursive: true });
  assert.match((await setup()).output, /\[1\/\d\] npm packages/);
  assert.ok(existsSync(inClone('node_modules/node-api-headers/package.json')));

  const lock = inClone('node_modules/.package-lock.json');
  const hidden = JSON.parse(readFileSync(lock, 'utf8'));
  hidden.packages['node_modules/added-by-hand'] = { version: '1.0.0' };
  writeFileSync(lock, JSON.stringify(hidden));
  assert.match((await setup()).output, /^Everything is set up/);
});

test('changed requirements make the environment again', async () => {
  const file = inClone('scripts/requirements.txt');
  const before = readFileSync(file, 'utf8');
  const { ino } = statSync(inClone('.venv'));
  writeFileSync(file, `# newer\n${before}`);
  assert.match((await setup()).output, /JupyterLab \(usually 1 to 2 minutes\)/);
  assert.notEqual(statSync(inClone('.venv')).ino, ino);
});

test('a kernel is compiled, in both variants, again when its source or its helpers change', async () => {
  const text = (name: string) => readFileSync(inClone(`.runtime/wasm/${name}`), 'utf8');
  assert.match(text('tiny.wasm'), /^export const TINY = 1;\n.*--sharedMemory.*simd,threads/);
  assert.match(text('tiny.relaxed.wasm'), /relaxed-simd/);
  const source = inClone('lib/models/tiny/assembly/index.ts');
  writeFileSync(source, 'export const TINY = 2;\n');
  assert.match((await setup()).output, /\[1\/1\] the fast kernels/);
  assert.match(text('tiny.wasm'), /TINY = 2/);
  writeTree(clone, { 'lib/models/parallel/assembly/help.ts': 'export const HELP = 1;\n' });
  assert.match((await setup()).output, /\[1\/1\] the fast kernels/);
  unlinkSync(inClone('.runtime/wasm/tiny.wasm'));
  assert.match((await setup()).output, /\[1\/1\] the fast kernels/);
  assert.match((await setup()).output, /^Everything is set up/);

  writeFileSync(source, 'wrong');
  const { status, output } = await setup();
  assert.equal(status, 1);
  assert.match(output, /Compiling lib.models.tiny.assembly.index\.ts failed.*wasm-tiny\.log/s);
  assert.match(text('tiny.wasm'), /TINY = 2/, 'the old one stays');
  writeFileSync(source, 'export const TINY = 2;\n');
  assert.match((await setup()).output, /^Everything is set up/);
});

describe('the add-on', { skip: HAS_TENSORFLOW ? false : 'it is built on Linux x64 only' }, () => {
  const patch = (value: number) =>
    `--- a/more.h\n+++ b/more.h\n@@ -1,2 +1,2 @@\n // What is added.\n-#define MORE 1\n+#define MORE ${value}\n`;

  test('is rebuilt when a patch comes, changes and goes; the package’s sources stay', async () => {
    const sources = inClone('node_modules/@tensorflow/tfjs-node-gpu/binding/more.h');
    const untouched = readFileSync(sources, 'utf8');
    for (const more of [2, 3]) {
      writeFileSync(inClone('scripts/tensorflow/more.patch'), patch(more));
      const { status, output } = await setup();
      assert.equal(status, 0, output);
      assert.match(output, /\[1\/1\] the TensorFlow add-on/);
      assert.equal(addonAnswer(), ANSWER - 1 + more);
    }
    assert.equal(readFileSync(sources, 'utf8'), untouched);
    unlinkSync(inClone('scripts/tensorflow/more.patch'));
    assert.equal((await setup()).status, 0);
    assert.equal(addonAnswer(), ANSWER);
  });

  test('a patch that does not fit is refused by name and line, and the old add-on stays', async () => {
    const file = inClone('scripts/tensorflow/more.patch');
    writeFileSync(file, patch(2).replace('-#define MORE 1', '-#define MORE 7'));
    const { status, output } = await setup();
    unlinkSync(file);
    assert.equal(status, 1);
    assert.match(output, /more\.patch: more\.h, line 2: the patch wants "#define MORE 7\\n"/);
    assert.doesNotMatch(output, /\n\s+at /, 'no stack');
    assert.equal(addonAnswer(), ANSWER);
  });

  test('is put back after npm made node_modules anew, without a compiler', async () => {
    unlinkSync(inClone(ADDON));
    const noCompiler = { ...env, PATH: '/nonexistent', CXX: '/nonexistent' };
    const { status, output } = await runScript(clone, 'scripts/setup.mjs', noCompiler);
    assert.equal(status, 0, output);
    assert.equal(addonAnswer(), ANSWER);
  });

  test('that does not compile says where the compiler’s words are', async () => {
    const file = inClone('scripts/tensorflow/more.patch');
    writeFileSync(file, patch(2).replace('MORE 2', 'MORE ='));
    const { status, output } = await setup();
    unlinkSync(file);
    assert.equal(status, 1);
    assert.match(output, /Compiling the TensorFlow add-on failed .*\.runtime\/logs\/addon\.log/);
    assert.match(readFileSync(inClone('.runtime/logs/addon.log'), 'utf8'), /error:/);
  });
});

test('Ctrl-C ends it and what it started, gives the lock back, and the next run goes on', async () => {
  rmSync(inClone('.venv'), { recursive: true });
  const child = spawn(process.execPath, [inClone('scripts/setup.mjs')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const working = () =>
    readdirSync(inClone('.runtime/partial')).some((name) => name.startsWith('venv-'));
  while (child.exitCode === null && !working())
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  assert.equal(await ended, 130, output);
  assert.match(output, /Stopped\. Run the same command again/);
  assert.deepEqual(readdirSync(inClone('.runtime/lock')), []);
  assert.equal((await setup()).status, 0);
  assert.equal(spawnSync(inClone('.venv/bin/python'), ['-c', 'import jupyterlab']).status, 0);
});
