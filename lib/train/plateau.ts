import type { Optimizer } from './optimizer';
import { checkSteps, type Schedule, type ScheduleState } from './schedule';

/** The settings of {@link ReduceLROnPlateau}. */
export interface PlateauOptions {
  /** The number that is watched (default 'valLoss'). */
  monitor?: string;
  /** Whether it should fall (default) or rise. */
  mode?: 'min' | 'max';
  /** What the learning rate is multiplied by (default 0.1). */
  factor?: number;
  /** How many epochs without progress are let pass (default 10). */
  patience?: number;
  /** How much better counts as progress (default 1e-4). */
  threshold?: number;
  /** Whether the threshold is a share of the best value (default) or a difference. */
  thresholdMode?: 'rel' | 'abs';
  /** Epochs after a change in which nothing is counted (default 0). */
  cooldown?: number;
  /** The lowest rate (default 0). */
  minLr?: number;
  /** A change smaller than this is not made (default 1e-8). */
  eps?: number;
}

/** Lowers the learning rate when a number gets no better, as PyTorch's `ReduceLROnPlateau`. */
export class ReduceLROnPlateau implements Schedule {
  readonly interval = 'epoch';
  readonly monitor: string;
  private best: number;
  private badEpochs = 0;
  private cooldownLeft = 0;

  constructor(
    private readonly optimizer: Optimizer,
    private readonly options: PlateauOptions = {},
  ) {
    const { monitor = 'valLoss', mode = 'min', factor = 0.1, patience = 10 } = options;
    if (!(factor > 0 && factor < 1)) {
      throw new RangeError(`ReduceLROnPlateau: factor is ${factor}, wanted between 0 and 1`);
    }
    checkSteps('ReduceLROnPlateau', 'patience', patience, 0);
    this.monitor = monitor;
    this.best = mode === 'min' ? Infinity : -Infinity;
  }

  /** @param metric the number after this epoch */
  step(metric?: number): void {
    if (metric === undefined) {
      throw new Error(`ReduceLROnPlateau: no '${this.monitor}' came; validate, or set monitor`);
    }
    const { patience = 10, cooldown = 0 } = this.options;
    if (this.isBetter(metric)) {
      this.best = metric;
      this.badEpochs = 0;
    } else {
      this.badEpochs++;
    }
    if (this.cooldownLeft > 0) {
      this.cooldownLeft--;
      this.badEpochs = 0;
    }
    if (this.badEpochs > patience) {
      this.reduce();
      this.cooldownLeft = cooldown;
      this.badEpochs = 0;
    }
  }

  stateDict(): ScheduleState {
    const state: ScheduleState = { badEpochs: this.badEpochs, cooldownLeft: this.cooldownLeft };
    // JSON has no infinity: before the first epoch there is no best.
    if (Number.isFinite(this.best)) state.best = this.best;
    return state;
  }

  loadStateDict(state: ScheduleState): void {
    this.badEpochs = state.badEpochs;
    this.cooldownLeft = state.cooldownLeft;
    this.best = state.best ?? this.best;
  }

  private isBetter(metric: number): boolean {
    const { mode = 'min', threshold = 1e-4, thresholdMode = 'rel' } = this.options;
    const sign = mode === 'min' ? -1 : 1;
    const bar =
      thresholdMode === 'rel' ? this.best * (1 + sign * threshold) : this.best + sign * threshold;
    return mode === 'min' ? metric < bar : metric > bar;
  }

  private reduce(): void {
    const { factor = 0.1, minLr = 0, eps = 1e-8 } = this.options;
    for (const group of this.optimizer.groups) {
      const lr = Math.max(group.lr * factor, minLr);
      if (group.lr - lr > eps) group.lr = lr;
    }
  }
}
