import * as tf from '@tensorflow/tfjs';
import type { Module } from '../nn';
import { cellSignal, Progress } from '../progress';
import { breathe } from './breathe';
import { DataLoader } from './data-loader';
import { NonFiniteError } from './non-finite';
import { Optimizer } from './optimizer';
import type { Batches, Trainable } from './trainable';
import { type StepOptions, TrainingStep } from './training-step';

/** The settings of {@link findLearningRate}. */
export interface LearningRateOptions extends StepOptions {
  /** The first rate (default 1e-8). */
  minLr?: number;
  /** The last rate (default 1). */
  maxLr?: number;
  /** How many rates are tried, one a step (default 100). */
  steps?: number;
  /** How the rate rises (default 'exponential'). */
  mode?: 'exponential' | 'linear';
  /** Ends when the loss is so many times the best (default 4; null: never). */
  earlyStopThreshold?: number | null;
  /** Whether a progress bar is shown (default true). */
  progress?: boolean;
  signal?: AbortSignal;
}

/** The losses that a rising learning rate led to. */
export class LearningRateSearch {
  constructor(
    readonly lrs: readonly number[],
    /** Smoothed, each of a step with the rate at the same place. */
    readonly losses: readonly number[],
    /** Whether the loss grew too large before all rates were tried. */
    readonly stoppedEarly: boolean,
    /** As they were, step by step; infinite where numbers broke. */
    readonly rawLosses: readonly number[],
  ) {}

  /**
   * The rate where the loss fell fastest (along the tries), or undefined with too few of them.
   *
   * @param skipBegin tries left out at the beginning, where little is known
   * @param skipEnd tries left out at the end, where the loss explodes
   */
  suggestion(skipBegin = 10, skipEnd = 1): number | undefined {
    const places = this.losses
      .map((_, i) => i)
      .slice(skipBegin, this.losses.length - skipEnd)
      .filter((i) => Number.isFinite(this.losses[i]));
    if (places.length < 2) return undefined;
    const slopes = gradient(places.map((i) => this.losses[i]));
    return this.lrs[places[slopes.indexOf(Math.min(...slopes))]];
  }
}

/**
 * The learning rate range test, as Lightning's `lr_find`: trains with a rate that rises from
 * step to step and notes the smoothed loss. Afterwards the model and the loader are as before.
 *
 * The suggestion is the steepest fall along the tries, as Lightning's was up to version 2.5:
 * per try, which for exponential rates is per logarithm of the rate. (Later versions take the
 * slope per rate itself, which favours the noise at the smallest rates.)
 *
 * Source: Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3.
 *
 * @returns the rates and losses; `suggestion()` picks a rate
 */
export async function findLearningRate<B>(
  model: Trainable<B>,
  loader: Batches<B>,
  options: LearningRateOptions = {},
): Promise<LearningRateSearch> {
  const { steps = 100, earlyStopThreshold = 4, signal = cellSignal() } = options;
  const rates = learningRates(options);
  const restore = remember(model);
  const config = model.configureOptimizers();
  const optimizer = config instanceof Optimizer ? config : config.optimizer;
  const stepper = new TrainingStep(model, optimizer, { ...options, accumulate: 1 });
  const bar =
    options.progress === false
      ? undefined
      : new Progress({ label: 'Learning rates', total: steps, unit: 'steps' });
  const curve = new SmoothedLoss(earlyStopThreshold ?? Infinity);
  try {
    model.train();
    stepper.refresh();
    for await (const batch of repeated(loader instanceof DataLoader ? loader.copy() : loader)) {
      signal?.throwIfAborted();
      optimizer.lr = rates[curve.losses.length];
      const loss = await tryStep(stepper, batch);
      curve.add(loss);
      bar?.tick(1, `lr ${optimizer.lr.toPrecision(2)}, loss ${loss.toPrecision(3)}`);
      if (curve.exploded || curve.losses.length === steps) break;
      await breathe();
    }
  } finally {
    bar?.close();
    stepper.dispose();
    optimizer.dispose();
    restore();
  }
  const { losses, exploded, raw } = curve;
  return new LearningRateSearch(rates.slice(0, losses.length), losses, exploded, raw);
}

/** The loss of a step, infinite where numbers broke. */
async function tryStep<B>(stepper: TrainingStep<B>, batch: B): Promise<number> {
  try {
    return (await stepper.add(batch, 'this try')).loss;
  } catch (error) {
    if (error instanceof NonFiniteError) return Infinity;
    throw error;
  }
}

/** A running mean of losses that makes up for its start at 0, and notes when they explode. */
class SmoothedLoss {
  readonly losses: number[] = [];
  readonly raw: number[] = [];
  exploded = false;
  private mean = 0;
  private best = 0;

  constructor(private readonly threshold: number) {}

  add(loss: number): void {
    const step = this.losses.length + 1;
    this.mean = 0.98 * this.mean + 0.02 * loss;
    const smoothed = this.mean / (1 - 0.98 ** (step + 1)); // one more than would be right, as there
    if (step > 1 && smoothed > this.threshold * this.best) this.exploded = true;
    if (!Number.isFinite(smoothed)) this.exploded = true;
    if (step === 1 || smoothed < this.best) this.best = smoothed;
    this.losses.push(smoothed);
    this.raw.push(loss);
  }
}

/** The rates, as Lightning's schedulers give them: after the first they are one try ahead. */
function learningRates(options: LearningRateOptions): number[] {
  const { minLr = 1e-8, maxLr = 1, steps = 100, mode = 'exponential' } = options;
  if (!(minLr > 0 && maxLr > minLr)) {
    throw new RangeError(`findLearningRate: minLr ${minLr}, maxLr ${maxLr}, wanted 0 < min < max`);
  }
  if (!Number.isInteger(steps) || steps < 2) {
    throw new RangeError(`findLearningRate: steps is ${steps}, wanted an integer, 2 or more`);
  }
  return Array.from({ length: steps }, (_, i) => {
    if (i === 0) return minLr;
    const share = (i + 1) / steps;
    return mode === 'linear' ? minLr + share * (maxLr - minLr) : minLr * (maxLr / minLr) ** share;
  });
}

/** Notes the model's values and modes; the function that it gives brings them back. */
function remember(model: Module): () => void {
  const variables = [...model.parameters(), ...model.namedBuffers().map(([, buffer]) => buffer)];
  const values = variables.map((variable) => tf.clone(variable));
  const modes = model.namedModules().map(([, module]) => ({ module, training: module.training }));
  return () => {
    for (const [i, variable] of variables.entries()) variable.assign(values[i]);
    tf.dispose(values);
    for (const { module, training } of modes) module.training = training;
  };
}

/** The batches over and over. */
async function* repeated<B>(loader: Batches<B>): AsyncGenerator<B> {
  for (let seen = false; ; seen = true) {
    let empty = true;
    for await (const batch of loader) {
      empty = false;
      yield batch;
    }
    if (empty)
      throw new Error(`findLearningRate: the loader gave no ${seen ? 'more ' : ''}batches`);
  }
}

/** Differences from neighbour to neighbour, halved in the middle, as `numpy.gradient`. */
function gradient(values: number[]): number[] {
  return values.map((_, i) => {
    const [before, after] = [Math.max(0, i - 1), Math.min(values.length - 1, i + 1)];
    return (values[after] - values[before]) / (after - before);
  });
}
