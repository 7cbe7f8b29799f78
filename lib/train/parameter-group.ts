import * as tf from '@tensorflow/tfjs';
import type { Hyperparameters } from './optimizer';

/** Parameters that an optimizer trains with the same settings. */
export class ParameterGroup<H extends Hyperparameters> {
  /** The learning rate where a step reads it. Scalar. */
  readonly lrTensor: tf.Variable;
  private currentLr: number;

  constructor(
    private readonly owner: string,
    readonly parameters: readonly tf.Variable[],
    /** The settings as they were given; {@link lr} alone changes later. */
    readonly settings: Readonly<H>,
  ) {
    this.currentLr = this.checkLr(settings.lr);
    this.lrTensor = tf.tidy(() => tf.variable(tf.scalar(settings.lr), false));
  }

  get lr(): number {
    return this.currentLr;
  }

  set lr(value: number) {
    this.currentLr = this.checkLr(value);
    tf.tidy(() => this.lrTensor.assign(tf.scalar(value)));
  }

  dispose(): void {
    this.lrTensor.dispose();
  }

  private checkLr(lr: number): number {
    if (Number.isFinite(lr) && lr >= 0) return lr;
    throw new RangeError(`${this.owner}: the learning rate is ${lr}, wanted 0 or more`);
  }
}
