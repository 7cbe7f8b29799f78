import { cellSignal } from '../progress';
import type { Random } from '../random';

/** A line (or plane) that the perceptron draws: Σ wᵢxᵢ + b = 0. */
export interface Separator {
  weights: readonly number[];
  bias: number;
}

/** One correction of the weights: a mistake, and the line that came of it. */
export interface PerceptronUpdate extends Separator {
  /** The pass over the data in which it happened, from 0. */
  epoch: number;
  /** The row of X that was wrong. */
  example: number;
  /** Target minus output: 1 where it said 0 and should have said 1, else −1. */
  error: 1 | -1;
}

/** What happened in a call of {@link Perceptron.fit}. */
export interface PerceptronHistory {
  /** The line before the first correction. */
  start: Separator;
  /** Every correction in order, each with the line after it. */
  updates: PerceptronUpdate[];
  /** How many examples were wrong in each epoch, counted as they came by. */
  mistakes: number[];
  /** Whether the last epoch had no mistake: every example is then on its side. */
  converged: boolean;
}

/** Options of {@link Perceptron.fit}. */
export interface PerceptronFitOptions {
  /** The most passes over the data; it stops after one without a mistake. Default 100. */
  epochs?: number;
  /**
   * How far a mistake moves the weights, above 0. Default 1. From weights of 0 it
   * only scales the line, and changes no prediction.
   */
  learningRate?: number;
  /** Draws a new order for each epoch. Without it the examples come as they stand. */
  random?: Random;
  /** Ends the training when it aborts; by default the running cell's. */
  signal?: AbortSignal;
}

/**
 * Rosenblatt's perceptron: one unit with a step activation. It says 1 where
 * Σ wᵢxᵢ + b ≥ 0, else 0, and learns from mistakes alone: w ← w + η (t − y) x,
 * b ← b + η (t − y), for target t and output y.
 *
 * Source: F. Rosenblatt, "The Perceptron: A Probabilistic Model for Information
 * Storage and Organization in the Brain", Psychological Review 65(6), 1958; the rule
 * as in his "Principles of Neurodynamics", 1962, chapter 5 (error correction).
 *
 * @example
 * const and = new Perceptron({ numInputs: 2 });
 * const history = and.fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1]);
 * history.converged;    // true
 * and.predict([1, 1]);  // 1
 */
export class Perceptron {
  weights: number[];
  bias: number;

  /**
   * @param start the number of inputs F, for weights of 0; or weights and a bias of
   *   one's own
   */
  constructor(start: { numInputs: number } | { weights: ArrayLike<number>; bias?: number }) {
    if ('numInputs' in start) {
      if (!Number.isInteger(start.numInputs) || start.numInputs < 1) {
        throw new RangeError(
          `Perceptron: numInputs is ${start.numInputs}, wanted an integer, 1 or more`,
        );
      }
      this.weights = new Array<number>(start.numInputs).fill(0);
      this.bias = 0;
      return;
    }
    const { weights, bias = 0 } = start;
    if (!(weights.length > 0)) throw new RangeError('Perceptron: there are no weights');
    checkNumbers('Perceptron: weights', weights);
    checkNumbers('Perceptron: bias', [bias]);
    this.weights = Array.from(weights);
    this.bias = bias;
  }

  /**
   * Σ wᵢxᵢ + b: above 0 on the side of 1, below on the side of 0, and further from 0
   * the further from the line. A score for the ROC curve.
   * @param x one example of F numbers, or N of them, shape (N, F)
   * @returns a number, or one for each example
   */
  decision(x: ArrayLike<number>): number;
  decision(x: readonly ArrayLike<number>[]): number[];
  decision(x: ArrayLike<number> | readonly ArrayLike<number>[]): number | number[] {
    if (isRows(x)) return x.map((row, i) => this.weigh(row, `x[${i}]`));
    return this.weigh(x, 'x');
  }

  /**
   * The step of {@link decision}: 1 where it is 0 or more, else 0.
   * @param x one example of F numbers, or N of them, shape (N, F)
   */
  predict(x: ArrayLike<number>): 0 | 1;
  predict(x: readonly ArrayLike<number>[]): (0 | 1)[];
  predict(x: ArrayLike<number> | readonly ArrayLike<number>[]): 0 | 1 | (0 | 1)[] {
    if (isRows(x)) return this.decision(x).map(step);
    return step(this.decision(x));
  }

