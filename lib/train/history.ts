/** One training step: the loss of its batch and what else the model reported. */
export interface StepRecord {
  /** Counts from 1. */
  step: number;
  /** Counts from 1. */
  epoch: number;
  loss: number;
  /** The learning rate that the step was made with. */
  lr: number;
  [metric: string]: number;
}

/**
 * One pass over the training data: means over its batches, and with `val` before the name
 * (`valLoss`, `valAccuracy`) what validation found after it.
 */
export interface EpochRecord {
  epoch: number;
  /** The number of steps made when it ended. */
  step: number;
  loss: number;
  seconds: number;
  [metric: string]: number;
}

/** The course of a training run as plain numbers. */
export class History {
  readonly steps: StepRecord[] = [];
  readonly epochs: EpochRecord[] = [];

  /** One number of every epoch that has it: `history.epochValues('valLoss')`. */
  epochValues(metric: string): number[] {
    return this.epochs.map((epoch) => epoch[metric]).filter((value) => value !== undefined);
  }

  /** One number of every step that has it: `history.stepValues('loss')`. */
  stepValues(metric: string): number[] {
    return this.steps.map((step) => step[metric]).filter((value) => value !== undefined);
  }

  /**
   * The epoch where `metric` was best: lowest, or highest with mode 'max'; the earliest of
   * equals.
   * @throws Error when no epoch has such a number
   */
  bestEpoch(metric: string, mode: 'min' | 'max' = 'min'): EpochRecord {
    const sign = mode === 'min' ? 1 : -1;
    const candidates = this.epochs.filter((epoch) => Number.isFinite(epoch[metric]));
    if (candidates.length === 0) {
      const names = [...new Set(this.epochs.flatMap((epoch) => Object.keys(epoch)))];
      throw new Error(
        `History: no epoch has '${metric}' (there is: ${names.join(', ') || 'none'})`,
      );
    }
    return candidates.reduce((best, next) =>
      sign * next[metric] < sign * best[metric] ? next : best,
    );
  }
}
