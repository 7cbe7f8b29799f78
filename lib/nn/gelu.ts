import * as tf from '@tensorflow/tfjs';
import { expectDtype } from './shape';

/**
 * x·Φ(x), Φ being the standard normal distribution's. 'tanh' is the approximation that GPT-2
 * was trained with, 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))). Both have gradients of their
 * own, which reuse what the forward pass computed.
 *
 * Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", section 2.
 */
export function gelu(
  x: tf.Tensor,
  { approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {},
): tf.Tensor {
  expectDtype('gelu', 'x', x, 'float32');
  return approximate === 'tanh' ? geluTanh(x) : geluExact(x);
}

const geluExact = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  const phi = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5); // Φ(x)
  (save as (tensors: tf.Tensor[]) => void)([x, phi]);
  const gradFunc = (dy: tf.Tensor, [x, phi]: tf.Tensor[]) => {
    const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return tf.mul(dy, tf.add(phi, tf.mul(x, density))); // Φ(x) + x·Φ′(x)
  };
  return { value: tf.mul(x, phi), gradFunc };
});

const SCALE = 2 * Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715 * SCALE;

/** As 0.5·(1 + tanh(u)) is σ(2u), it is x·σ(2u), which takes fewer operations. */
const geluTanh = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  const square = tf.square(x);
  const share = tf.sigmoid(tf.mul(x, tf.add(tf.mul(square, CUBIC), SCALE))); // σ(2u)
  (save as (tensors: tf.Tensor[]) => void)([x, square, share]);
  const gradFunc = (dy: tf.Tensor, [x, square, share]: tf.Tensor[]) => {
    const innerSlope = tf.add(tf.mul(square, 3 * CUBIC), SCALE); // (2u)′
    const sigmoidSlope = tf.mul(share, tf.sub(1, share));
    const through = tf.mul(tf.mul(tf.mul(dy, x), innerSlope), sigmoidSlope);
    return tf.add(tf.mul(dy, share), through);
  };
  return { value: tf.mul(x, share), gradFunc };
});
