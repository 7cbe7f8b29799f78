import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import type * as tf from '@tensorflow/tfjs';
import { useDevice } from '../../lib/device';
import { type Answer, loadExercise, runCases } from '../../lib/exercise';
import type { Random } from '../../lib/random';

/** Right answers pass, and answers as a learner may first have them, or a planted fault, do not. */

const ROOT = path.resolve(__dirname, '../..');
type Matrix = number[][];

const matmul = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, v, k) => sum + v * b[k][j], 0)));
const transpose = (m: Matrix): Matrix => m[0].map((_, j) => m.map((row) => row[j]));
const turn = (degrees: number): Matrix => {
  const angle = (degrees * Math.PI) / 180;
  return [
    [Math.cos(angle), -Math.sin(angle)],
    [Math.sin(angle), Math.cos(angle)],
  ];
};
const stretched = (degrees: number): Matrix => {
  const [[a, b], [c, d]] = turn(degrees);
  return [
    [a, 2 * b],
    [c / 2, d],
  ];
};

function broadcast(a: number[], b: number[], fits: (p: number, q: number) => boolean) {
  const shape: number[] = [];
  for (let i = 1; i <= Math.max(a.length, b.length); i++) {
    const [p, q] = [a[a.length - i] ?? 1, b[b.length - i] ?? 1];
    if (!fits(p, q)) return null;
    shape.unshift(Math.max(p, q));
  }
  return shape;
}
const oneOrEqual = (p: number, q: number) => p === q || p === 1 || q === 1;

function stop(losses: number[], patience: number, better: (a: number, b: number) => boolean) {
  let best = 0;
  for (let i = 1; i < losses.length; i++) {
    if (better(losses[i], losses[best])) best = i;
    if (i - best >= patience) return { stop: i + 1, best: best + 1 };
  }
  return { stop: losses.length, best: best + 1 };
}

function steps(lr: number, slopeOn: (b: number) => number): number {
  let b = 0;
  for (let i = 0; i <= 1000; i++) {
    if (Math.abs(b + 16.01) < 0.01) return i;
    b -= lr * slopeOn(b);
  }
  return Number.POSITIVE_INFINITY;
}
const valley = (b: number) => 2 * (b + 16.01);

type Loss = (guesses: tf.Tensor, targets: tf.Tensor) => tf.Tensor;
type Shuffle = (x: unknown[], y: unknown[], random: Random) => { x: unknown[]; y: unknown[] };
const inOrder =
  (order: (count: number, random: Random) => number[]): Shuffle =>
  (x, y, random) => {
    const places = order(x.length, random);
    return { x: places.map((i) => x[i]), y: places.map((i) => y[i]) };
  };

const near = <T>(sentence: T[], i: number, window: number, own: number): T[] => [
  ...sentence.slice(Math.max(0, i - window), i),
  ...sentence.slice(i + own, i + 1 + window),
];
const inner = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const lnYes = (x: number) => -Math.log(1 / (1 + Math.exp(-x)));
const sumOf = (rows: Matrix) => rows[0].map((_, d) => rows.reduce((sum, row) => sum + row[d], 0));

function cbow(context: Matrix, right: number[], noise: Matrix, parts: number, label: number) {
  const hidden = sumOf(context).map((v) => v / parts);
  const noisy = noise.reduce((sum, row) => sum + lnYes(label * inner(hidden, row)), 0);
  return lnYes(inner(hidden, right)) + noisy;
}

/** The word whose vector, made `ready`, fits b − a + c best. */
function analogy(ready: (v: number[]) => number[], leaveOut?: boolean): Answer {
  return (a: string, b: string, c: string, vectors: Record<string, number[]>, asked: boolean) => {
    const of = (word: string) => ready(vectors[word]);
    const wanted = of(c).map((v, d) => v + of(b)[d] - of(a)[d]);
    const out = (leaveOut ?? asked) ? [a, b, c] : [];
    const words = Object.keys(vectors).filter((word) => !out.includes(word));
    const fit = (word: string) => inner(of(word), wanted);
    return words.reduce((best, word) => (fit(word) > fit(best) ? word : best));
  };
}
const unit = (v: number[]) => v.map((value) => value / Math.sqrt(inner(v, v)));

const shareOf = (row: number[], k: number) => row[k] / row.reduce((a, b) => a + b);
function sparse(
  sentences: string[][],
  window: number,
  share: (d: number) => number,
  bothWays = true,
) {
  const counts: Record<string, number> = {};
  for (const sentence of sentences) {
    for (let i = 0; i < sentence.length; i++) {
      for (let d = 1; d <= Math.min(window, i); d++) {
        const pair = [sentence[i], sentence[i - d]];
        for (const [a, b] of bothWays ? [pair, [...pair].reverse()] : [pair]) {
          counts[`${a} ${b}`] = (counts[`${a} ${b}`] ?? 0) + share(d);
        }
      }
    }
  }
  return counts;
}
const dense = (counts: Record<string, number>, words: string[]): Matrix =>
  words.map((a) => words.map((b) => counts[`${a} ${b}`] ?? 0));

