import type { Exercises, VerifiedCase } from '../../lib/exercise';

/** The seven numbers of the dosage network. */
interface Dosage {
  w1: number;
  b1: number;
  w2: number;
  b2: number;
  w3: number;
  w4: number;
  b3: number;
}

/** The squared residual of the dosage network for one dose. */
function loss(x: number, target: number, p: Dosage): number {
  const relu = (z: number) => Math.max(0, z);
  const output = relu(p.w3 * relu(p.w1 * x + p.b1) + p.w4 * relu(p.w2 * x + p.b2) + p.b3);
  return (output - target) ** 2;
}

/** A case of the gradient, judged by the loss a tiny step to both sides. */
function gradientCase(name: string, x: number, target: number, p: Dosage): VerifiedCase {
  return {
    name,
    args: [x, target, p],
    wanted: 'the slope of the loss by each number',
    verify(answer) {
      const step = 1e-5;
      for (const key of Object.keys(p) as (keyof Dosage)[]) {
        const came = (answer as Partial<Dosage> | undefined)?.[key];
        const up = loss(x, target, { ...p, [key]: p[key] + step });
        const down = loss(x, target, { ...p, [key]: p[key] - step });
        const slope = (up - down) / (2 * step);
        const right = typeof came === 'number' && Math.abs(came - slope) < 1e-3;
        if (!right) return `${key} should be ${slope.toFixed(3)}`;
      }
      return undefined;
    },
  };
}

/** A black 28 × 28 image with single white pixels at (row, column). */
function dots(...places: [number, number][]): number[] {
  const image = new Array<number>(784).fill(0);
  for (const [row, column] of places) image[row * 28 + column] = 1;
  return image;
}

const start: Dosage = { w1: 1.2, b1: -0.3, w2: 0.8, b2: 0.1, w3: -1.5, w4: 2, b3: 0.4 };

export const exercises: Exercises = {
  '02.1': {
    title: 'Count the parameters',
    hint: 'Between two layers there is a weight for every pair, and every unit after the inputs has one bias.',
    cases: [
      { args: [[784, 16, 16, 10]], expected: 13002 },
      { args: [[1, 2, 1]], expected: 7 },
      { args: [[4, 3]], expected: 15 },
      { args: [[2, 8, 8, 8, 2]], expected: 186 },
      { name: 'inputs alone', args: [[5]], expected: 0 },
    ],
  },
  '02.2': {
    title: 'Walk back through a sigmoid',
    hint: 'Three links: the loss by p is 2(p − y), p by z is p(1 − p), and z by w is x (by b it is 1).',
    cases: [
      {
        name: 'x = 2, y = 1, w = 0.5, b = −1',
        args: [2, 1, 0.5, -1],
        expected: { w: -0.5, b: -0.25 },
      },
      { name: 'x = 0: w has no say', args: [0, 1, 3, 0], expected: { w: 0, b: -0.25 } },
      {
        name: 'x = −1, y = 0, w = 3, b = 0.5',
        args: [-1, 0, 3, 0.5],
        expected: { w: -0.0106359, b: 0.0106359 },
      },
      { name: 'right and sure: nothing to mend', args: [1, 1, 100, 0], expected: { w: 0, b: 0 } },
    ],
  },
  '02.3': {
    title: 'Move an image to the right',
    hint: 'Pixel (row, column) of the new image is pixel (row, column − pixels) of the old one, or black. Take care that nothing wraps into the next row.',
    cases: [
      { name: 'one dot, by 3', args: [dots([5, 10]), 3], expected: dots([5, 13]) },
      {
        name: 'by 0: the same image',
        args: [dots([0, 0], [27, 27]), 0],
        expected: dots([0, 0], [27, 27]),
      },
      {
        name: 'a dot at the right rim falls out',
        args: [dots([4, 27], [9, 1]), 1],
        expected: dots([9, 2]),
      },
      { name: 'by 28: all black', args: [dots([1, 1], [20, 20]), 28], expected: dots() },
    ],
  },
  '02.4': {
    title: 'Mend the backward walk',
    hint: 'Three units have a ReLU, so three gates can be closed. Try weights with which the second hidden unit gets less than zero.',
    cases: [
      gradientCase('all gates open', 0.5, 1, start),
      gradientCase('the first hidden gate closed', 0.2, 0, { ...start, b1: -0.9 }),
      gradientCase('the second hidden gate closed', 0.5, 1, { ...start, w3: 1.5, b2: -0.9 }),
      gradientCase('the last gate closed', 1, 0, { ...start, b3: -9 }),
    ],
  },
};
