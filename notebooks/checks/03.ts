import * as tf from '@tensorflow/tfjs';
import type { Exercises, ExpectedCase } from '../../lib/exercise';

type Matrix = number[][];

/** (n, k), (k, m) → (n, m) */
function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, v, k) => sum + v * b[k][j], 0)));
}

/** How much Σ rates ∘ (A·B) grows when entry (i, j) of A or B grows by 1, from a tiny step. */
function slope(a: Matrix, b: Matrix, rates: Matrix, which: 'a' | 'b', i: number, j: number) {
  const step = 1e-4;
  const moved = (by: number) => {
    const [p, q] = [a, b].map((matrix) => matrix.map((row) => [...row]));
    (which === 'a' ? p : q)[i][j] += by;
    return product(p, q).flatMap((row, r) => row.map((v, c) => v * rates[r][c]));
  };
  const sum = (values: number[]) => values.reduce((x, y) => x + y, 0);
  return (sum(moved(step)) - sum(moved(-step))) / (2 * step);
}

/** A case of the rates back through a product, named by what goes in. */
function ratesCase(a: Matrix, b: Matrix, rates: Matrix): ExpectedCase {
  const each = (matrix: Matrix, which: 'a' | 'b') =>
    matrix.map((row, i) =>
      row.map((_, j) => Number(slope(a, b, rates, which, i, j).toFixed(4)) + 0),
    );
  return {
    name: `A ${JSON.stringify(a)}, B ${JSON.stringify(b)}, rates ${JSON.stringify(rates)}`,
    args: [a, b, rates],
    expected: { a: each(a, 'a'), b: each(b, 'b') },
    tolerance: 1e-4,
  };
}

const isSquareOfTwo = (m: unknown): m is Matrix =>
  Array.isArray(m) &&
  m.length === 2 &&
  m.every((row) => Array.isArray(row) && row.length === 2 && row.every(Number.isFinite));

function isIdentity(m: Matrix): boolean {
  return m.every((row, i) => row.every((v, j) => Math.abs(v - (i === j ? 1 : 0)) < 1e-6));
}

/** The powers 1 to 8 of a matrix. */
function powers(m: Matrix): Matrix[] {
  const all = [m];
  while (all.length < 8) all.push(product(m, all[all.length - 1]));
  return all;
}

const wantsMatrix = 'two rows of two numbers each are wanted';

/** A case of the loss: guesses (N, 1) and targets (N), named by them. */
function lossCase(guesses: number[], targets: number[]): ExpectedCase {
  const squares = guesses.map((guess, i) => (guess - targets[i]) ** 2);
  return {
    name: `guesses ${guesses.join(', ')}; targets ${targets.join(', ')}`,
    args: () => [tf.tensor2d(guesses, [guesses.length, 1]), tf.tensor1d(targets)],
    expected: squares.reduce((sum, square) => sum + square) / squares.length,
    tolerance: 1e-5,
  };
}

export const exercises: Exercises = {
  '03.1': {
    title: 'Compute a shape',
    hint: 'Walk from the right. A direction that one shape does not have counts as 1. Two sizes fit if they are equal or one of them is 1.',
    cases: [
      { args: [[3, 1], [4]], expected: [3, 4] },
      { name: 'a bias for a batch: [150, 3] and [3]', args: [[150, 3], [3]], expected: [150, 3] },
      {
        name: 'a number for an image: [] and [256, 256, 3]',
        args: [[], [256, 256, 3]],
        expected: [256, 256, 3],
      },
      {
        args: [
          [8, 1, 6, 1],
          [7, 1, 5],
        ],
        expected: [8, 7, 6, 5],
      },
      { name: 'no fit: [3, 2] and [3]', args: [[3, 2], [3]], expected: null },
      {
        name: 'no fit: [2, 3] and [3, 2]',
        args: [
          [2, 3],
          [3, 2],
        ],
        expected: null,
      },
    ],
  },
  '03.2': {
    title: 'Build the backward walk of a product',
    hint: 'Let the shapes lead you: with A (n, k), B (k, m) and rates (n, m) only one product with Bᵀ has the shape of A.',
    cases: [
      ratesCase([[3]], [[5]], [[2]]),
      ratesCase([[1, -2, 0.5]], [[2], [0], [4]], [[3]]),
      ratesCase(
        [
          [1, 2],
          [3, 4],
        ],
        [
          [0, 1],
          [-1, 2],
        ],
        [
          [1, 0],
          [0.5, -1],
        ],
      ),
      ratesCase(
        [
          [1, 0, -1],
          [2, 1, 0.5],
        ],
        [
          [1, 2, 3, 4],
          [0, -1, 0, 1],
          [0.5, 0.5, 2, -2],
        ],
        [
          [1, 0, 0, -1],
          [0.1, 0.2, 0.3, 0.4],
        ],
      ),
    ],
  },
  '03.3': {
    title: 'Explore: back after eight steps',
    hint: 'A turn by 45° is back after eight steps. Put a stretch before it and undo the stretch after it: S·R·S⁻¹. In the powers, each S⁻¹ meets an S.',
    cases: [
      {
        name: 'the eighth power',
        args: [],
        wanted: 'the identity',
        verify(m) {
          if (!isSquareOfTwo(m)) return wantsMatrix;
          return isIdentity(powers(m)[7]) ? undefined : 'points are elsewhere after eight steps';
        },
      },
      {
        name: 'the powers 1 to 7',
        args: [],
        wanted: 'none is the identity',
        verify(m) {
          if (!isSquareOfTwo(m)) return wantsMatrix;
          const early = powers(m).findIndex(isIdentity) + 1;
          return early > 0 && early < 8 ? `points are back after ${early} already` : undefined;
        },
      },
      {
        name: 'lengths',
        args: [],
        wanted: 'not all kept',
        verify(m) {
          if (!isSquareOfTwo(m)) return wantsMatrix;
          const transposed = [0, 1].map((j) => m.map((row) => row[j]));
          const keeps = isIdentity(product(transposed, m));
          return keeps ? 'it keeps every length: a turn or a mirror' : undefined;
        },
      },
    ],
  },
  '03.4': {
    title: 'Mend the loss',
    hint: 'guesses are (N, 1) and targets are (N). What does broadcasting make of their difference? Bring both to the same shape first.',
    cases: [
      lossCase([0, 2], [1, 3]),
      lossCase([1, 2, 3], [1, 2, 3]),
      lossCase([1, -1, 0.5, 2], [0, 1, 0.5, 0]),
      lossCase([3, 1, 2], [1, 2, 3]),
    ],
  },
};