const ANSWERS: Record<string, { right: Answer; wrong: Record<string, Answer> }> = {
  '03.1': {
    right: (a: number[], b: number[]) => broadcast(a, b, oneOrEqual),
    wrong: {
      'equal sizes only': (a: number[], b: number[]) => broadcast(a, b, (p, q) => p === q),
      'whatever comes': (a: number[], b: number[]) => broadcast(a, b, () => true),
      'left-aligned': (a: number[], b: number[]) =>
        broadcast([...a].reverse(), [...b].reverse(), oneOrEqual)?.reverse() ?? null,
    },
  },
  '03.2': {
    right: (a: Matrix, b: Matrix, rates: Matrix) => ({
      a: matmul(rates, transpose(b)),
      b: matmul(transpose(a), rates),
    }),
    wrong: {
      'the two exchanged': (a: Matrix, b: Matrix, rates: Matrix) => ({
        b: matmul(rates, transpose(b)),
        a: matmul(transpose(a), rates),
      }),
      'nothing transposed': (a: Matrix, b: Matrix, rates: Matrix) => ({
        a: matmul(rates, b),
        b: matmul(a, rates),
      }),
      'rates left out': (a: Matrix, b: Matrix) => ({ a: transpose(b), b: transpose(a) }),
    },
  },
  '03.3': {
    right: () => stretched(45),
    wrong: {
      'a turn alone': () => turn(45),
      'back after four': () => stretched(90),
      'never back': () => stretched(50),
      'all to the origin': () => [
        [0, 0],
        [0, 0],
      ],
    },
  },
  '03.4': {
    right: ((guesses, targets) => guesses.squeeze([1]).sub(targets).square().mean()) as Loss,
    wrong: {
      'the planted fault': ((guesses, targets) => guesses.sub(targets).square().mean()) as Loss,
      'a sum': ((guesses, targets) => guesses.squeeze([1]).sub(targets).square().sum()) as Loss,
      'sizes instead of squares': ((guesses, targets) =>
        guesses.squeeze([1]).sub(targets).abs().mean()) as Loss,
    },
  },
  '04.1': {
    right: (n: number, size: number, epochs: number, drop: boolean) =>
      epochs * (drop ? Math.floor(n / size) : Math.ceil(n / size)),
    wrong: {
      'rounded once at the end': (n: number, size: number, epochs: number) =>
        Math.ceil((n * epochs) / size),
      'the last batch always dropped': (n: number, size: number, epochs: number) =>
        epochs * Math.floor(n / size),
    },
  },
  '04.2': {
    right: (lr: number) => steps(lr, (b) => (b > -17.01 ? valley(b) : 0)),
    wrong: {
      'a valley without a plain': (lr: number) => steps(lr, valley),
      'one step too many': (lr: number) => 1 + steps(lr, (b) => (b > -17.01 ? valley(b) : 0)),
      'no plain below −16': (lr: number) => steps(lr, (b) => (b > -16.5 ? valley(b) : 0)),
    },
  },
  '04.3': {
    right: (losses: number[], patience: number) => stop(losses, patience, (a, b) => a < b),
    wrong: {
      'an equal loss counts as better': (losses: number[], patience: number) =>
        stop(losses, patience, (a, b) => a <= b),
      'patience is longer by one': (losses: number[], patience: number) =>
        stop(losses, patience + 1, (a, b) => a < b),
      'epochs from 0': (losses: number[], patience: number) => {
        const found = stop(losses, patience, (a, b) => a < b);
        return { stop: found.stop - 1, best: found.best - 1 };
      },
    },
  },
  '04.4': {
    right: inOrder((count, random) => Array.from(random.permutation(count))),
    wrong: {
      'the planted fault': (x: unknown[], y: unknown[], random: Random) => ({
        x: random.shuffle(x),
        y: random.shuffle(y),
      }),
      'the old order': inOrder((count) => Array.from({ length: count }, (_, i) => i)),
      'drawn with repetition': inOrder((count, random) =>
        Array.from({ length: count }, () => random.integer(count)),
      ),
    },
  },
  '07.1': {
    right: (f: number, t: number) => Math.min(1, (Math.sqrt(f / t) + 1) * (t / f)),
    wrong: {
      'the formula of the paper': (f: number, t: number) => Math.min(1, Math.sqrt(t / f)),
      'chances above 1': (f: number, t: number) => (Math.sqrt(f / t) + 1) * (t / f),
      'the chance to be left out': (f: number, t: number) =>
        1 - Math.min(1, (Math.sqrt(f / t) + 1) * (t / f)),
    },
  },
  '07.2': {
    right: (context: Matrix, right: number[], noise: Matrix) =>
      cbow(context, right, noise, context.length, -1),
    wrong: {
      'the sum of the context': (context: Matrix, right: number[], noise: Matrix) =>
        cbow(context, right, noise, 1, -1),
      'noise taken for real': (context: Matrix, right: number[], noise: Matrix) =>
        cbow(context, right, noise, context.length, 1),
      'noise left out': (context: Matrix, right: number[]) =>
        cbow(context, right, [], context.length, -1),
    },
  },
  '07.3': {
    right: analogy(unit),
    wrong: {
      'lengths that count': analogy((v) => v),
      'always left out': analogy(unit, true),
      'never left out': analogy(unit, false),
      'a and b exchanged': (a: string, b: string, c: string, vectors: object, out: boolean) =>
        analogy(unit)(b, a, c, vectors, out),
    },
  },
  '07.4': {
    right: (sentence: string[], i: number, window: number) => near(sentence, i, window, 1),
    wrong: {
      'the planted fault': (sentence: string[], i: number, window: number) =>
        near(sentence, i, window, 0),
      'the word itself everywhere else too': (sentence: string[], i: number, window: number) =>
        near(sentence, i, window, 0).filter((word) => word !== sentence[i]),
      'from the end, where the window begins before the sentence': (
        sentence: string[],
        i: number,
        window: number,
      ) => [...sentence.slice(i - window, i), ...sentence.slice(i + 1, i + 1 + window)],
    },
  },
  '08.1': {
    right: (x: Matrix, k: number, a: number, b: number) => shareOf(x[a], k) / shareOf(x[b], k),
    wrong: {
      'of the counts': (x: Matrix, k: number, a: number, b: number) => x[a][k] / x[b][k],
      'upside down': (x: Matrix, k: number, a: number, b: number) =>
        shareOf(x[b], k) / shareOf(x[a], k),
      'shares of the column': (x: Matrix, k: number, a: number, b: number) =>
        shareOf(x[k], a) / shareOf(x[k], b),
    },
  },
  '08.2': {
    right: (sentences: string[][], window: number) => sparse(sentences, window, (d) => 1 / d),
    wrong: {
      'all alike': (sentences: string[][], window: number) => sparse(sentences, window, () => 1),
      'past the end of sentences': (sentences: string[][], window: number) =>
        sparse([sentences.flat()], window, (d) => 1 / d),
      'nearest only': (sentences: string[][]) => sparse(sentences, 1, (d) => 1 / d),
      'one direction': (sentences: string[][], window: number) =>
        sparse(sentences, window, (d) => 1 / d, false),
    },
  },
  '08.3': {
    right: (x: Matrix, add: number) => x.flatMap((row, i) => row.map((c, j) => [i, j, c + add])),
    wrong: {
      'filled cells only': (x: Matrix, add: number) =>
        x.flatMap((row, i) => row.flatMap((c, j) => (c > 0 ? [[i, j, c + add]] : []))),
      'added to empty cells only': (x: Matrix, add: number) =>
        x.flatMap((row, i) => row.map((c, j) => [i, j, c || add])),
    },
  },
  '08.4': {
    right: (sentences: string[][], words: string[], window: number) =>
      dense(
        sparse(sentences, window, (d) => 1 / d),
        words,
      ),
    wrong: {
      'the planted fault': (sentences: string[][], words: string[], window: number) =>
        dense(
          sparse([sentences.flat()], window, (d) => 1 / d),
          words,
        ),
      'not symmetric': (sentences: string[][], words: string[], window: number) =>
        dense(
          sparse(sentences, window, (d) => 1 / d, false),
          words,
        ),
    },
  },
};

describe('the checks of lessons 3, 4, 7 and 8', () => {
  before(() => useDevice('cpu', { quiet: true }));

  for (const [id, { right, wrong }] of Object.entries(ANSWERS)) {
    test(`${id} takes a right answer`, async () => {
      const { rows } = await runCases(loadExercise(id, ROOT), right);
      assert.deepEqual(
        rows.filter(({ passed }) => !passed),
        [],
      );
    });
    for (const [name, answer] of Object.entries(wrong)) {
      test(`${id} turns away: ${name}`, async () => {
        const { rows } = await runCases(loadExercise(id, ROOT), answer);
        assert.ok(rows.some(({ passed }) => !passed));
      });
    }
  }
});
