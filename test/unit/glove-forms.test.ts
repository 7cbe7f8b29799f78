// GloVe's two forms step by step, and what the settings do from end to end.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { generateCorpus } from '../../datasets/corpus';
import { Glove, type GloveOptions } from '../../lib/models/glove';
import { CooccurrenceMatrix } from '../../lib/models/glove/cooccurrence-matrix';
import { orderEntries } from '../../lib/models/glove/entries';
import { FastFit } from '../../lib/models/glove/fit-fast';
import { ReadableFit } from '../../lib/models/glove/fit-readable';
import { settingsOf } from '../../lib/models/glove/options';
import { firstWeights, sumVectors } from '../../lib/models/glove/weights';
import { Random } from '../../lib/random';

const quiet = { progress: false };
const sentences = generateCorpus({ random: new Random(1), sentences: 2000 }).map((sentence) =>
  sentence.split(' '),
);

/** Random counts of V words, half of the pairs. */
function randomMatrix(V: number, random: Random): CooccurrenceMatrix {
  const columns: number[] = [];
  const starts = [0];
  for (let row = 0; row < V; row++) {
    for (let column = 0; column < V; column++) if (random.next() < 0.5) columns.push(column);
    starts.push(columns.length);
  }
  return new CooccurrenceMatrix(
    Array.from({ length: V }, (_, i) => `w${i}`),
    starts,
    starts.slice(1),
    Uint32Array.from(columns),
    Float32Array.from(columns, () => 200 * random.next() ** 4 + 0.1),
  );
}

/** Fits both forms to the same entries in the same order. */
async function bothForms(V: number, options: Partial<GloveOptions>) {
  const matrix = randomMatrix(V, new Random(V));
  const settings = settingsOf({ workers: 2, ...options }, 2);
  return Promise.all(
    [FastFit, ReadableFit].map(async (form) => {
      const weights = firstWeights(V, settings.vectorSize, new Random(3));
      const arrange = (out: Uint32Array) => orderEntries(matrix, settings, new Random(1), out);
      const fit = new form({ count: matrix.nonZero, arrange }, weights, settings);
      const losses: number[] = [];
      try {
        for (let epoch = 0; epoch < 4; epoch++) {
          let loss = 0;
          for (let round = 0; round < fit.order.blocks; round++) loss += await fit.round(round);
          losses.push(loss / matrix.nonZero);
        }
      } finally {
        await fit.close();
      }
      fit.readBack();
      return { losses, weights };
    }),
  );
}

describe('the fast fit is the readable one, number for number', () => {
  const cases: [name: string, options: Partial<GloveOptions>][] = [
    ['the defaults', {}],
    ['large steps, whose roots are taken', { learningRate: 0.1, xMax: 1 }],
    ['gradients that are clipped', { gradClip: 0.01 }],
    ['small gradients that are clipped', { gradClip: 1e-4 }],
  ];
  // Rows that fill up their groups of four, and rows that do not; odd and even numbers of groups.
  for (const vectorSize of [1, 2, 3, 6, 7, 10, 50]) {
    for (const [name, options] of cases) {
      test(`${vectorSize} dimensions, ${name}`, async () => {
        const [fast, readable] = await bothForms(90, { vectorSize, ...options });
        for (const [i, loss] of fast.losses.entries()) {
          assert.ok(Math.abs(loss / readable.losses[i] - 1) < 1e-4, `loss of epoch ${i + 1}`);
        }
        for (const key of ['words', 'contexts', 'wordSquares', 'contextSquares'] as const) {
          const expected = readable.weights[key];
          fast.weights[key].forEach((value, i) => {
            const error = Math.abs(value - expected[i]) / Math.max(1, Math.abs(expected[i]));
            assert.ok(error < 1e-3, `${key}[${i}] is ${value}, wanted ${expected[i]}`);
          });
        }
      });
    }
  }
});

for (const form of ['fast', 'readable'] as const) {
  test(`${form}: xMax and alpha weigh the pairs`, async () => {
    for (const [xMax, alpha] of [
      [100, 0.75],
      [3, 0.75],
      [100, 0.3],
    ]) {
      // Nearly nothing is learned, so that vectors and biases stay near 0.
      const still = { vectorSize: 100, epochs: 1, learningRate: 1e-9 };
      const glove = new Glove({ sentences, form, xMax, alpha, ...still });
      await glove.train(quiet);
      let expected = 0;
      const matrix = await glove.cooccurrences(quiet);
      for (const [, , x] of matrix) {
        expected += (0.5 * Math.min(1, (x / xMax) ** alpha) * Math.log(x) ** 2) / matrix.nonZero;
      }
      assert.ok(Math.abs(glove.losses[0] / expected - 1) < 0.01, `${glove.losses}, ${expected}`);
    }
  });

  test(`${form}: the vectors are the sums of words and contexts`, async () => {
    const glove = new Glove({ sentences, form, vectorSize: 7, epochs: 1, learningRate: 1e-9 });
    await glove.train(quiet);
    const V = glove.wv.size;
    const first = firstWeights(V, 7, new Random(glove.settings.seed));
    for (let row = 0; row < V; row++) {
      for (let i = 0; i < 7; i++) {
        const sum = first.words[row * 8 + i] + first.contexts[row * 8 + i];
        assert.ok(Math.abs(glove.wv.vectors[row * 7 + i] - sum) < 1e-6, `${row}, ${i}`);
      }
    }
  });

  test(`${form}: fewer than 8 bytes of maxMemory for a pair are refused, 70 are enough`, async () => {
    const random = new Random(4);
    const words = Array.from({ length: 15_000 }, () => `w${random.integer(500)}`);
    const count = (maxMemory: number) =>
      new Glove({ sentences: [words], form, maxMemory, minCount: 1 }).cooccurrences(quiet);
    const { nonZero } = await count(2 ** 30);
    await assert.rejects(count(8 * nonZero - 1), /of 500 words take more than \d+ MiB/);
    assert.equal((await count(70 * nonZero)).nonZero, nonZero);
  });
}

test('sumVectors leaves the biases out', () => {
  const ones = new Float32Array(6).fill(1);
  const weights = {
    ...{ words: Float32Array.of(1, 2, 90, 3, 4, 90), wordSquares: ones, contextSquares: ones },
    contexts: Float32Array.of(10, 20, 900, 30, 40, 900),
  };
  assert.deepEqual([...sumVectors(weights, 2, 2)], [11, 22, 33, 44]);
});
