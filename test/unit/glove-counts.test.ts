import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Glove, type GloveOptions } from '../../lib/models/glove';
import { CooccurrenceMatrix } from '../../lib/models/glove/cooccurrence-matrix';
import { FastCounter } from '../../lib/models/glove/count-fast';
import { ReadableCounter } from '../../lib/models/glove/count-readable';
import { ENTRY, orderEntries } from '../../lib/models/glove/entries';
import { FastFit } from '../../lib/models/glove/fit-fast';
import { settingsOf } from '../../lib/models/glove/options';
import { firstWeights } from '../../lib/models/glove/weights';
import { UnknownWordError } from '../../lib/models/keyed-vectors';
import { Random } from '../../lib/random';

const quiet = { progress: false };
const count = (sentences: string[][], options: Partial<GloveOptions> = {}) =>
  new Glove({ sentences, minCount: 1, ...options }).cooccurrences(quiet);

for (const form of ['fast', 'readable'] as const) {
  test(`${form}: each pair adds one over its distance, within its sentence and window`, async () => {
    const matrix = await count(
      [['ice', 'is', 'cold', 'is', 'ice'], ['steam', 'is', 'hot'], ['ice']],
      {
        form,
        window: 3,
      },
    );
    assert.equal(matrix.size, 5);
    // ice is₁ cold is₂ ice: distances 1 and 3 from each end; 4 apart is too far.
    assert.ok(Math.abs(matrix.get('ice', 'is') - 2 * (1 + 1 / 3)) < 1e-6);
    assert.equal(matrix.get('ice', 'cold'), 1);
    assert.equal(matrix.get('cold', 'ice'), 1);
    assert.equal(matrix.get('ice', 'ice'), 0);
    assert.equal(matrix.get('is', 'is'), 1, 'half, seen from both');
    assert.equal(matrix.get('steam', 'hot'), 0.5);
    assert.equal(matrix.get('steam', 'cold'), 0);
    const before = await count([['a', 'b', 'c']], { form, symmetric: false });
    assert.equal(before.get('b', 'a'), 1);
    assert.equal(before.get('a', 'b'), 0);
    assert.equal(before.get('c', 'a'), 0.5);
  });

  test(`${form}: words that are left out take no place in the window`, async () => {
    const sentences = [
      ['a', 'rare', 'b'],
      ['a', 'b'],
      ['b', 'a'],
    ];
    const matrix = await count(sentences, { form, minCount: 2 });
    assert.deepEqual([...matrix.words].sort(), ['a', 'b']);
    assert.equal(matrix.get('a', 'b'), 3);
  });
}

/** A text of V words in lines of some length, with Zipf's frequencies. */
function text(V: number, length: number, random: Random): Int32Array {
  return Int32Array.from({ length }, () =>
    random.next() < 0.05 ? -1 : Math.min(V - 1, Math.floor(V ** random.next()) - 1),
  );
}

for (const workers of [1, 3]) {
  test(`in parts, on ${workers} threads: as the readable form counts the whole`, async () => {
    const V = 700;
    const words = Array.from({ length: V }, (_, i) => `w${i}`);
    const parts = [5000, 1, 20_000, 300].map((length, i) => text(V, length, new Random(i)));
    const counts = new Int32Array(V).fill(20_000);
    const settings = settingsOf({ window: 6, workers }, 1);
    const fast = new FastCounter(words, counts, settings, 20_000);
    const readable = new ReadableCounter(words, settings);
    try {
      for (const part of parts) {
        await fast.add(part);
        await readable.add(part);
      }
      const [ours, expected] = [fast.finish(), readable.finish()];
      assert.equal(ours.nonZero, expected.nonZero);
      const [a, b] = [ours, expected].map((matrix) => matrix.dense().flat());
      a.forEach((x, i) => {
        assert.ok(Math.abs(x - b[i]) <= 1e-5 * b[i], `${x}, ${b[i]}`);
      });
    } finally {
      await fast.close();
    }
  });
}

/** The matrix of table 1 of the paper in small: ice, steam, solid, gas, water, fashion. */
function thermodynamics(): CooccurrenceMatrix {
  const words = ['ice', 'steam', 'solid', 'gas', 'water', 'fashion'];
  const values = Float32Array.of(8, 1, 30, 1, 1, 8, 30, 1);
  const columns = Uint32Array.of(2, 3, 4, 5, 2, 3, 4, 5);
  return new CooccurrenceMatrix(words, [0, 4, 8, 8, 8, 8], [4, 8, 8, 8, 8, 8], columns, values);
}

