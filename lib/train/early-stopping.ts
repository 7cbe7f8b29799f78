import { Best, type Mode, watched } from './best';
import type { Callback, TrainingRun } from './callback';
import type { EpochRecord } from './history';

/** The settings of {@link EarlyStopping}. */
export interface EarlyStoppingOptions {
  /** The number to watch (default 'valLoss'). */
  monitor?: string;
  /** Whether it should fall (default) or rise. */
  mode?: Mode;
  /** How many times in a row it may fail to get better (default 3). */
  patience?: number;
  /** How much better counts as better (default 0). */
  minDelta?: number;
}

/**
 * Stops training when a number gets no better, or is not a number at all. It looks each time
 * that the number comes: after validation, or at an epoch's end.
 *
 * Source: Prechelt 1998, "Early Stopping – But When?", section 2 (criterion UP, by patience).
 */
export class EarlyStopping implements Callback {
  private readonly best: Best;
  private failures = 0;
  private sawValidation = false;

  constructor(private readonly options: EarlyStoppingOptions = {}) {
    const { mode = 'min', minDelta = 0 } = options;
    this.best = new Best(mode, minDelta);
  }

  onValidationEnd(run: TrainingRun, metrics: Record<string, number>): void {
    const value = metrics[this.monitor];
    this.sawValidation = value !== undefined;
    if (value !== undefined) this.look(run, value);
  }

  onEpochEnd(run: TrainingRun, record: EpochRecord): void {
    if (!this.sawValidation) this.look(run, watched(record, this.monitor, 'EarlyStopping'));
  }

  stateDict(): { best: number | null; failures: number } {
    return { best: this.best.value ?? null, failures: this.failures };
  }

  loadStateDict({ best, failures }: ReturnType<EarlyStopping['stateDict']>): void {
    this.best.value = best ?? undefined;
    this.failures = failures;
  }

  private get monitor(): string {
    return this.options.monitor ?? 'valLoss';
  }

  private look(run: TrainingRun, value: number): void {
    if (!Number.isFinite(value)) {
      run.stop(`${this.monitor} is ${value}`);
      return;
    }
    this.failures = this.best.update(value) ? 0 : this.failures + 1;
    const { patience = 3 } = this.options;
    if (this.failures < patience) return;
    const best = (this.best.value as number).toPrecision(4);
    run.stop(`${this.monitor} got no better ${this.failures} times (best ${best})`);
  }
}
