import * as tf from '@tensorflow/tfjs';
import { Module } from './module';
import { parameter } from './parameter';
import { expectDtype, expectShape, expectSize } from './shape';
import { standardize } from './standardize';

/** The settings of a {@link LayerNorm}. */
export interface LayerNormOptions {
  /** Keeps the division finite (default 1e-5). */
  eps?: number;
  /** Whether there are a weight and a bias (default true). */
  affine?: boolean;
  /** Whether there is a bias beside the weight (default true). */
  bias?: boolean;
}

/**
 * Layer normalisation: every example by itself gets mean 0 and variance 1 over its last
 * dimension(s), then a learned weight and bias: (…, C) → (…, C).
 *
 * Source: Ba, Kiros and Hinton 2016, "Layer Normalization", section 3.
 */
export class LayerNorm extends Module {
  readonly weight: tf.Variable | null; // (C)
  readonly bias: tf.Variable | null; // (C)
  private readonly shape: number[];
  private readonly eps: number;

  /** @param shape C, or the sizes of the last dimensions */
  constructor(
    shape: number | number[],
    { eps = 1e-5, affine = true, bias = true }: LayerNormOptions = {},
  ) {
    super();
    this.shape = typeof shape === 'number' ? [shape] : [...shape];
    if (this.shape.length === 0) throw new Error('LayerNorm: shape is (), wanted one size or more');
    for (const size of this.shape) expectSize('LayerNorm', 'shape', size);
    this.eps = eps;
    this.weight = affine ? parameter(tf.ones(this.shape)) : null;
    this.bias = affine && bias ? parameter(tf.zeros(this.shape)) : null;
  }

  forward(x: tf.Tensor): tf.Tensor {
    expectShape('LayerNorm', 'x', x, ['…', ...this.shape]);
    expectDtype('LayerNorm', 'x', x, 'float32');
    const axes = this.shape.map((_, i) => x.rank - this.shape.length + i);
    let y = standardize(x, axes, this.eps);
    if (this.weight) y = tf.mul(y, this.weight);
    return this.bias ? tf.add(y, this.bias) : y;
  }

  protected override describe(): string {
    return this.shape.join(', ');
  }
}
