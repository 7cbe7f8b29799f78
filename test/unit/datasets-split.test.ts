import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitIndices, trainTestSplit } from '../../datasets';
import { Random } from '../../lib/random';

const countOf = (labels: ArrayLike<unknown>, label: unknown) =>
  Array.from(labels).filter((each) => each === label).length;

function assertPartition(count: number, parts: Record<string, Int32Array>) {
  const all = Object.values(parts).flatMap((part) => [...part]);
  assert.deepEqual(
    all.sort((a, b) => a - b),
    Array.from({ length: count }, (_, i) => i),
  );
}

describe('splitIndices', () => {
  test('divides everything, once, in the sizes of the shares', () => {
    const random = new Random(1);
    for (const [count, shares, sizes] of [
      [10, { train: 0.8, test: 0.2 }, [8, 2]],
      [11, { train: 0.6, validation: 0.2, test: 0.2 }, [7, 2, 2]],
      [3, { a: 1 / 3, b: 1 / 3, c: 1 / 3 }, [1, 1, 1]],
      [100, { train: 0.7, test: 0.3 }, [70, 30]], // 100 · 0.7 is below 70 in doubles
      [5, { all: 1 }, [5]],
    ] as [number, Record<string, number>, number[]][]) {
      const parts = splitIndices(count, shares, { random });
      assert.deepEqual(Object.keys(parts), Object.keys(shares));
      assert.deepEqual(
        Object.values(parts).map((part) => part.length),
        sizes,
      );
      assertPartition(count, parts);
    }
  });

  test('one seed, one split', () => {
    const split = (seed: number) =>
      splitIndices(50, { train: 0.5, test: 0.5 }, { random: new Random(seed) });
    assert.deepEqual(split(3), split(3));
    assert.notDeepEqual(split(3), split(4));
  });

  test('every example is as likely as another to be tested on, and comes at any place', () => {
    const random = new Random(5);
    const tested = new Int32Array(20);
    const first = new Int32Array(20);
    const stratify = Array.from({ length: 20 }, (_, i) => (i < 10 ? 'a' : 'b'));
    for (let i = 0; i < 4000; i++) {
      const { train, test: part } = splitIndices(
        20,
        { train: 0.7, test: 0.3 },
        { random, stratify },
      );
      for (const example of part) tested[example]++;
      first[train[0]]++;
    }
    // Expected 1200 (standard deviation 29) and 200 (14): four of them.
    assert.ok(
      tested.every((count) => Math.abs(count - 1200) < 116),
      `${tested}`,
    );
    assert.ok(
      first.every((count) => Math.abs(count - 200) < 56),
      `${first}`,
    );
  });

  test('stratified, each class is divided as the whole is', () => {
    const stratify = [...Array(50).fill('a'), ...Array(30).fill('b'), ...Array(20).fill('c')];
    const shares = { train: 0.6, validation: 0.2, test: 0.2 };
    const parts = splitIndices(100, shares, { random: new Random(7), stratify });
    assertPartition(100, parts);
    const classes = (part: Int32Array) => {
      const labels = Array.from(part, (i) => stratify[i]);
      return ['a', 'b', 'c'].map((label) => countOf(labels, label));
    };
    assert.deepEqual(classes(parts.train), [30, 18, 12]);
    assert.deepEqual(classes(parts.validation), [10, 6, 4]);
    assert.deepEqual(classes(parts.test), [10, 6, 4]);
  });

  test('stratified, 300 random problems: sizes as without, each class within one of its share', () => {
    const random = new Random(11);
    for (let problem = 0; problem < 300; problem++) {
      const count = 20 + random.integer(200);
      const stratify = Array.from({ length: count }, (_, i) => (i < 8 ? i % 4 : random.integer(4)));
      const share = random.uniform(0.1, 0.9);
      const shares = { train: share, test: 1 - share };
      const parts = splitIndices(count, shares, { random, stratify });
      assertPartition(count, parts);
      const plain = splitIndices(count, shares, { random });
      assert.equal(parts.train.length, plain.train.length);
      for (let label = 0; label < 4; label++) {
        const labels = Array.from(parts.train, (i) => stratify[i]);
        const exact = countOf(stratify, label) * share;
        assert.ok(
          Math.abs(countOf(labels, label) - exact) < 1,
          `${countOf(labels, label)} ${exact}`,
        );
      }
    }
  });

  test('whole numbers are numbers of examples, and who is left over is in no part', () => {
    const random = new Random(3);
    const stratify = [...Array(50).fill('a'), ...Array(30).fill('b'), ...Array(20).fill('c')];
    const { few, more } = splitIndices(100, { few: 10, more: 40 }, { random, stratify });
    const classes = (part: Int32Array) =>
      ['a', 'b', 'c'].map((label) =>
        countOf(
          Array.from(part, (i) => stratify[i]),
          label,
        ),
      );
    assert.deepEqual(
      [classes(few), classes(more)],
      [
        [5, 3, 2],
        [20, 12, 8],
      ],
    );
    assert.equal(new Set([...few, ...more]).size, 50);
    assertPartition(100, splitIndices(100, { few: 10, rest: 90 }, { random, stratify }));
    assert.throws(
      () => splitIndices(10, { few: 5, more: 6 }, { random }),
      /few 5, more 6, wanted .*at most 10/,
    );
    assert.throws(() => splitIndices(10, { few: 2.5 }, { random }), /few 2\.5/);
    assert.throws(() => splitIndices(10, {}, { random }), /wanted shares/);
  });

  test('what cannot be divided is refused', () => {
    const random = new Random(1);
    const two = { train: 0.5, test: 0.5 };
    assert.throws(
      () => splitIndices(10, { train: 0.5, test: 0.4 }, { random }),
      /train 0\.5, test 0\.4/,
    );
    assert.throws(
      () => splitIndices(10, { train: 1, test: 0 }, { random }),
      /train 1, test 0, wanted shares above 0/,
    );
    assert.throws(() => splitIndices(10, { train: Number.NaN }, { random }), /train NaN/);
    assert.throws(() => splitIndices(0, two, { random }), /count is 0/);
    assert.throws(
      () => splitIndices(3, { train: 0.9, test: 0.1 }, { random }),
      /test, 0\.1 of 3, would be empty/,
    );
    assert.throws(
      () => splitIndices(3, two, { random, stratify: [0, 1] }),
      /2 labels for 3 examples/,
    );
    assert.throws(
      () => splitIndices(3, two, { random, stratify: ['a', 'a', 'b'] }),
      /1 of the examples is of class b, wanted 2 or more/,
    );
  });
});

