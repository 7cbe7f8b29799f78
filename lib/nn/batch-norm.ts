import * as tf from '@tensorflow/tfjs';
import { Module } from './module';
import { buffer, parameter } from './parameter';
import { expectDtype, expectShape, expectSize } from './shape';
import { type Statistics, standardize } from './standardize';

/** The settings of a {@link BatchNorm}. */
export interface BatchNormOptions {
  /** Keeps the division finite (default 1e-5). */
  eps?: number;
  /** How much of a new batch goes into the running statistics (default 0.1). */
  momentum?: number;
  /** Whether there are a weight and a bias (default true). */
  affine?: boolean;
}

/**
 * Batch normalisation: each feature gets mean 0 and variance 1 over the batch (and all other
 * dimensions but the last), then a learned weight and bias: (B, …, F) → (B, …, F). In
 * evaluation mode it uses running statistics of the batches it was trained on.
 *
 * As PyTorch's `BatchNorm1d` on (B, F); where that has (B, F, T), ours is (B, T, F).
 *
 * Source: Ioffe and Szegedy 2015, "Batch Normalization", algorithm 1.
 */
export class BatchNorm extends Module {
  readonly weight: tf.Variable | null; // (F)
  readonly bias: tf.Variable | null; // (F)
  readonly runningMean: tf.Variable; // (F)
  readonly runningVar: tf.Variable; // (F), unbiased
  readonly numBatchesTracked: tf.Variable;
  private readonly eps: number;
  private readonly momentum: number;

  constructor(
    readonly numFeatures: number,
    { eps = 1e-5, momentum = 0.1, affine = true }: BatchNormOptions = {},
  ) {
    super();
    expectSize('BatchNorm', 'numFeatures', numFeatures);
    this.eps = eps;
    this.momentum = momentum;
    this.weight = affine ? parameter(tf.ones([numFeatures])) : null;
    this.bias = affine ? parameter(tf.zeros([numFeatures])) : null;
    this.runningMean = buffer(tf.zeros([numFeatures]));
    this.runningVar = buffer(tf.ones([numFeatures]));
    this.numBatchesTracked = buffer(tf.scalar(0, 'int32'));
  }

  /** @throws Error in training mode for a single number per feature: it has no variance */
  forward(x: tf.Tensor): tf.Tensor {
    expectShape('BatchNorm', 'x', x, ['…', this.numFeatures]);
    expectDtype('BatchNorm', 'x', x, 'float32');
    let y = this.training ? this.byBatch(x) : this.byRunning(x);
    if (this.weight) y = tf.mul(y, this.weight);
    return this.bias ? tf.add(y, this.bias) : y;
  }

  private byBatch(x: tf.Tensor): tf.Tensor {
    const count = x.size / this.numFeatures;
    if (count < 2) {
      throw new Error(
        `BatchNorm: x has ${count} value per feature, wanted 2 or more in training mode ` +
          '(call eval() to use the running statistics)',
      );
    }
    const axes = Array.from({ length: x.rank - 1 }, (_, i) => i);
    return standardize(x, axes, this.eps, (statistics) => this.track(statistics, count));
  }

  private byRunning(x: tf.Tensor): tf.Tensor {
    const scale = tf.rsqrt(tf.add(this.runningVar, this.eps));
    return tf.mul(tf.sub(x, this.runningMean), scale);
  }

  private track({ mean, variance }: Statistics, count: number): void {
    const blend = (running: tf.Variable, latest: tf.Tensor) => {
      const row = tf.reshape(latest, [this.numFeatures]);
      running.assign(tf.add(tf.mul(running, 1 - this.momentum), tf.mul(row, this.momentum)));
    };
    blend(this.runningMean, mean);
    blend(this.runningVar, tf.mul(variance, count / (count - 1)));
    this.numBatchesTracked.assign(tf.add(this.numBatchesTracked, tf.scalar(1, 'int32')));
  }

  protected override describe(): string {
    return `${this.numFeatures}, momentum: ${this.momentum}`;
  }
}
