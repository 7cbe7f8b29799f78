// Kills a training 20 times at moments of chance, most of them while it writes its checkpoint.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { decodeSafetensors } from '../../lib/files';
import { Random } from '../../lib/random';
import { points, Quarters, quiet, shuffled } from '../helpers/quarters';

const CHILD = path.resolve(__dirname, '../helpers/train-child.ts');
const home = mkdtempSync(path.join(tmpdir(), 'killed-'));
after(() => rmSync(home, { recursive: true }));

const lines = (folder: string) => {
  const file = path.join(folder, 'losses.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
};

/** Starts the training and lets it end, or kills it soon after it has made `steps` steps. */
async function live(folder: string, steps: number, delay: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const goal = lines(folder).length + steps;
  while (child.exitCode === null && lines(folder).length < goal) await wait(1);
  await wait(delay);
  if (steps < Infinity) child.kill('SIGKILL');
  const code = await ended;
  // null: killed. Anything but that and 0 is a training that could not go on.
  assert.ok(code === null || code === 0, errors);
}

async function trainThroughKills(name: string, kills: number): Promise<string[]> {
  const random = new Random(name.length);
  const folder = path.join(home, name);
  mkdirSync(folder);
  for (let i = 0; i < kills; i++) {
    await live(folder, 1 + random.integer(4), random.uniform(0, 12));
    for (const file of readdirSync(folder).filter((each) => /^(best|last)/.test(each))) {
      decodeSafetensors(readFileSync(path.join(folder, file))); // never corrupt
    }
  }
  await live(folder, Infinity, 0);
  assert.equal(lines(folder).at(-1), 'done');
  const left = readdirSync(folder).filter((file) => file.endsWith('.tmp'));
  assert.deepEqual(left, [], 'nothing half written stays');
  return lines(folder).slice(0, -1);
}

test('killed 20 times, a training always goes on, with the losses of an unbroken one', async () => {
  await tf.setBackend('cpu');
  const unbroken = await quiet({ maxSteps: 60 }).fit(
    new Quarters(7, 'adam', 0.2),
    shuffled(points(100, 1), 10),
  );
  const wanted = unbroken.steps.map(({ step, loss }) => `${step} ${loss}`);
  const courses = await Promise.all([trainThroughKills('a', 10), trainThroughKills('bb', 10)]);
  for (const course of courses) {
    for (const line of course) assert.equal(line, wanted[Number.parseInt(line, 10) - 1]);
    assert.equal(new Set(course).size, 60, 'every step was made');
    assert.ok(course.length > 60, 'some steps were lost by a kill and made again');
  }
});
