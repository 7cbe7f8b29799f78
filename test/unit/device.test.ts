import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { useDevice, whyUnavailable } from '../../lib/device';
import { forEachDevice, TESTED_DEVICES } from '../helpers/devices';

const ROOT = path.resolve(__dirname, '../..');

/** What a fresh process prints: the backend is chosen once for a process. */
function inFreshProcess(code: string, env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--eval', code], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, DEVICE: '', ...env },
  });
  return { out: run.stdout, err: run.stderr, status: run.status };
}

const USE = "const { useDevice } = require('./lib/device');";
/** Makes loading the add-on fail as it does where set-up could not build it. */
const NO_ADDON = `
  const Module = require('node:module');
  const load = Module._load;
  Module._load = function (name, ...rest) {
    if (name === '@tensorflow/tfjs-node-gpu') {
      throw new Error('The Node.js native addon module (tfjs_binding.node) can not be found at path: x');
    }
    return load.call(this, name, ...rest);
  };`;

forEachDevice((onDevice, device) => {
  onDevice('the named device computes', async () => {
    const chosen = await useDevice(device, { quiet: true });
    assert.equal(chosen.name, device);
    assert.equal(chosen.precision, 'float32');
    assert.equal(tf.getBackend(), device); // these two go by the same name in tfjs
    const product = tf.tidy(() =>
      tf
        .matMul(
          [
            [1, 2],
            [3, 4],
          ] as unknown as tf.Tensor2D,
          [[5], [6]] as unknown as tf.Tensor2D,
        )
        .dataSync(),
    );
    assert.deepEqual([...product], [17, 39]);
  });
});

test('tensors made on one device can be used on the next', async () => {
  await useDevice('cpu', { quiet: true });
  const x = tf.tensor1d([1, 2, 3]);
  for (const device of TESTED_DEVICES) {
    if ((await whyUnavailable(device)) !== undefined) continue;
    await useDevice(device, { quiet: true });
    assert.deepEqual([...tf.tidy(() => tf.add(x, 1).dataSync())], [2, 3, 4]);
  }
  x.dispose();
});

test('asking why a device is missing leaves the current one', () => {
  // In a fresh process, as loading TensorFlow for the first time makes it the current one.
  const code = `const { useDevice, whyUnavailable } = require('./lib/device');
    useDevice('cpu', { quiet: true })
      .then(() => whyUnavailable('tensorflow'))
      .then(() => console.log(require('@tensorflow/tfjs').getBackend()));`;
  assert.equal(inFreshProcess(code).out, 'cpu\n');
});

test('a fresh process prints one line and nothing else', () => {
  const code = `${USE} useDevice().then(() => require('@tensorflow/tfjs').ones([2]).dataSync())`;
  const { out, err, status } = inFreshProcess(code);
  assert.equal(status, 0, err);
  assert.equal(err, '');
  assert.match(out, /^Device: (tensorflow|cpu) \(.+\), float32\. Faster: cuda.*\.\n$/);
  // What a page of the width of lessons holds without a break.
  if (out.includes('(TensorFlow')) assert.ok(out.length <= 106, `${out.length} columns`);
});

test('without the add-on it is the plain cpu, and the line says why', () => {
  const code = `${NO_ADDON} ${USE} useDevice().then((d) => {
    const tf = require('@tensorflow/tfjs');
    console.log(d.name, d.notBetter.length, tf.add(1, 2).dataSync()[0]);
  })`;
  const { out, err } = inFreshProcess(code);
  assert.equal(err, ''); // no advert for tfjs-node either
  const [line, result] = out.trim().split('\n');
  assert.match(line, /^Device: cpu \(plain JavaScript\), float32\. Faster: /);
  assert.match(line, /tensorflow \(its add-on is not built: run `npm run setup`\)/);
  assert.equal(result, 'cpu 4 3');
});

test('a library that does not load is told with its own words', () => {
  const broken = NO_ADDON.replace(/'The Node.js native addon[^']*'/, "'libx.so.2: cannot open'");
  const { out } = inFreshProcess(`${broken} ${USE} useDevice()`);
  assert.match(out, /tensorflow \(its add-on does not load \(libx\.so\.2: cannot open\)/);
});

test('in a project that has no tfjs-node, nothing is said of a set-up that it has not either', () => {
  const absent = NO_ADDON.replace(
    /'The Node.js native addon[^']*'/,
    '"Cannot find module \'@tensorflow/tfjs-node-gpu\'\\nRequire stack:"',
  );
  const { out } = inFreshProcess(`${absent} ${USE} useDevice()`);
  assert.match(out, /tensorflow \(@tensorflow\/tfjs-node-gpu is not installed\)/);
});

test('DEVICE forces a device, and an argument goes before it', () => {
  const forced = inFreshProcess(`${USE} useDevice()`, { DEVICE: 'cpu' });
  assert.equal(forced.out, 'Device: cpu (plain JavaScript), float32, as asked for.\n');
  const argued = inFreshProcess(`${USE} useDevice('cpu')`, { DEVICE: 'nonsense' });
  assert.equal(argued.out, forced.out);
  const wrong = inFreshProcess(`${USE} useDevice().catch((e) => console.log(e.message))`, {
    DEVICE: 'gpu',
  });
  assert.match(wrong.out, /no device is named 'gpu' \(from the environment variable DEVICE\)/);
});

test('what cannot be had is an error that says what to do', async () => {
  await assert.rejects(useDevice('cuda'), /cuda: not in this version.*Call useDevice\(\)/);
  await assert.rejects(
    useDevice('tpu' as 'cpu'),
    /no device is named 'tpu'; there are auto, cuda,/,
  );
});

test("the add-on's settings stand before it loads, and a user's own are kept", () => {
  const code = `${USE} useDevice('auto', { quiet: true }).then(() =>
    console.log(process.env.TF_ENABLE_ONEDNN_OPTS, process.env.TF_CPP_MIN_LOG_LEVEL))`;
  assert.equal(inFreshProcess(code).out, '0 2\n');
  const own = inFreshProcess(code, { TF_ENABLE_ONEDNN_OPTS: '1', TF_CPP_MIN_LOG_LEVEL: '3' });
  assert.equal(own.out, '1 3\n');
});
