import type { Exercises, VerifiedCase } from '../../lib/exercise';
import { Perceptron } from '../../lib/models/perceptron';
import { Random } from '../../lib/random';

/** Cases of lesson 01, the perceptron. */

interface Line {
  weights: number[];
  bias: number;
}

const CORNERS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/** One epoch of exercise 1: the three numbers, and which of them is wrong. */
function epoch(index: number, name: string, right: number[]): VerifiedCase {
  return {
    name,
    args: [],
    wanted: '[w₁, w₂, b]',
    verify: (answer) => {
      const came = (answer as number[][])[index];
      if (!Array.isArray(came) || came.length !== 3) return 'wanted two lists of three numbers';
      const wrong = ['w₁', 'w₂', 'b'].filter((_, i) => came[i] !== right[i]);
      return wrong.length > 0 ? `${name}: ${wrong.join(' and ')} not right` : undefined;
    },
  };
}

/** A line that gets at most `most` of the examples wrong. */
function fewWrong(
  name: string,
  x: number[][],
  y: number[],
  epochs?: number,
  most = 0,
): VerifiedCase {
  return {
    name,
    args: epochs === undefined ? [x, y] : [x, y, epochs],
    wanted: most === 0 ? 'a line with none wrong' : `a line with ${most} of ${x.length} wrong`,
    verify: (answer) => {
      const { weights, bias } = answer as Line;
      if (!Array.isArray(weights) || weights.length !== x[0].length || !Number.isFinite(bias)) {
        return `wanted { weights: ${x[0].length} numbers, bias: a number }`;
      }
      const sums = x.map((point) => point.reduce((sum, v, i) => sum + v * weights[i], bias));
      const wrong = sums.filter((sum, i) => (sum >= 0 ? 1 : 0) !== y[i]).length;
      return wrong > most ? `it gets ${wrong} wrong` : undefined;
    },
  };
}

/** Two clouds of 40 points that overlap. */
function overlapping(seed: number): { x: number[][]; y: number[] } {
  const random = new Random(seed);
  const y = Array.from({ length: 80 }, (_, i) => i % 2);
  const x = y.map((label) => [random.normal(1.5 * label, 1), random.normal(3 + label, 1)]);
  return { x, y };
}

const [first, second] = [overlapping(3), overlapping(6)];

/** A case of exercise 3: something about the four points. */
function points(
  name: string,
  wanted: string,
  verify: (x: number[][], y: number[]) => string | undefined,
): VerifiedCase {
  return {
    name,
    args: [],
    wanted,
    verify: (answer) => {
      const { x, y } = answer as { x: number[][]; y: number[] };
      if (!Array.isArray(x) || !Array.isArray(y) || x.length !== y.length || x.length === 0) {
        return 'wanted { x: points, y: their classes }, as many of each';
      }
      return verify(x, y);
    },
  };
}

const learn = (x: number[][], y: number[]) =>
  new Perceptron({ numInputs: 2 }).fit(x, y, { epochs: 100_000 });

export const exercises: Exercises = {
  '01.1': {
    title: 'two epochs by hand',
    hint:
      'Make a line for every example: x₁, x₂, target, sum, output, error, then the new w₁, w₂ and b. ' +
      'A sum of exactly 0 gives the output 1. The second epoch starts where the first one ended.',
    cases: [
      epoch(0, 'after the first epoch', [-1, -1, -1]),
      epoch(1, 'after the second epoch', [-2, -1, 0]),
    ],
  },
  '01.2': {
    title: 'a line in your pocket',
    hint:
      'Keep two lines: the one that the rule goes on with, and the best one so far. Only the first ' +
      'is ever corrected. A line that was not corrected need not be counted again.',
    cases: [
      fewWrong('AND, 20 epochs', CORNERS, [0, 0, 0, 1], 20),
      fewWrong(
        'three inputs, 20 epochs',
        [
          [0, 0, 1],
          [1, 0, 1],
          [0, 1, 0],
        ],
        [0, 1, 0],
        20,
      ),
      fewWrong('overlapping clouds, 30 epochs', first.x, first.y, 30, 12),
      fewWrong('other clouds, 50 epochs', second.x, second.y, 50, 13),
    ],
  },
  '01.3': {
    title: 'the stubborn four',
    hint:
      'The promise is (R / γ)², and R is at most √3 here. So make γ small: how near can two points ' +
      'of different classes be?',
    seconds: 30,
    cases: [
      points('how many', 'at most 4 points, of both classes', (x, y) => {
        if (x.length > 4) return `there are ${x.length}`;
        const classes = new Set(y);
        return classes.size === 2 && classes.has(0) && classes.has(1)
          ? undefined
          : 'the classes must be 0 and 1, and both must occur';
      }),
      points('where', 'both coordinates between −1 and 1', (x) => {
        const inside = (point: number[]) =>
          point.length === 2 && point.every((v) => Math.abs(v) <= 1);
        return x.every(inside) ? undefined : 'a point lies outside, or is no pair of numbers';
      }),
      points('can a line divide them?', 'the perceptron comes to rest', (x, y) =>
        learn(x, y).converged ? undefined : 'not after 100,000 epochs',
      ),
      points('how stubborn', '1,000 corrections or more', (x, y) => {
        const { updates } = learn(x, y);
        return updates.length >= 1000 ? undefined : `${updates.length} corrections`;
      }),
    ],
  },
  '01.4': {
    title: 'the broken loop',
    hint:
      'Print the bias after every example. Then compare, line by line, with the function "correct" ' +
      'at the start of the lesson.',
    cases: [
      fewWrong('AND', CORNERS, [0, 0, 0, 1], 100),
      fewWrong('OR', CORNERS, [0, 1, 1, 1], 100),
      fewWrong('NAND', CORNERS, [1, 1, 1, 0], 100),
      fewWrong(
        'a line far from the origin',
        [
          [4, 4],
          [5, 3],
          [6, 5],
          [5, 6],
        ],
        [0, 0, 1, 1],
        1000,
      ),
    ],
  },
};
