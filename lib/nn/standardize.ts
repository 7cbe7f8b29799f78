import * as tf from '@tensorflow/tfjs';

/** Mean and (biased) variance over some dimensions, which stay with size 1. */
export interface Statistics {
  mean: tf.Tensor;
  variance: tf.Tensor;
}

/**
 * (x − mean) / √(variance + eps) over `axes`: what layer and batch normalisation share. Its
 * gradient is one formula instead of the dozen operations of the parts:
 * dx = (dy − mean(dy) − x̂·mean(dy·x̂)) / √(variance + eps).
 *
 * Source: Ioffe and Szegedy 2015, "Batch Normalization", section 3 (the gradient there).
 *
 * @param observe is shown the statistics, which live only as long as its call
 */
export function standardize(
  x: tf.Tensor,
  axes: number[],
  eps: number,
  observe?: (statistics: Statistics) => void,
): tf.Tensor {
  const operation = tf.customGrad((input, save) => {
    const given = input as tf.Tensor;
    const mean = tf.mean(given, axes, true);
    const centred = tf.sub(given, mean);
    const variance = tf.mean(tf.square(centred), axes, true);
    observe?.({ mean, variance });
    const scale = tf.rsqrt(tf.add(variance, eps));
    const value = tf.mul(centred, scale);
    (save as (tensors: tf.Tensor[]) => void)([value, scale]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [y, scale] = saved;
      const along = tf.mul(y, tf.mean(tf.mul(dy, y), axes, true));
      return tf.mul(scale, tf.sub(tf.sub(dy, tf.mean(dy, axes, true)), along));
    };
    return { value, gradFunc };
  });
  return operation(x);
}