describe('trainTestSplit', () => {
  const x = Array.from({ length: 40 }, (_, i) => [i, -i]);
  const y = x.map((_, i) => (i < 30 ? 'many' : 'few'));

  test('keeps examples and labels together', () => {
    const parts = trainTestSplit(x, y, { random: new Random(1) });
    assert.deepEqual([parts.xTrain.length, parts.xTest.length], [30, 10]);
    parts.xTrain.forEach((row, k) => {
      assert.equal(row, x[parts.trainIndices[k]]);
      assert.equal(parts.yTrain[k], y[parts.trainIndices[k]]);
    });
    parts.xTest.forEach((row, k) => {
      assert.equal(row, x[parts.testIndices[k]]);
      assert.equal(parts.yTest[k], y[parts.testIndices[k]]);
    });
    assertPartition(40, { train: parts.trainIndices, test: parts.testIndices });
  });

  test('stratified keeps the proportions for every seed; plain does not', () => {
    const tested = (seed: number, stratify: boolean) =>
      countOf(
        trainTestSplit(x, y, { random: new Random(seed), testSize: 0.2, stratify }).yTest,
        'few',
      );
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    assert.ok(seeds.every((seed) => tested(seed, true) === 2));
    assert.ok(seeds.some((seed) => tested(seed, false) !== 2));
  });

  test('typed labels do; wrong input is refused', () => {
    const random = new Random(1);
    const { yTrain } = trainTestSplit([1, 2, 3, 4], Int32Array.of(0, 1, 0, 1), { random });
    assert.equal(yTrain.length, 3);
    assert.throws(() => trainTestSplit(x, ['a'], { random }), /40 examples and 1 labels/);
    assert.throws(() => trainTestSplit(x, y, { random, testSize: 1 }), /testSize is 1/);
  });
});
