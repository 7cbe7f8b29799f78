import * as tf from '@tensorflow/tfjs';
import type { Gradients } from './optimizer';

/**
 * Shrinks gradients so that their norm, over all of them together, is at most `maxNorm`; as
 * PyTorch's `clip_grad_norm_`.
 *
 * Source: Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural
 * networks", algorithm 1.
 *
 * @returns new gradients, and the norm that they had (a scalar tensor)
 */
export function clipGradNorm(
  gradients: Gradients,
  maxNorm: number,
): { gradients: Gradients; norm: tf.Scalar } {
  checkLimit('clipGradNorm', 'maxNorm', maxNorm);
  return tf.tidy(() => {
    const entries = present(gradients);
    const norm = tf.sqrt(tf.addN(entries.map(([, gradient]) => tf.sum(tf.square(gradient)))));
    const factor = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
    const clipped = entries.map(([name, gradient]) => [name, tf.mul(gradient, factor)]);
    return { gradients: Object.fromEntries(clipped), norm: norm as tf.Scalar };
  });
}

/** Cuts every number of the gradients off at −maxValue and maxValue; gives new gradients. */
export function clipGradValue(gradients: Gradients, maxValue: number): Gradients {
  checkLimit('clipGradValue', 'maxValue', maxValue);
  return tf.tidy(() =>
    Object.fromEntries(
      present(gradients).map(([name, gradient]) => [
        name,
        tf.clipByValue(gradient, -maxValue, maxValue),
      ]),
    ),
  );
}

/** Frozen parameters have null for a gradient. */
function present(gradients: Gradients): [string, tf.Tensor][] {
  return Object.entries(gradients).filter(([, gradient]) => gradient as tf.Tensor | null);
}

function checkLimit(where: string, name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${where}: ${name} is ${value}, wanted a number above 0`);
}
