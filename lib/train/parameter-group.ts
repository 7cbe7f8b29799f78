import * as tf from '@tensorflow/tfjs';
import type { Hyperparameters } from './optimizer';

/** Settings that several optimizers have: 0 or more, and below what stands here. */
const RANGES = {
  weightDecay: Infinity,
  eps: Infinity,
  alpha: 1,
  lrDecay: Infinity,
  initialAccumulator: Infinity,
};

/**
 * Parameters that an optimizer trains with the same settings. What a schedule changes, the
 * learning rate and the momentum, lies on the device where a step reads it.
 */
export class ParameterGroup<H extends Hyperparameters = Hyperparameters> {
  /** The learning rate as a scalar tensor. */
  readonly lrTensor: tf.Variable;
  /** The momentum (of the Adams: β₁) as a scalar tensor; undefined without momentum. */
  readonly momentumTensor: tf.Variable | undefined;
  private currentLr: number;
  private currentMomentum: number | undefined;

  constructor(
    private readonly owner: string,
    readonly parameters: readonly tf.Variable[],
    /** The settings as they were given; {@link lr} and {@link momentum} may change later. */
    readonly settings: Readonly<H>,
    momentum: number | undefined,
  ) {
    this.currentLr = this.check('the learning rate', settings.lr, Infinity);
    for (const [name, below] of Object.entries(RANGES)) {
      this.check(name, (settings as Partial<typeof RANGES>)[name as 'eps'] ?? 0, below);
    }
    this.lrTensor = scalarVariable(settings.lr);
    if (momentum === undefined) return;
    this.currentMomentum = this.check('the momentum', momentum, 1);
    this.momentumTensor = scalarVariable(momentum);
  }

  get lr(): number {
    return this.currentLr;
  }

  set lr(value: number) {
    this.currentLr = this.check('the learning rate', value, Infinity);
    assignScalar(this.lrTensor, value);
  }

  /** Brings the tensor back to the rate that was set, after a step that has changed it. */
  restoreLr(): void {
    assignScalar(this.lrTensor, this.currentLr);
  }

  get momentum(): number | undefined {
    return this.currentMomentum;
  }

  /** @throws Error for undefined, and when the optimizer was made without momentum */
  set momentum(value: number | undefined) {
    if (value === undefined) throw new Error(`${this.owner}: momentum wants a number`);
    if (!this.momentumTensor) {
      throw new Error(`${this.owner}: it was made without momentum, which cannot be changed then`);
    }
    this.currentMomentum = this.check('the momentum', value, 1);
    assignScalar(this.momentumTensor, this.currentMomentum);
  }

  dispose(): void {
    this.lrTensor.dispose();
    this.momentumTensor?.dispose();
  }

  private check(what: string, value: number | undefined, below: number): number {
    if (value !== undefined && value >= 0 && value < below) return value;
    const wanted = below === Infinity ? '0 or more' : `0 or more and below ${below}`;
    throw new RangeError(`${this.owner}: ${what} is ${value}, wanted ${wanted}`);
  }
}

function scalarVariable(value: number): tf.Variable {
  return tf.tidy(() => tf.variable(tf.scalar(value), false));
}

function assignScalar(variable: tf.Variable, value: number): void {
  tf.tidy(() => variable.assign(tf.scalar(value)));
}
