import * as tf from '@tensorflow/tfjs';

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

const SCALE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

const geluTanh = tf.customGrad((input, save) => {
  const x = input as tf.Tensor;
  // √(2/π)·(x + c·x³) = x·(√(2/π)·c·x² + √(2/π))
  const inner = tf.mul(x, tf.add(tf.mul(tf.square(x), SCALE * CUBIC), SCALE));
  const t = tf.tanh(inner);
  (save as (tensors: tf.Tensor[]) => void)([x, t]);
  const gradFunc = (dy: tf.Tensor, [x, t]: tf.Tensor[]) => {
    const innerSlope = tf.add(tf.mul(tf.square(x), 3 * SCALE * CUBIC), SCALE);
    const tanhSlope = tf.sub(1, tf.square(t));
    const half = tf.mul(tf.add(t, 1), 0.5);
    return tf.mul(dy, tf.add(half, tf.mul(tf.mul(x, 0.5), tf.mul(tanhSlope, innerSlope))));
  };
  return { value: tf.mul(tf.mul(x, 0.5), tf.add(t, 1)), gradFunc };
});
