import * as tf from '@tensorflow/tfjs';
import { statelessUniform } from '../compile';
import type { Random } from '../random';
import { Module } from './module';
import { randomCounter, seedOf } from './parameter';
import { expectDtype } from './shape';

/**
 * In training mode sets a random share `p` of the numbers to 0 and divides the others by
 * 1 − p, so that their mean stays; in evaluation mode does nothing. (…) → (…).
 *
 * Source: Srivastava and others 2014, "Dropout", section 10 (inverted dropout).
 */
export class Dropout extends Module {
  /** How often it dropped; with its seed this fixes what is dropped next. */
  private readonly counter: tf.Variable;

  /** @param p the share that is dropped, 0 to 1 */
  constructor(
    readonly p: number,
    { random }: { random: Random },
  ) {
    super();
    if (!(p >= 0 && p <= 1)) throw new Error(`Dropout: p is ${p}, wanted 0 to 1`);
    this.counter = randomCounter(random.integer(2 ** 31));
  }

  forward(x: tf.Tensor): tf.Tensor {
    expectDtype('Dropout', 'x', x, 'float32');
    if (!this.training || this.p === 0) return x;
    if (this.p === 1) return tf.mul(x, 0);
    this.counter.assign(tf.add(this.counter, tf.scalar(1, 'int32')));
    const draw = statelessUniform(x.shape, seedOf(this.counter), this.counter);
    const kept = tf.cast(tf.greaterEqual(draw, this.p), 'float32');
    return tf.mul(x, tf.mul(kept, 1 / (1 - this.p)));
  }

  protected override describe(): string {
    return `${this.p}`;
  }
}
