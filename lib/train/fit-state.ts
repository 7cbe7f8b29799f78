import type { TrainingRun } from './callback';
import type { LoaderState } from './data-loader';
import { History } from './history';
import { Means } from './metrics';
import type { Optimizer } from './optimizer';
import type { Trainable } from './trainable';

/** All that a training has come to; `fit` goes on from it, however the last one ended. */
export class FitState<B> implements TrainingRun {
  readonly history = new History();
  epoch = 0;
  step = 0;
  stepsPerEpoch: number | undefined;
  maxEpochs: number | undefined;
  maxSteps: number | undefined;
  stopReason: string | undefined;

  /** What comes next: an epoch's start, its (further) steps, or the validation at its end. */
  phase: 'start' | 'steps' | 'validation' = 'start';
  /** Where in the epoch the loader stood when `fit` ended. */
  loaderState: LoaderState | undefined;
  /** Means over the steps of this epoch so far. */
  means = new Means();
  /** Seconds spent in this epoch. */
  seconds = 0;

  constructor(
    readonly model: Trainable<B>,
    readonly optimizer: Optimizer,
  ) {}

  stop(reason: string): void {
    this.stopReason ??= reason;
  }

  beginEpoch(): void {
    this.epoch++;
    this.means = new Means();
    this.seconds = 0;
    this.loaderState = undefined;
    this.phase = 'steps';
  }
}
