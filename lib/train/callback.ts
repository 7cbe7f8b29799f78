import type { Module } from '../nn';
import type { EpochRecord, History, StepRecord } from './history';
import type { Optimizer } from './optimizer';

/** What a callback sees of a running training. */
export interface TrainingRun {
  readonly model: Module;
  readonly optimizer: Optimizer;
  readonly history: History;
  /** The current epoch, from 1. */
  readonly epoch: number;
  /** How many steps were made. */
  readonly step: number;
  /** Steps in an epoch, when the loader knows. */
  readonly stepsPerEpoch: number | undefined;
  readonly maxEpochs: number | undefined;
  readonly maxSteps: number | undefined;
  /** Writes all of the training to a file, from which `fit` can go on: see `resume` there. */
  saveCheckpoint(path: string): Promise<void>;
  /** Ends `fit` after this step; the reason shows in {@link stopReason}. */
  stop(reason: string): void;
  /** Why `fit` ended, once it is ending. */
  readonly stopReason: string | undefined;
}

/**
 * Hooks that the trainer calls, all of them optional, in this order:
 * onFitStart, then for each epoch onEpochStart, onTrainStepEnd for each step,
 * onValidationEnd, onEpochEnd, and onFitEnd, which also comes after a stop or an error.
 * (Where validation goes by steps, onValidationEnd comes before the step's onTrainStepEnd.)
 * A hook may be asynchronous: the trainer waits for it.
 */
export interface Callback {
  /** Whether its hooks come after those of the callbacks without this. */
  readonly runsLast?: boolean;
  onFitStart?(run: TrainingRun): void | Promise<void>;
  onEpochStart?(run: TrainingRun): void | Promise<void>;
  onTrainStepEnd?(run: TrainingRun, record: StepRecord): void | Promise<void>;
  /** @param metrics `valLoss` and what else validation found */
  onValidationEnd?(run: TrainingRun, metrics: Record<string, number>): void | Promise<void>;
  onEpochEnd?(run: TrainingRun, record: EpochRecord): void | Promise<void>;
  onFitEnd?(run: TrainingRun): void | Promise<void>;
  /** What the callback remembers, as plain data, for a checkpoint. */
  stateDict?(): unknown;
  /** Takes over what {@link stateDict} gave. */
  loadStateDict?(state: unknown): void;
}