  /**
   * Learns from examples, going on from the weights that it has.
   *
   * Stops after an epoch without a mistake. If a line separates the classes this
   * happens after finitely many mistakes (see `mistakeBound`); if none does, it goes on
   * until the epochs are used up, and the weights are those of its last correction.
   *
   * @param x N examples of F numbers, shape (N, F)
   * @param y their N classes, 0 or 1
   * @throws RangeError that names the row for ragged or non-finite examples, labels
   *   other than 0 and 1, and lists of different lengths
   */
  fit(
    x: readonly ArrayLike<number>[],
    y: ArrayLike<number>,
    { epochs = 100, learningRate = 1, random, signal = cellSignal() }: PerceptronFitOptions = {},
  ): PerceptronHistory {
    checkExamples('Perceptron.fit', x, y, this.weights.length);
    if (!Number.isInteger(epochs) || epochs < 1) {
      throw new RangeError(`Perceptron.fit: epochs is ${epochs}, wanted an integer, 1 or more`);
    }
    if (!(learningRate > 0 && Number.isFinite(learningRate))) {
      throw new RangeError(
        `Perceptron.fit: learningRate is ${learningRate}, wanted a number above 0`,
      );
    }
    const history: PerceptronHistory = {
      start: this.separator(),
      updates: [],
      mistakes: [],
      converged: false,
    };
    for (let epoch = 0; epoch < epochs && !history.converged; epoch++) {
      signal?.throwIfAborted();
      const before = history.updates.length;
      const order = random ? random.permutation(x.length) : x.keys();
      for (const example of order) {
        const error = this.correct(x[example], y[example], learningRate);
        if (error === 0) continue;
        history.updates.push({ epoch, example, error, ...this.separator() });
      }
      history.mistakes.push(history.updates.length - before);
      history.converged = history.updates.length === before;
    }
    return history;
  }

  /** Rosenblatt's rule for one example: moves the line if the output was wrong. */
  private correct(x: ArrayLike<number>, target: number, learningRate: number): 1 | 0 | -1 {
    const error = (target - this.predict(x)) as 1 | 0 | -1;
    if (error === 0) return 0;
    for (let i = 0; i < this.weights.length; i++) this.weights[i] += learningRate * error * x[i];
    this.bias += learningRate * error;
    return error;
  }

  private weigh(x: ArrayLike<number>, where: string): number {
    if (x.length !== this.weights.length) {
      throw new RangeError(
        `Perceptron: ${where} has ${x.length} numbers, wanted ${this.weights.length}`,
      );
    }
    let sum = this.bias;
    for (let i = 0; i < x.length; i++) sum += this.weights[i] * x[i];
    if (Number.isNaN(sum)) checkNumbers(`Perceptron: ${where}`, x);
    return sum;
  }

  private separator(): Separator {
    return { weights: [...this.weights], bias: this.bias };
  }
}

function step(decision: number): 0 | 1 {
  return decision >= 0 ? 1 : 0;
}

function isRows(
  x: ArrayLike<number> | readonly ArrayLike<number>[],
): x is readonly ArrayLike<number>[] {
  return Array.isArray(x) && typeof x[0] !== 'number';
}

/**
 * Refuses examples that cannot be learned from.
 * @param numInputs how many numbers each has to have; by default as many as the first
 */
export function checkExamples(
  where: string,
  x: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  numInputs: number | undefined = x[0]?.length,
): void {
  if (x.length !== y.length || x.length === 0) {
    throw new RangeError(
      `${where}: ${x.length} examples and ${y.length} labels, wanted as many of each, 1 or more`,
    );
  }
  x.forEach((row, i) => {
    if (row.length !== numInputs) {
      throw new RangeError(`${where}: x[${i}] has ${row.length} numbers, wanted ${numInputs}`);
    }
    checkNumbers(`${where}: x[${i}]`, row);
    if (y[i] !== 0 && y[i] !== 1) {
      throw new RangeError(`${where}: y[${i}] is ${y[i]}, wanted 0 or 1`);
    }
  });
}

function checkNumbers(where: string, numbers: ArrayLike<number>): void {
  for (let i = 0; i < numbers.length; i++) {
    if (!Number.isFinite(numbers[i])) {
      throw new RangeError(`${where}[${i}] is ${numbers[i]}, wanted a finite number`);
    }
  }
}
