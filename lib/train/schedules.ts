import type { Optimizer } from './optimizer';
import { CountedSchedule, checkSteps } from './schedule';

/**
 * Multiplies the learning rate by `gamma` after every `stepSize` epochs, as PyTorch's `StepLR`.
 *
 * @example
 * new StepLR(optimizer, { stepSize: 10, gamma: 0.5 });
 */
export class StepLR extends CountedSchedule {
  readonly interval = 'epoch';

  constructor(
    optimizer: Optimizer,
    private readonly options: { stepSize: number; gamma?: number },
  ) {
    super(optimizer);
    checkSteps('StepLR', 'stepSize', options.stepSize, 1);
    this.apply();
  }

  protected lrAt(count: number, base: number): number {
    const { stepSize, gamma = 0.1 } = this.options;
    return base * gamma ** Math.floor(count / stepSize);
  }
}

/** The settings of {@link CosineLR}. */
export interface CosineOptions {
  /** After how many steps the rate is at its lowest; it stays there. */
  totalSteps: number;
  /** The first steps, over which the rate rises from 0 in a straight line (default 0). */
  warmupSteps?: number;
  /** The lowest rate (default 0). */
  minLr?: number;
}

/**
 * Half a cosine from the base rate down to `minLr`, after a warm-up. Without warm-up it is
 * PyTorch's `CosineAnnealingLR`, with it Hugging Face's `get_cosine_schedule_with_warmup`.
 *
 * Source: Loshchilov and Hutter 2017, "SGDR", section 3 (one period).
 */
export class CosineLR extends CountedSchedule {
  readonly interval = 'step';

  constructor(
    optimizer: Optimizer,
    private readonly options: CosineOptions,
  ) {
    super(optimizer);
    const { totalSteps, warmupSteps = 0 } = options;
    checkSteps('CosineLR', 'warmupSteps', warmupSteps, 0);
    checkSteps('CosineLR', 'totalSteps', totalSteps, warmupSteps + 1);
    this.apply();
  }

  protected lrAt(count: number, base: number): number {
    const { totalSteps, warmupSteps = 0, minLr = 0 } = this.options;
    if (count < warmupSteps) return (base * count) / warmupSteps;
    const share = Math.min(1, (count - warmupSteps) / (totalSteps - warmupSteps));
    return minLr + ((base - minLr) * (1 + Math.cos(Math.PI * share))) / 2;
  }
}

/**
 * A straight rise to the base rate over `warmupSteps`, then base·√(warmupSteps / step), as
 * Hugging Face's `get_inverse_sqrt_schedule`. The transformer's own rate is this with the
 * base 1 / √(dModel·warmupSteps).
 *
 * Source: Vaswani and others 2017, "Attention Is All You Need", section 5.3.
 */
export class InverseSqrtLR extends CountedSchedule {
  readonly interval = 'step';

  constructor(
    optimizer: Optimizer,
    private readonly options: { warmupSteps: number },
  ) {
    super(optimizer);
    checkSteps('InverseSqrtLR', 'warmupSteps', options.warmupSteps, 1);
    this.apply();
  }

  protected lrAt(count: number, base: number): number {
    const { warmupSteps } = this.options;
    return base * Math.min(count / warmupSteps, Math.sqrt(warmupSteps / Math.max(count, 1)));
  }
}

/** The settings of {@link OneCycleLR}. */
export interface OneCycleOptions {
  /** The highest rate. The base rate of the optimizer is not used. */
  maxLr: number;
  /** How many steps the cycle has. */
  totalSteps: number;
  /** The share of the steps over which the rate rises (default 0.3). */
  pctStart?: number;
  /** The shape of rise and fall (default 'cos'). */
  annealStrategy?: 'cos' | 'linear';
  /** Whether momentum (or β₁) falls while the rate rises, and back (default true). */
  cycleMomentum?: boolean;
  /** Default 0.85. */
  baseMomentum?: number;
  /** Default 0.95. */
  maxMomentum?: number;
  /** The first rate is maxLr / divFactor (default 25). */
  divFactor?: number;
  /** The last rate is the first / finalDivFactor (default 1e4). */
  finalDivFactor?: number;
  /** Fall back to the first rate as slowly as it rose, then on to the last (default false). */
  threePhase?: boolean;
}

/**
 * One rise of the learning rate and one fall, as PyTorch's `OneCycleLR`.
 *
 * Source: Smith and Topin 2018, "Super-Convergence", section 3.
 */
export class OneCycleLR extends CountedSchedule {
  readonly interval = 'step';
  /** Where each part ends, and what it goes to: rates and momenta as shares of the way. */
  private readonly corners: { end: number; lr: number; momentum: number }[];

  /** @throws Error when momentum is to be cycled and the optimizer has none */
  constructor(
    optimizer: Optimizer,
    private readonly options: OneCycleOptions,
  ) {
    super(optimizer);
    const { totalSteps, maxLr, pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4 } = options;
    checkSteps('OneCycleLR', 'totalSteps', totalSteps, 1);
    if (!(pctStart > 0 && pctStart < 1)) {
      throw new RangeError(`OneCycleLR: pctStart is ${pctStart}, wanted more than 0, less than 1`);
    }
    const { baseMomentum = 0.85, maxMomentum = 0.95 } = options;
    const firstLr = maxLr / divFactor;
    const top = { end: pctStart * totalSteps - 1, lr: maxLr, momentum: baseMomentum };
    const back = { end: 2 * pctStart * totalSteps - 2, lr: firstLr, momentum: maxMomentum };
    const last = { end: totalSteps - 1, lr: firstLr / finalDivFactor, momentum: maxMomentum };
    const start = { end: 0, lr: firstLr, momentum: maxMomentum };
    this.corners = options.threePhase ? [start, top, back, last] : [start, top, last];
    this.apply();
  }

  protected lrAt(count: number): number {
    return this.between(count, (corner) => corner.lr);
  }

  protected override momentumAt(count: number): number | undefined {
    const { cycleMomentum = true } = this.options;
    return cycleMomentum ? this.between(count, (corner) => corner.momentum) : undefined;
  }

  private between(
    count: number,
    value: (corner: { lr: number; momentum: number }) => number,
  ): number {
    const step = Math.min(count, this.options.totalSteps - 1);
    const next = Math.max(
      1,
      this.corners.findIndex(({ end }, i) => i > 0 && step <= end),
    );
    const [from, to] = [this.corners[next - 1], this.corners[next]];
    const share = (step - from.end) / (to.end - from.end);
    const way =
      this.options.annealStrategy === 'linear' ? share : (1 - Math.cos(Math.PI * share)) / 2;
    return value(from) + (value(to) - value(from)) * way;
  }
}
