// GloVe's counts and fit against NumPy, in both forms: fixtures/glove.json, made by make_glove.py.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Glove } from '../../lib/models/glove';
import { ENTRY, type EntryOrder } from '../../lib/models/glove/entries';
import { FastFit } from '../../lib/models/glove/fit-fast';
import { ReadableFit } from '../../lib/models/glove/fit-readable';
import { settingsOf } from '../../lib/models/glove/options';

interface Weights {
  words: number[];
  contexts: number[];
  wordSquares: number[];
  contextSquares: number[];
}
const fixture: {
  size: number;
  dimensions: number;
  sentences: number[][];
  windows: { window: number; symmetric: boolean; counts: number[][] }[];
  entries: [row: number, column: number, x: number][];
  words: number[];
  contexts: number[];
  fits: (Weights & {
    name: string;
    rate: number;
    x_max: number;
    alpha: number;
    clip: number;
    losses: number[];
  })[];
} = JSON.parse(readFileSync(path.join(__dirname, 'fixtures', 'glove.json'), 'utf8'));

/** Within a ten-thousandth of the value, or of 1 where it is smaller. */
function near(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
    assert.ok(error < 1e-4, `${what}[${i}] is ${actual[i]}, NumPy has ${expected[i]}`);
  }
}

for (const form of ['readable', 'fast'] as const) {
  describe(`the ${form} form`, () => {
    for (const { window, symmetric, counts } of fixture.windows) {
      test(`counts, window ${window}${symmetric ? '' : ', words before alone'}`, async () => {
        const sentences = fixture.sentences.map((words) => words.map((word) => `w${word}`));
        const glove = new Glove({ sentences, window, symmetric, minCount: 1, form, workers: 2 });
        const matrix = await glove.cooccurrences({ progress: false });
        const words = Array.from({ length: fixture.size }, (_, i) => `w${i}`);
        near(matrix.dense(words).flat(), counts.flat(), 'X');
      });
    }

    for (const { name, losses, rate, x_max, alpha, clip, ...expected } of fixture.fits) {
      test(`fit: ${name}`, async () => {
        const ones = () => new Float32Array(fixture.words.length).fill(1);
        const weights = {
          words: Float32Array.from(fixture.words),
          contexts: Float32Array.from(fixture.contexts),
          wordSquares: ones(),
          contextSquares: ones(),
        };
        const settings = settingsOf(
          { vectorSize: fixture.dimensions, learningRate: rate, gradClip: clip, workers: 1 },
          1,
        );
        // The order of the fixture, and weights worked out as the paper has them.
        const arrange = (out: Uint32Array): EntryOrder => {
          const numbers = new Float32Array(out.buffer, out.byteOffset, out.length);
          for (const [i, [row, column, x]] of fixture.entries.entries()) {
            out.set([row, column], ENTRY * i);
            numbers.set([Math.log(x), x < x_max ? (x / x_max) ** alpha : 1], ENTRY * i + 2);
          }
          return { blocks: 1, starts: Float64Array.of(0, fixture.entries.length) };
        };
        const pairs = { count: fixture.entries.length, arrange };
        const fit = new (form === 'fast' ? FastFit : ReadableFit)(pairs, weights, settings);
        const ours: number[] = [];
        try {
          for (const _ of losses) ours.push((await fit.round(0)) / pairs.count);
        } finally {
          await fit.close();
        }
        fit.readBack();
        near(ours, losses, 'loss');
        for (const key of ['words', 'contexts', 'wordSquares', 'contextSquares'] as const) {
          near(weights[key], expected[key], key);
        }
      });
    }
  });
}
