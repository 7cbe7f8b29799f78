import { Table } from '../progress';

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

  /** The last epochs as a table, which a notebook shows. */
  toTable(most = 10): Table {
    const metrics = [...new Set(this.epochs.flatMap((epoch) => Object.keys(epoch)))].filter(
      (name) => name !== 'epoch' && name !== 'step' && name !== 'seconds',
    );
    const names = ['epoch', 'step', ...metrics, 'seconds'];
    const shown = this.epochs.slice(-most);
    const left = this.epochs.length - shown.length;
    return new Table(
      names.map((name) => ({ name, align: 'right' as const })),
      shown.map((epoch) => names.map((name) => written(name, epoch[name]))),
      left > 0 ? [`the last ${shown.length} of ${this.epochs.length} epochs`] : [],
    );
  }

  [Symbol.for('Jupyter.display')](): Record<string, unknown> {
    const steps = `History: ${this.steps.length} steps, no epoch to its end`;
    if (this.epochs.length === 0) return { 'text/plain': steps };
    const table = this.toTable() as unknown as Record<symbol, () => Record<string, unknown>>;
    return table[Symbol.for('Jupyter.display')]();
  }
}

function written(name: string, value: number | undefined): string {
  if (value === undefined) return '';
  if (name === 'epoch' || name === 'step') return String(value);
  return name === 'seconds' ? value.toFixed(1) : value.toPrecision(4);
}
