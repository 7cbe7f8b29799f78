import * as tf from '@tensorflow/tfjs';
import { nativeSparseCrossEntropy } from './native';
import { expectDtype, formatShape } from './shape';

/** Whether the losses of the examples are averaged, added up, or given one by one. */
export type Reduction = 'mean' | 'sum' | 'none';

export interface CrossEntropyOptions {
  /** Default 'mean': over the targets that are not ignored, by their weights if there are any. */
  reduction?: Reduction;
  /** Targets with this value, such as padding, count for nothing (default −100). */
  ignoreIndex?: number;
  /** How much each class counts. Shape (C), float32. */
  weight?: tf.Tensor;
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
  const { reduction = 'mean', ignoreIndex = -100, weight, labelSmoothing = 0 } = options;
  checkInputs(logits, targets, weight, labelSmoothing);
  return tf.tidy(() => {
    const classes = logits.shape[logits.rank - 1];
    const rows = tf.reshape(logits, [-1, classes]) as tf.Tensor2D; // (N, C)
    const ids = tf.reshape(targets, [-1]) as tf.Tensor1D; // (N)
    const valid = tf.notEqual(ids, tf.scalar(ignoreIndex, 'int32')); // (N)
    const safeIds = tf.mul(ids, tf.cast(valid, 'int32')) as tf.Tensor1D; // an ignored one is 0
    const counted = tf.cast(valid, 'float32'); // (N)
    const share = weight ? tf.mul(counted, tf.gather(weight, safeIds)) : counted; // (N)

    let losses = tf.mul(share, sparseCrossEntropy(rows, safeIds)); // (N)
    if (labelSmoothing > 0) {
      const logP = tf.logSoftmax(rows); // (N, C)
      const overClasses = tf.mean(tf.mul(logP, weight ?? tf.scalar(1)), -1); // (N)
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
  const classes = logits.shape[1] as number;
  if (hostBackends.has(tf.getBackend())) checkIds(ids, classes);
  const logP = tf.logSoftmax(logits); // (N, C)
  const target = tf.oneHot(ids, classes, 1, 0, 'float32'); // (N, C)
  // A row without a 1 has a target that is no class: 0 / 0 makes its loss NaN, not 0.
  const losses = tf.div(tf.sum(tf.mul(logP, target), 1), tf.neg(tf.sum(target, 1))); // (N)
  return { losses, slopes: tf.sub(tf.exp(logP), target) };
}

/** The backends whose tensors lie in the host's memory, where looking at them costs little. */
const hostBackends = new Set(['cpu', 'wasm']);

function checkIds(ids: tf.Tensor1D, classes: number): void {
  const wrong = ids.dataSync().findIndex((id) => id < 0 || id >= classes);
  if (wrong < 0) return;
  throw new Error(
    `crossEntropy: target ${wrong} is ${ids.dataSync()[wrong]}, wanted 0 to ${classes - 1} (C − 1)`,
  );
}

function checkInputs(
  logits: tf.Tensor,
  targets: tf.Tensor,
  weight: tf.Tensor | undefined,
  labelSmoothing: number,
): void {
  expectDtype('crossEntropy', 'logits', logits, 'float32');
  expectDtype('crossEntropy', 'targets', targets, 'int32');
  const classes = logits.shape[logits.rank - 1];
  if (logits.rank < 1 || !tf.util.arraysEqual(targets.shape, logits.shape.slice(0, -1))) {
    throw new Error(
      `crossEntropy: logits are ${formatShape(logits.shape)} and targets ` +
        `${formatShape(targets.shape)}, wanted logits (…, C) and targets (…), the class ids`,
    );
  }
  if (weight && !tf.util.arraysEqual(weight.shape, [classes])) {
    throw new Error(
      `crossEntropy: weight is ${formatShape(weight.shape)}, wanted (${classes}), one per class`,
    );
  }
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new Error(`crossEntropy: labelSmoothing is ${labelSmoothing}, wanted 0 to 1`);
  }
}
