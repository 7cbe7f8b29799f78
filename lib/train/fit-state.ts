import type { Callback, TrainingRun } from './callback';
import { writeCheckpoint } from './checkpoint';
import { DataLoader, type LoaderState } from './data-loader';
import { History } from './history';
import { Means } from './metrics';
import { Optimizer } from './optimizer';
import type { Schedule, ScheduleInterval } from './schedule';
import type { Batches, Trainable } from './trainable';
import { type StepOptions, TrainingStep } from './training-step';

/** All that a training has come to; `fit` goes on from it, however the last one ended. */
export class FitState<B> implements TrainingRun {
  readonly history = new History();
  readonly optimizer: Optimizer;
  readonly schedule: Schedule | undefined;
  readonly stepper: TrainingStep<B>;
  private readonly scheduleInterval: ScheduleInterval | undefined;

  epoch = 0;
  step = 0;
  stepsPerEpoch: number | undefined;
  maxEpochs: number | undefined;
  maxSteps: number | undefined;
  stopReason: string | undefined;

  /** What comes next: an epoch's start, its (further) steps, or the validation at its end. */
  phase: 'start' | 'steps' | 'validation' = 'start';
  /** How many batches of this epoch were taken in. */
  batches = 0;
  /** Means over this epoch so far, and over the batches of the step that is being made. */
  epochMeans = new Means();
  stepMeans = new Means();
  /** Seconds spent in this epoch's steps. */
  seconds = 0;
  /**
   * Where this epoch's loader began, or is to begin. It is noted with the first batch and not
   * when training ends, because a cell that is cut ends without another word.
   */
  epochPlace: LoaderState | undefined;
  loader: Batches<B> | undefined;

  /** The callbacks whose state belongs to the training's. */
  readonly callbacks: readonly Callback[];

  constructor(
    readonly model: Trainable<B>,
    options: StepOptions,
    callbacks: readonly Callback[],
  ) {
    this.callbacks = callbacks;
    const config = model.configureOptimizers();
    const plan = config instanceof Optimizer ? { optimizer: config } : config;
    this.optimizer = plan.optimizer;
    if ('schedule' in plan) {
      this.schedule = plan.schedule;
      this.scheduleInterval = plan.interval ?? plan.schedule.interval;
    }
    this.stepper = new TrainingStep(model, this.optimizer, options);
  }

  stop(reason: string): void {
    this.stopReason ??= reason;
  }

  saveCheckpoint(path: string): Promise<void> {
    return writeCheckpoint(path, this);
  }

  beginEpoch(): void {
    this.epoch++;
    this.batches = 0;
    this.epochMeans = new Means();
    this.seconds = 0;
    this.phase = 'steps';
  }

  /** Where the loader stands after the last step, if it is one that can go on from there. */
  loaderState(): LoaderState | undefined {
    const atRest = this.loader instanceof DataLoader ? this.loader.state() : undefined;
    const place = this.epochPlace ?? atRest;
    const batches = this.phase === 'steps' ? this.batches - this.stepper.pending : 0;
    return place && { ...place, batches };
  }

  /** Moves the schedule on if it goes by this interval. */
  advanceSchedule(interval: ScheduleInterval, metrics: Record<string, number>): void {
    if (this.scheduleInterval !== interval || !this.schedule) return;
    const { monitor } = this.schedule;
    this.schedule.step(monitor === undefined ? undefined : metrics[monitor]);
  }

  dispose(): void {
    this.stepper.dispose();
    this.optimizer.dispose();
  }
}
