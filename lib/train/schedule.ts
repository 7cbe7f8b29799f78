import type { Optimizer } from './optimizer';

/** What a schedule has come to, as plain data. */
export type ScheduleState = Record<string, number>;

/** When the trainer moves a schedule on: after each step, or after each epoch. */
export type ScheduleInterval = 'step' | 'epoch';

/** Changes an optimizer's learning rate as training goes on. */
export interface Schedule {
  /** When the trainer moves it on, unless `configureOptimizers` says otherwise. */
  readonly interval: ScheduleInterval;
  /** The number that it watches, such as 'valLoss', if it watches any. */
  readonly monitor?: string;
  /** Moves on by one, after a step or an epoch of the optimizer. */
  step(metric?: number): void;
  stateDict(): ScheduleState;
  loadStateDict(state: ScheduleState): void;
}

/**
 * The base of schedules that know the learning rate from the count of steps alone. The rate
 * that the optimizer was made with is the base; the first rate is set at once.
 */
export abstract class CountedSchedule implements Schedule {
  abstract readonly interval: ScheduleInterval;
  private readonly baseLrs: number[];
  private count = 0;

  constructor(private readonly optimizer: Optimizer) {
    this.baseLrs = optimizer.groups.map((group) => group.lr);
  }

  step(): void {
    this.count++;
    this.apply();
  }

  stateDict(): ScheduleState {
    return { count: this.count };
  }

  loadStateDict(state: ScheduleState): void {
    this.count = state.count;
    this.apply();
  }

  /** The learning rate after `count` steps for a group that began with `base`. */
  protected abstract lrAt(count: number, base: number): number;

  /** The momentum after `count` steps, for a schedule that changes it. */
  protected momentumAt(_count: number): number | undefined {
    return undefined;
  }

  /** Sets what holds now. A subclass calls it when its settings stand. */
  protected apply(): void {
    const momentum = this.momentumAt(this.count);
    for (const [i, group] of this.optimizer.groups.entries()) {
      group.lr = this.lrAt(this.count, this.baseLrs[i]);
      if (momentum !== undefined) group.momentum = momentum;
    }
  }
}

/** @throws RangeError unless a count of steps is an integer, `least` or more */
export function checkSteps(where: string, name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(`${where}: ${name} is ${value}, wanted an integer, ${least} or more`);
}