test('the matrix gives counts, rows, probabilities and their ratios', () => {
  const matrix = thermodynamics();
  assert.equal(matrix.get('ice', 'solid'), 8);
  assert.equal(matrix.get('solid', 'ice'), 0);
  assert.equal(matrix.total('ice'), 40);
  assert.equal(matrix.probability('solid', 'ice'), 0.2);
  assert.equal(matrix.ratio('solid', 'ice', 'steam'), 8);
  assert.equal(matrix.ratio('gas', 'ice', 'steam'), 1 / 8);
  assert.equal(matrix.ratio('water', 'ice', 'steam'), 1);
  assert.deepEqual(matrix.row('ice').slice(0, 2), [
    ['water', 30],
    ['solid', 8],
  ]);
  assert.deepEqual(matrix.dense(['steam', 'gas', 'solid']), [
    [0, 8, 1],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  assert.deepEqual([...matrix][1], ['ice', 'gas', 1]);
  assert.equal([...matrix].length, matrix.nonZero);
  assert.throws(
    () => matrix.get('ice', 'sollid'),
    (error) => {
      return error instanceof UnknownWordError && /"sollid".*"solid"/.test(error.message);
    },
  );
});

/** Some random counts, half of the pairs. */
function randomMatrix(V: number, random: Random): CooccurrenceMatrix {
  const columns: number[] = [];
  const starts = [0];
  for (let row = 0; row < V; row++) {
    for (let column = 0; column < V; column++) if (random.next() < 0.5) columns.push(column);
    starts.push(columns.length);
  }
  const words = Array.from({ length: V }, (_, i) => `w${i}`);
  const values = Float32Array.from(columns, () => 200 * random.next() ** 4 + 0.1);
  return new CooccurrenceMatrix(words, starts, starts.slice(1), Uint32Array.from(columns), values);
}

test('the order of the fit has each pair once; the tiles of a round share no row', () => {
  const settings = settingsOf({ xMax: 50, alpha: 0.6 }, 1);
  for (const V of [3, 70, 200]) {
    const matrix = randomMatrix(V, new Random(V));
    const out = new Uint32Array(ENTRY * matrix.nonZero);
    const { blocks, starts } = orderEntries(matrix, settings, new Random(1), out);
    assert.equal(blocks, V < 64 ? 1 : 8);
    const numbers = new Float32Array(out.buffer);
    const seen = new Set<number>();
    for (let round = 0; round < blocks; round++) {
      const owners: Map<number, number>[] = [new Map(), new Map()];
      for (let tile: number = round * blocks; tile < (round + 1) * blocks; tile++) {
        for (let e = starts[tile]; e < starts[tile + 1]; e++) {
          const [row, column] = out.subarray(ENTRY * e, ENTRY * e + 2);
          seen.add(row * V + column);
          for (const [i, place] of [row, column].entries()) {
            assert.equal(owners[i].get(place) ?? tile, tile);
            owners[i].set(place, tile);
          }
          const x = matrix.get(`w${row}`, `w${column}`);
          assert.ok(Math.abs(numbers[ENTRY * e + 2] - Math.log(x)) < 1e-5);
          const weight = x < 50 ? (x / 50) ** 0.6 : 1;
          assert.ok(Math.abs(numbers[ENTRY * e + 3] - weight) < 1e-5);
        }
      }
    }
    assert.equal(seen.size, matrix.nonZero);
  }
});

test('the order in tiles learns as well as a shuffle of all pairs', async () => {
  const matrix = randomMatrix(200, new Random(8));
  const settings = settingsOf({ vectorSize: 20, workers: 2 }, 2);
  const last = async (inTiles: boolean, seed: number): Promise<number> => {
    const arrange = (out: Uint32Array) => {
      const order = orderEntries(matrix, settings, new Random(seed), out);
      if (inTiles) return order;
      const entries = Array.from({ length: matrix.nonZero }, (_, i) =>
        out.slice(ENTRY * i, ENTRY * i + ENTRY),
      );
      for (const [i, entry] of new Random(seed).shuffle(entries).entries())
        out.set(entry, ENTRY * i);
      return { blocks: 1, starts: Float64Array.of(0, matrix.nonZero) };
    };
    const weights = firstWeights(200, 20, new Random(seed));
    const fit = new FastFit({ count: matrix.nonZero, arrange }, weights, settings);
    let loss = 0;
    for (let epoch = 0; epoch < 25; epoch++) {
      loss = 0;
      for (let round = 0; round < fit.order.blocks; round++) loss += await fit.round(round);
    }
    await fit.close();
    return loss;
  };
  const mean = async (inTiles: boolean) => {
    const losses = await Promise.all([1, 2, 3].map((seed) => last(inTiles, seed)));
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  };
  const ratio = (await mean(true)) / (await mean(false));
  assert.ok(ratio < 1.02, `the loss after 25 epochs is ${ratio} of that of a full shuffle`);
});
