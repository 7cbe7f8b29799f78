import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { Random } from '../../lib/random';
import { collate, DataLoader, padSequences, TensorDataset } from '../../lib/train';
import { forEachDevice } from '../helpers/devices';

const rows = (tensor: tf.Tensor) => tensor.arraySync() as number[];

async function all<B>(loader: AsyncIterable<B>, read: (batch: B) => unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const batch of loader) seen.push(read(batch));
  return seen;
}

forEachDevice((test) => {
  test('rows of tensors, in order, with a smaller last batch', async () => {
    const x = tf.tensor2d([
      [0, 0],
      [1, 1],
      [2, 4],
      [3, 9],
      [4, 16],
    ]);
    const y = tf.tensor1d([0, 1, 2, 3, 4], 'int32');
    const data = new TensorDataset(x, y);
    const loader = new DataLoader(data, { batchSize: 2 });
    assert.equal(loader.length, 3);
    const seen = await all(loader, ([xs, ys]) => [rows(xs), rows(ys), ys.dtype]);
    assert.deepEqual(seen, [
      [
        [
          [0, 0],
          [1, 1],
        ],
        [0, 1],
        'int32',
      ],
      [
        [
          [2, 4],
          [3, 9],
        ],
        [2, 3],
        'int32',
      ],
      [[[4, 16]], [4], 'int32'],
    ]);
    const full = new DataLoader(data, { batchSize: 2, dropLast: true });
    assert.equal(full.length, 2);
    assert.equal((await all(full, ([, ys]) => ys.size)).length, 2);
    assert.throws(
      () => new TensorDataset(x, tf.zeros([4])),
      /the tensors are \(5, 2\), \(4\), wanted/,
    );
    assert.throws(() => new TensorDataset(), /the tensors are none/);
    tf.dispose([x, y]);
  });

  test('shuffling: another order each epoch, all rows once, the same by seed', async () => {
    const y = tf.range(0, 50, 1, 'int32');
    const data = new TensorDataset(y);
    const loaders = [new Random(4), new Random(4)].map(
      (shuffle) => new DataLoader(data, { batchSize: 8, shuffle }),
    );
    const epoch = async (loader: (typeof loaders)[0]) =>
      (await all(loader, ([ys]) => rows(ys))).flat() as number[];
    const [first, second] = [await epoch(loaders[0]), await epoch(loaders[0])];
    assert.notDeepEqual(first, second);
    assert.notDeepEqual(first, rows(y));
    assert.deepEqual(
      [...first].sort((a, b) => a - b),
      rows(y),
    );
    assert.deepEqual([await epoch(loaders[1]), await epoch(loaders[1])], [first, second]);
    y.dispose();
  });

  test('a batch lives until the next is asked for; after the loop nothing is left', async () => {
    const y = tf.range(0, 10, 1, 'int32');
    const loader = new DataLoader(new TensorDataset(y), { batchSize: 2, prefetch: 2 });
    const before = tf.memory().numTensors;
    let last: tf.Tensor | undefined;
    for await (const [ys] of loader) {
      assert.ok(!last || last.isDisposed);
      assert.ok(!ys.isDisposed);
      last = ys;
      if (ys.dataSync()[0] === 4) break;
    }
    assert.equal(tf.memory().numTensors, before, 'also of those prepared ahead');
    await assert.rejects(async () => {
      for await (const _ of loader) throw new Error('in the loop');
    }, /in the loop/);
    assert.equal(tf.memory().numTensors, before);
    y.dispose();
  });

  test('resuming goes on within the epoch and then as an unbroken loader', async () => {
    const y = tf.range(0, 20, 1, 'int32');
    const make = () =>
      new DataLoader(new TensorDataset(y), { batchSize: 3, shuffle: new Random(9) });
    const read = ([ys]: [tf.Tensor]) => rows(ys).join();
    const whole = make();
    const wanted = [await all(whole, read), await all(whole, read)].flat();
    const broken = make();
    const seen: string[] = [];
    for await (const batch of broken) {
      seen.push(read(batch as [tf.Tensor]));
      if (seen.length === 4) break;
    }
    const other = make();
    other.resume(JSON.parse(JSON.stringify(broken.state())));
    const rest = [await all(other, read), await all(other, read)].flat();
    assert.deepEqual([...seen, ...rest], wanted);
    assert.equal(other.state().batches, 0);
    const copied = make();
    assert.deepEqual(await all(copied.copy(), read), await all(copied, read));
    const inOrder = new DataLoader(new TensorDataset(y), { batchSize: 3 });
    assert.throws(() => inOrder.resume(whole.state()), /one of the two loaders shuffles/);
    y.dispose();
  });

  test('examples are collated: numbers, arrays, tensors, records', async () => {
    const examples = [1, 2, 3].map((i) => ({
      ids: Int32Array.of(i, i + 1),
      pixels: Uint8Array.of(i),
      pair: [i / 2, tf.tensor1d([i])] as const,
    }));
    const loader = new DataLoader<Record<string, tf.Tensor>, (typeof examples)[0]>(examples, {
      batchSize: 2,
    });
    const seen = await all(loader, ({ ids, pixels, pair }) => {
      const [half, row] = pair as unknown as tf.Tensor[];
      return [ids, pixels, half, row].map((each) => [each.dtype, each.arraySync()]);
    });
    assert.deepEqual(seen[0], [
      [
        'int32',
        [
          [1, 2],
          [2, 3],
        ],
      ],
      ['int32', [[1], [2]]],
      ['float32', [0.5, 1]],
      ['float32', [[1], [2]]],
    ]);
    assert.equal(seen.length, 2);
    assert.throws(
      () => collate([Int32Array.of(1), Int32Array.of(1, 2)]),
      /has 2 numbers, another 1/,
    );
    assert.throws(() => collate([{ a: 1 }, { b: 1 }]), /do not have the same fields/);
    assert.throws(() => collate([{ a: 1 }, 2]), /an example is object, another number/);
    assert.throws(() => collate([1, [2]]), /an example is number, another a list/);
    assert.throws(() => collate([[1, 2], [1]]), /do not have the same fields \(padSequences/);
    assert.throws(() => collate(['a', 'b'] as never), /the examples are string; give the Data/);
    assert.throws(() => collate([null] as never), /the examples are null/);
    assert.throws(() => collate([new Float64Array(1)] as never), /Float64Array, wanted Float32/);
    const [row, longer, ids] = [tf.zeros([2]), tf.zeros([3]), tf.zeros([2], 'int32')];
    assert.throws(() => collate([row, longer]), /a tensor is \(2\), another \(3\)/);
    assert.throws(() => collate([row, ids]), /a tensor of float32, another a tensor of int32/);
    tf.dispose([row, longer, ids]);
  });

  test('padding', () => {
    const ids = [[5, 6, 7], [8], []];
    const padded = padSequences(ids, { value: -1 });
    assert.deepEqual(
      [padded.dtype, padded.arraySync()],
      [
        'int32',
        [
          [5, 6, 7],
          [8, -1, -1],
          [-1, -1, -1],
        ],
      ],
    );
    const left = padSequences(ids, { side: 'left', length: 4, dtype: 'float32' });
    assert.deepEqual(left.arraySync(), [
      [0, 5, 6, 7],
      [0, 0, 0, 8],
      [0, 0, 0, 0],
    ]);
    assert.throws(
      () => padSequences(ids, { length: 2 }),
      /a sequence has 3 items, wanted at most 2/,
    );
    tf.dispose([padded, left]);
    assert.throws(() => padSequences([[1], [2.5]]), /sequence 1 holds 2.5, wanted integers/);
  });
});

const toList = { batchSize: 4, collate: (examples: number[]) => [...examples] };

plainTest('a stream of examples that nobody holds whole, epoch after epoch', async () => {
  let held = 0;
  async function* numbers() {
    for (let i = 0; i < 10; i++) {
      held = Math.max(held, i);
      yield i;
    }
  }
  const loader = new DataLoader<number[], number>(numbers, toList);
  assert.equal(loader.length, undefined);
  const wanted = [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ];
  assert.deepEqual(await all(loader, (batch) => batch), wanted);
  assert.deepEqual(await all(loader, (batch) => batch), wanted);
  held = 0;
  for await (const _ of loader) break;
  assert.equal(held, 3, 'no more is read than a batch needs');
  const dropping = new DataLoader<number[], number>(numbers, { ...toList, dropLast: true });
  assert.equal((await all(dropping, (batch) => batch)).length, 2);
  const once = new DataLoader<number[], number>(numbers(), toList);
  await all(once, (batch) => batch);
  await assert.rejects(
    all(once, (batch) => batch),
    /A generator runs only once: .* give the function/,
  );
});

plainTest('a stream is shuffled within a window, and resumes within it', async () => {
  const source = () => Array.from({ length: 100 }, (_, i) => i)[Symbol.iterator]();
  const make = () =>
    new DataLoader<number[], number>(source, {
      ...toList,
      shuffle: new Random(2),
      shuffleBuffer: 10,
    });
  const loader = make();
  const seen = (await all(loader, (batch) => batch)).flat() as number[];
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    [...source()],
  );
  assert.ok(seen.some((value, i) => value < i - 2));
  assert.ok(
    seen.every((value, i) => value < i + 11),
    'no example comes before the window reaches it',
  );
  const broken = make();
  for await (const batch of broken) if (batch[0] === seen[20]) break;
  const other = make();
  other.resume(broken.state());
  assert.deepEqual((await all(other, (batch) => batch)).flat(), seen.slice(24));
});

plainTest(
  'prefetching prepares ahead, keeps the order, and reports errors in their turn',
  async () => {
    const started: number[] = [];
    const data = {
      length: 6,
      async batch([i]: Int32Array) {
        started.push(i);
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (i === 4) throw new Error('bad row 4');
        return i;
      },
    };
    const loader = new DataLoader<number>(data, { batchSize: 1, prefetch: 2 });
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const batch of loader) {
        seen.push(batch);
        await new Promise((resolve) => setTimeout(resolve, 10));
        if (batch === 0) assert.deepEqual(started, [0, 1, 2]);
      }
    }, /bad row 4/);
    assert.deepEqual(seen, [0, 1, 2, 3]);
  },
);

plainTest('settings are checked', () => {
  const make = (options: object) => () => new DataLoader([1, 2], { batchSize: 1, ...options });
  assert.throws(make({ batchSize: 0 }), /batchSize is 0, wanted an integer, 1 or more/);
  assert.throws(make({ prefetch: -1 }), /prefetch is -1/);
  assert.throws(make({ shuffleBuffer: 0.5 }), /shuffleBuffer is 0.5/);
  assert.throws(() => new DataLoader([], { batchSize: 1 }), /the source holds no examples/);
});
