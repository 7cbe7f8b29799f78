import * as tf from '@tensorflow/tfjs';
import type { Gradients } from './optimizer';

/** Adds up the gradients of several batches, on the device. */
export class GradientSums {
  private readonly sums = new Map<string, tf.Variable>();
  private readonly count = tf.tidy(() => tf.variable(tf.scalar(0), false));

  /** Adds the gradients of one more batch. */
  add(gradients: Gradients): void {
    this.count.assign(tf.add(this.count, 1));
    for (const [name, gradient] of Object.entries(gradients)) {
      const sum = this.sums.get(name);
      if (sum) sum.assign(tf.add(sum, gradient));
      else this.sums.set(name, tf.variable(gradient, false));
    }
  }

  /** Their means, by the same names; then it begins anew. */
  take(): Gradients {
    const means: Gradients = {};
    for (const [name, sum] of this.sums) means[name] = tf.div(sum, this.count);
    this.clear();
    return means;
  }

  /** Forgets what was added. */
  clear(): void {
    tf.tidy(() => {
      for (const sum of this.sums.values()) sum.assign(tf.zerosLike(sum));
      this.count.assign(tf.zerosLike(this.count));
    });
  }

  dispose(): void {
    for (const sum of this.sums.values()) sum.dispose();
    this.sums.clear();
    this.count.dispose();
  }
}
