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
};

describe('the checks of lessons 3 and 4', () => {
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
