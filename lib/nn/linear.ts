import * as tf from '@tensorflow/tfjs';
import type { Random } from '../random';
import { linearDefault } from './init';
import { Module } from './module';
import { parameter } from './parameter';
import { expectDtype, expectShape, expectSize } from './shape';

/** The settings of a {@link Linear}. */
export interface LinearOptions {
  /** Draws the first weights. */
  random: Random;
  /** Whether a bias is added (default true). */
  bias?: boolean;
}

/**
 * x·Wᵀ + b over the last dimension: (…, in) → (…, out).
 *
 * As in PyTorch the weight is (out, in), so row `i` holds the weights of neuron `i`, and
 * first values come from U(−1/√in, 1/√in).
 */
export class Linear extends Module {
  readonly weight: tf.Variable; // (out, in)
  readonly bias: tf.Variable | null; // (out)

  constructor(
    readonly inFeatures: number,
    readonly outFeatures: number,
    { random, bias = true }: LinearOptions,
  ) {
    super();
    expectSize('Linear', 'inFeatures', inFeatures);
    expectSize('Linear', 'outFeatures', outFeatures);
    this.weight = parameter(linearDefault([outFeatures, inFeatures], inFeatures, random));
    this.bias = bias ? parameter(linearDefault([outFeatures], inFeatures, random)) : null;
  }

  forward(x: tf.Tensor): tf.Tensor {
    expectShape('Linear', 'x', x, ['…', this.inFeatures]);
    expectDtype('Linear', 'x', x, 'float32');
    const rows = tf.reshape(x, [-1, this.inFeatures]); // (N, in)
    const product = tf.matMul(rows, this.weight as tf.Tensor2D, false, true); // (N, out)
    const y = this.bias ? tf.add(product, this.bias) : product;
    return tf.reshape(y, [...x.shape.slice(0, -1), this.outFeatures]); // (…, out)
  }

  protected override describe(): string {
    return `${this.inFeatures}, ${this.outFeatures}${this.bias ? '' : ', bias: false'}`;
  }
}
