// The threads that the fast kernels run on: their memory, their errors, their end.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { floats, integers, loadKernel, MemoryPlan, WorkerPool } from '../../lib/models/parallel';

const ROOT = path.resolve(__dirname, '../..');

// A kernel of three functions, byte by byte: put(address, value) stores and gives the value back,
// add(address) adds 1 atomically, trap() fails.
const text = (name: string) => [name.length, ...Buffer.from(name)];
const sized = (...bytes: number[]) => [bytes.length, ...bytes];
const I32 = 0x7f;
const MODULE = new WebAssembly.Module(
  new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, ...sized(3, ...[0x60, 2, I32, I32, 1, I32], ...[0x60, 1, I32, 1, I32], 0x60, 0, 0)],
    ...[2, ...sized(1, ...text('env'), ...text('memory'), 2, 3, 1, 0x80, 0x80, 4)],
    ...[3, ...sized(3, 0, 1, 2)],
    ...[7, ...sized(3, ...text('put'), 0, 0, ...text('add'), 0, 1, ...text('trap'), 0, 2)],
    10,
    ...sized(
      3,
      ...sized(0, 0x20, 0, 0x20, 1, 0x36, 2, 0, 0x20, 1, 0x0b),
      ...sized(0, 0x20, 0, 0x41, 1, 0xfe, 0x1e, 2, 0, 0x0b),
      ...sized(0, 0, 0x0b),
    ),
  ]),
);

test('regions lie apart, aligned to 64 bytes, above the compiler’s page, and begin as zeros', () => {
  const plan = new MemoryPlan('test');
  const a = plan.add(10);
  const b = plan.add(400);
  const memory = plan.allocate();
  assert.deepEqual([a.address, b.address], [65536, 65536 + 64]);
  assert.equal(floats(memory, b).length, 100);
  floats(memory, b).fill(1);
  assert.deepEqual([...integers(memory, a)], [0, 0]);
  assert.ok(memory.buffer instanceof SharedArrayBuffer);
});

test('more than 4 GiB is refused by name', () => {
  const plan = new MemoryPlan('Word2Vec');
  plan.add(5 * 2 ** 30);
  assert.throws(() => plan.allocate(), /Word2Vec needs 5\.00 GiB.*reaches 4 GiB.*minCount/);
});

test('threads share the memory; a thread answers in the order of its calls', async () => {
  const plan = new MemoryPlan('test');
  const { address } = plan.add(64);
  const memory = plan.allocate();
  const pool = new WorkerPool(MODULE, memory, 2);
  const answers = [7, 8, 9].map((value) => pool.call(0, 'put', [address, value]));
  assert.equal(pool.pending(0), 3);
  assert.deepEqual(await Promise.all(answers), [7, 8, 9]);
  await pool.call(1, 'put', [address, 0]);
  const both = Array.from({ length: 2000 }, (_, i) => pool.call(i % 2, 'add', [address]));
  await Promise.all(both);
  assert.equal(new Int32Array(memory.buffer, address, 1)[0], 2000);
  await pool.close();
});

test('close lets what was sent be answered, then ends the threads', async () => {
  const pool = new WorkerPool(MODULE, new MemoryPlan('test').allocate(), 1);
  const sent = pool.call(0, 'put', [0, 5]);
  const closed = pool.close();
  assert.equal(await sent, 5);
  await closed;
  await assert.rejects(pool.call(0, 'put', [0, 5]), /closed/);
});

test('a thread’s error is the error of its call and of every other', async () => {
  const pool = new WorkerPool(MODULE, new MemoryPlan('test').allocate(), 2);
  const calls = [pool.call(0, 'trap', []), pool.call(0, 'put', [0, 1])];
  for (const call of calls) await assert.rejects(call, /A worker thread failed: unreachable/);
  await assert.rejects(pool.call(1, 'put', [0, 1]), /A worker thread failed: unreachable/);
  await pool.close();
});

test('a kernel that is not there says what to do', () => {
  assert.throws(() => loadKernel('nosuch'), /nosuch\.wasm is missing.*npm run setup/);
});

test('the compiled kernels load, the plain variant where the engine lacks relaxed SIMD', () => {
  assert.ok(loadKernel('word2vec') instanceof WebAssembly.Module);
  assert.equal(loadKernel('word2vec'), loadKernel('word2vec'));
});

test('a closed pool does not keep the process alive', () => {
  const program = `
    const { MemoryPlan, WorkerPool, loadKernel } = require('./lib/models/parallel');
    const plan = new MemoryPlan('test');
    const pool = new WorkerPool(loadKernel('word2vec'), plan.allocate(), 2);
    pool.close().then(() => console.log('closed'));`;
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=commonjs', '-e', program],
    { cwd: ROOT, encoding: 'utf8', timeout: 20_000 },
  );
  assert.equal(stdout, 'closed\n');
  assert.equal(status, 0);
});
