import * as tf from '@tensorflow/tfjs';
import type { Random } from '../random';

/**
 * Initial values. Each function draws a float32 tensor that the caller owns. A shape is
 * `(out, in)` as in PyTorch; more dimensions after these two are a receptive field.
 */

/** The activation after a layer, as far as the size of its first weights goes. */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | { leakyRelu: number };

/** Numbers from U(low, high). */
export function uniform(shape: number[], low: number, high: number, random: Random): tf.Tensor {
  return tf.tensor(random.uniformArray(tf.util.sizeFromShape(shape), low, high), shape);
}

/** Numbers from N(mean, std²). */
export function normal(shape: number[], mean: number, std: number, random: Random): tf.Tensor {
  return tf.tensor(random.normalArray(tf.util.sizeFromShape(shape), mean, std), shape);
}

/**
 * U(−a, a) with a = gain·√(6 / (fanIn + fanOut)): the signal keeps its variance in both
 * directions. Source: Glorot and Bengio 2010, section 4.2.1.
 */
export function xavierUniform(shape: number[], random: Random, gain = 1): tf.Tensor {
  const { fanIn, fanOut } = fans(shape);
  const bound = gain * Math.sqrt(6 / (fanIn + fanOut));
  return uniform(shape, -bound, bound, random);
}

/** N(0, s²) with s = gain·√(2 / (fanIn + fanOut)). Source: Glorot and Bengio 2010. */
export function xavierNormal(shape: number[], random: Random, gain = 1): tf.Tensor {
  const { fanIn, fanOut } = fans(shape);
  return normal(shape, 0, gain * Math.sqrt(2 / (fanIn + fanOut)), random);
}

/** How {@link kaimingUniform} and {@link kaimingNormal} choose their spread. */
export interface KaimingOptions {
  /** Keep the variance going forward ('fanIn', the default) or backward ('fanOut'). */
  mode?: 'fanIn' | 'fanOut';
  /** The activation that follows (default 'relu'). */
  nonlinearity?: Nonlinearity;
}

/**
 * U(−a, a) with a = gain·√(3 / fan), for layers followed by ReLU.
 * Source: He and others 2015, "Delving Deep into Rectifiers", section 2.2.
 */
export function kaimingUniform(
  shape: number[],
  random: Random,
  options: KaimingOptions = {},
): tf.Tensor {
  const bound = Math.sqrt(3) * kaimingStd(shape, options);
  return uniform(shape, -bound, bound, random);
}

/** N(0, s²) with s = gain / √fan. Source: He and others 2015, section 2.2. */
export function kaimingNormal(
  shape: number[],
  random: Random,
  options: KaimingOptions = {},
): tf.Tensor {
  return normal(shape, 0, kaimingStd(shape, options), random);
}

/** The factor by which an activation wants its weights larger, as PyTorch's `calculate_gain`. */
export function gain(nonlinearity: Nonlinearity): number {
  if (typeof nonlinearity === 'object') return Math.sqrt(2 / (1 + nonlinearity.leakyRelu ** 2));
  if (nonlinearity === 'relu') return Math.SQRT2;
  if (nonlinearity === 'tanh') return 5 / 3;
  return 1;
}

/**
 * What PyTorch gives a linear layer when nothing is said: weight and bias from
 * U(−1/√in, 1/√in).
 */
export function linearDefault(shape: number[], fanIn: number, random: Random): tf.Tensor {
  const bound = 1 / Math.sqrt(fanIn);
  return uniform(shape, -bound, bound, random);
}

function kaimingStd(shape: number[], { mode = 'fanIn', nonlinearity = 'relu' }: KaimingOptions) {
  return gain(nonlinearity) / Math.sqrt(fans(shape)[mode]);
}

function fans(shape: number[]): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    throw new Error(
      `init: the shape is (${shape.join(', ')}), wanted (out, in) or more dimensions`,
    );
  }
  const field = tf.util.sizeFromShape(shape.slice(2));
  return { fanIn: shape[1] * field, fanOut: shape[0] * field };
}
