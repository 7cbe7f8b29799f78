import type * as tf from '@tensorflow/tfjs';
import { cellSignal } from '../progress';
import type { Callback, TrainingRun } from './callback';
import { restoreCheckpoint } from './checkpoint';
import { evaluateLoop, predictLoop, testOf, validationOf } from './evaluate-loop';
import { fitLoop } from './fit-loop';
import { FitState } from './fit-state';
import type { History } from './history';
import { progressBar } from './progress-bar';
import type { Batches, Trainable } from './trainable';
import type { StepOptions } from './training-step';

/** The settings of a {@link Trainer}. */
export interface TrainerOptions extends StepOptions {
  /** Ends training after so many passes over the data. */
  maxEpochs?: number;
  /** Ends training after so many steps. */
  maxSteps?: number;
  /** Hooks that plot, log, save or stop: see {@link Callback}. */
  callbacks?: Callback[];
  /** Validate after so many steps (default: at the end of each epoch). */
  validateEverySteps?: number;
  /** Whether a progress bar is shown (default true). */
  progress?: boolean;
}

/** What {@link Trainer.fit} and its like take besides data. */
export interface RunOptions {
  /** Stops between two steps when it aborts (default: when the notebook's cell is interrupted). */
  signal?: AbortSignal;
}

/** What {@link Trainer.fit} takes besides data. */
export interface FitOptions extends RunOptions {
  /** A checkpoint to go on from, of the same model, optimizer, callbacks and data. */
  resume?: string;
}

/**
 * Trains a model: steps, epochs, validation, callbacks. It knows no particular model and no
 * plot: a model says what a batch costs (see {@link Trainable}), callbacks do the rest.
 *
 * @example
 * const trainer = new Trainer({ maxEpochs: 10 });
 * const history = await trainer.fit(model, trainLoader, validationLoader);
 * history.bestEpoch('valLoss');
 */
export class Trainer {
  /** May be raised between two calls of {@link fit}, to train on. */
  maxEpochs: number | undefined;
  maxSteps: number | undefined;
  readonly callbacks: Callback[];
  private readonly options: TrainerOptions;
  // biome-ignore lint/suspicious/noExplicitAny: the type of the batches is known to fit alone
  private state: FitState<any> | undefined;
  /** The signal of the training that is going on. */
  private running: { signal: AbortSignal | undefined } | undefined;

  constructor(options: TrainerOptions) {
    const { maxEpochs, maxSteps, callbacks = [] } = options;
    if (maxEpochs === undefined && maxSteps === undefined) {
      throw new Error('Trainer: give maxEpochs or maxSteps, or it would never end');
    }
    const { accumulate = 1, validateEverySteps = 1 } = options;
    checkCount('accumulate', accumulate, 1);
    checkCount('validateEverySteps', validateEverySteps, 1);
    this.options = options;
    this.maxEpochs = maxEpochs;
    this.maxSteps = maxSteps;
    this.checkLimits();
    this.callbacks = [...callbacks];
  }

  /** The training so far: epoch, step, history, and why it stopped. */
  get run(): TrainingRun | undefined {
    return this.state;
  }

  /**
   * Trains until `maxEpochs` or `maxSteps`, a callback's stop, or the signal, which ends it
   * between two steps with everything kept. Called again with the same model it goes on from
   * there, within the epoch if the loader is a {@link DataLoader}; the history continues.
   *
   * @param validation batches to validate on
   * @param options `resume` names a checkpoint to go on from, `signal` stops
   * @returns the course of the whole training
   * @throws Error when a step or a callback does; the state is that before the failed step
   */
  async fit<B>(
    model: Trainable<B>,
    loader: Batches<B>,
    validation?: Batches<B>,
    { signal = cellSignal(), resume }: FitOptions = {},
  ): Promise<History> {
    // One that was told to stop may have been cut, and then never says that it has ended.
    if (this.running && !this.running.signal?.aborted) {
      throw new Error('Trainer.fit: this trainer is training already; await it first');
    }
    const running = { signal };
    this.running = running;
    try {
      const state = await this.prepare(model, loader, resume);
      const { progress = true, validateEverySteps } = this.options;
      const own = [...this.callbacks].sort(
        (a, b) => Number(a.runsLast ?? 0) - Number(b.runsLast ?? 0),
      );
      const callbacks = [...(progress ? [progressBar()] : []), ...own];
      try {
        for (const callback of callbacks) await callback.onFitStart?.(state);
        await fitLoop({ state, loader, validation, validateEverySteps, callbacks, signal });
      } finally {
        for (const callback of callbacks) await callback.onFitEnd?.(state);
      }
      return state.history;
    } finally {
      if (this.running === running) this.running = undefined;
    }
  }

  /** The means of `validationStep` over all batches: `valLoss` and so on. */
  async validate<B>(
    model: Trainable<B>,
    loader: Batches<B>,
    { signal = cellSignal() }: RunOptions = {},
  ): Promise<Record<string, number>> {
    return evaluateLoop(model, loader, validationOf(model), signal);
  }

  /** The means of `testStep` over all batches: `testLoss` and so on. */
  async test<B>(
    model: Trainable<B>,
    loader: Batches<B>,
    { signal = cellSignal() }: RunOptions = {},
  ): Promise<Record<string, number>> {
    return evaluateLoop(model, loader, testOf(model), signal);
  }

  /** The predictions for all batches as one tensor (N, …), which belongs to the caller. */
  async predict<B>(
    model: Trainable<B>,
    loader: Batches<B>,
    { signal = cellSignal() }: RunOptions = {},
  ): Promise<tf.Tensor> {
    return predictLoop(model, loader, signal);
  }

  /** Releases the optimizer and the compiled steps; the model stays. */
  dispose(): void {
    this.state?.dispose();
    this.state = undefined;
  }

  /** @throws RangeError for a limit that no count of steps or epochs can reach */
  private checkLimits(): void {
    for (const name of ['maxEpochs', 'maxSteps'] as const) {
      const limit = this[name] ?? Infinity;
      if (limit !== Infinity) checkCount(name, limit, 0);
    }
  }

  /** The state to go on from, or a new one for a model that this trainer has not met. */
  private async prepare<B>(
    model: Trainable<B>,
    loader: Batches<B>,
    resume: string | undefined,
  ): Promise<FitState<B>> {
    this.checkLimits();
    if (this.state?.model !== model || resume !== undefined) {
      this.dispose();
      const fresh = new FitState(model, this.options, this.callbacks);
      if (resume !== undefined) await restoreCheckpoint(resume, fresh);
      this.state = fresh;
    }
    const state: FitState<B> = this.state;
    state.stopReason = undefined;
    state.maxEpochs = this.maxEpochs;
    state.maxSteps = this.maxSteps;
    state.loader = loader;
    const { length } = loader as { length?: unknown };
    state.stepsPerEpoch =
      typeof length === 'number' ? Math.ceil(length / (this.options.accumulate ?? 1)) : undefined;
    return state;
  }
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(`Trainer: ${name} is ${value}, wanted an integer, ${least} or more`);
}
