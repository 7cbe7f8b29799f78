import * as tf from '@tensorflow/tfjs';
import { type ClassTargetOptions, classTargets } from './class-targets';
import { nativeSparseCrossEntropy } from './native';
import type { Reduction } from './reduction';

/** The settings of {@link crossEntropy}. */
export interface CrossEntropyOptions extends ClassTargetOptions {
  /** Default 'mean': over the targets that are not ignored, by their weights if there are any. */
  reduction?: Reduction;
  /** The share of the target that is spread evenly over all classes, 0 to 1 (default 0). */
  labelSmoothing?: number;
}

/**
 * Softmax cross entropy from logits: −ln of the probability that softmax gives the target,
 * with the semantics of PyTorch's `cross_entropy`. Label smoothing is that of Szegedy and
 * others 2016, section 7.
 *
 * @param logits (…, C), float32
 * @param targets class ids from 0 to C − 1, or `ignoreIndex`. Shape (…), int32
 * @returns a scalar, or the shape of `targets` with reduction 'none'; the mean over no
 *   targets is NaN
 * @throws Error for shapes and dtypes that do not go together, and for a target that is no
 *   class (on a GPU, where looking would cost, its loss is NaN)
 */
export function crossEntropy(
  logits: tf.Tensor,
  targets: tf.Tensor,
  options: CrossEntropyOptions = {},
): tf.Tensor {
  const { reduction = 'mean', labelSmoothing = 0 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new Error(`crossEntropy: labelSmoothing is ${labelSmoothing}, wanted 0 to 1`);
  }
  return tf.tidy(() => {
    const { rows, ids, counted, share } = classTargets(
      'crossEntropy',
      'logits',
      logits,
      targets,
      options,
    );
    let losses = tf.mul(share, sparseCrossEntropy(rows, ids)); // (N)
    if (labelSmoothing > 0) {
      const logP = tf.logSoftmax(rows); // (N, C)
      const overClasses = tf.mean(options.weight ? tf.mul(logP, options.weight) : logP, 1); // (N)
      const smooth = tf.mul(tf.mul(counted, overClasses), -labelSmoothing);
      losses = tf.add(tf.mul(losses, 1 - labelSmoothing), smooth);
    }
    if (reduction === 'none') return tf.reshape(losses, targets.shape);
    return reduction === 'sum' ? tf.sum(losses) : tf.div(tf.sum(losses), tf.sum(share));
  });
}

/**
 * The loss of each row, with a gradient of its own, softmax − target: the logarithm of a
 * softmax would lose small probabilities, and its gradient step by step costs more.
 */
function sparseCrossEntropy(logits: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor {
  const operation = tf.customGrad((x, save) => {
    const { losses, slopes } =
      nativeSparseCrossEntropy(x as tf.Tensor, ids) ?? portable(x as tf.Tensor, ids);
    (save as (tensors: tf.Tensor[]) => void)([slopes]);
    return {
      value: losses,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0], tf.expandDims(dy, 1)),
    };
  });
  return operation(logits);
}

function portable(logits: tf.Tensor, ids: tf.Tensor1D) {
  const logP = tf.logSoftmax(logits); // (N, C)
  const target = tf.oneHot(ids, logits.shape[1] as number, 1, 0, 'float32'); // (N, C)
  // A row without a 1 has a target that is no class: 0 / 0 makes its loss NaN, not 0.
  const losses = tf.div(tf.sum(tf.mul(logP, target), 1), tf.neg(tf.sum(target, 1))); // (N)
  return { losses, slopes: tf.sub(tf.exp(logP), target) };
}
