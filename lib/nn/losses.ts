import * as tf from '@tensorflow/tfjs';
import { type ClassTargetOptions, classTargets } from './class-targets';
import { expectPair, type Reduction, reduceLosses } from './reduction';
import { expectDtype, formatShape } from './shape';

/**
 * Mean squared error: (prediction − target)².
 *
 * @param prediction (…)
 * @param target the same shape
 */
export function mseLoss(
  prediction: tf.Tensor,
  target: tf.Tensor,
  { reduction = 'mean' }: { reduction?: Reduction } = {},
): tf.Tensor {
  expectPair('mseLoss', ['prediction', 'target'], prediction, target);
  return tf.tidy(() => reduceLosses(tf.square(tf.sub(prediction, target)), reduction));
}

/**
 * Binary cross entropy from logits, safe for large ones:
 * −y·ln σ(x) − (1 − y)·ln(1 − σ(x)), where y is the target.
 *
 * @param logits (…)
 * @param targets 0 to 1, float32; the same shape
 * @param options `positiveWeight` multiplies the first term (a scalar, or one number for each
 *   item of the last dimension)
 */
export function binaryCrossEntropyWithLogits(
  logits: tf.Tensor,
  targets: tf.Tensor,
  {
    reduction = 'mean',
    positiveWeight,
  }: { reduction?: Reduction; positiveWeight?: tf.Tensor } = {},
): tf.Tensor {
  const where = 'binaryCrossEntropyWithLogits';
  expectPair(where, ['logits', 'targets'], logits, targets);
  if (positiveWeight) checkPositiveWeight(where, positiveWeight, logits.shape);
  return tf.tidy(() => {
    // How much ln σ(x) counts: 1, or for weighted positives 1 + (w − 1)·y.
    const factor = positiveWeight && tf.add(tf.mul(tf.sub(positiveWeight, 1), targets), 1);
    const times = (value: tf.Tensor, by?: tf.Tensor) => (by ? tf.mul(value, by) : value);
    const operation = tf.customGrad((input, save) => {
      const x = input as tf.Tensor;
      const negative = tf.sub(1, targets);
      (save as (tensors: tf.Tensor[]) => void)(factor ? [x, negative, factor] : [x, negative]);
      // softplus(−x) is −ln σ(x), and x + softplus(−x) is −ln(1 − σ(x)).
      const value = tf.add(tf.mul(negative, x), times(tf.softplus(tf.neg(x)), factor));
      const gradFunc = (dy: tf.Tensor, [x, negative, factor]: tf.Tensor[]) =>
        tf.mul(dy, tf.add(negative, times(tf.sub(tf.sigmoid(x), 1), factor)));
      return { value, gradFunc };
    });
    return reduceLosses(operation(logits), reduction);
  });
}

function checkPositiveWeight(where: string, weight: tf.Tensor, shape: number[]): void {
  expectDtype(where, 'positiveWeight', weight, 'float32');
  const last = shape.slice(-1);
  if (weight.rank === 0 || tf.util.arraysEqual(weight.shape, last)) return;
  throw new Error(
    `${where}: positiveWeight is ${formatShape(weight.shape)}, wanted () or ${formatShape(last)}`,
  );
}

/**
 * Negative log likelihood: minus the log-probability of each target's class. With
 * `logSoftmax` before it, it is `crossEntropy`.
 *
 * @param logProbabilities (…, C)
 * @param targets class ids (…), int32
 */
export function nllLoss(
  logProbabilities: tf.Tensor,
  targets: tf.Tensor,
  { reduction = 'mean', ...options }: ClassTargetOptions & { reduction?: Reduction } = {},
): tf.Tensor {
  return tf.tidy(() => {
    const { rows, ids, share } = classTargets(
      'nllLoss',
      'logProbabilities',
      logProbabilities,
      targets,
      options,
    );
    const losses = tf.neg(tf.mul(share, chosen(rows, ids))); // (N)
    if (reduction === 'none') return tf.reshape(losses, targets.shape);
    return reduction === 'sum' ? tf.sum(losses) : tf.div(tf.sum(losses), tf.sum(share));
  });
}

/** The number of each row that its id names: (N, C), (N) → (N). */
function chosen(rows: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor {
  const places = tf.stack([tf.range(0, rows.shape[0], 1, 'int32'), ids], 1); // (N, 2)
  const pick = tf.customGrad((x, save) => {
    (save as (tensors: tf.Tensor[]) => void)([places]);
    return {
      value: tf.gatherND(x as tf.Tensor, places),
      gradFunc: (dy: tf.Tensor, [places]: tf.Tensor[]) => tf.scatterND(places, dy, rows.shape),
    };
  });
  return pick(rows);
}

/**
 * Kullback–Leibler divergence, target·(ln target − prediction), 0 where the target is 0.
 *
 * @param logProbabilities the prediction, as logarithms (…)
 * @param target probabilities, or with `logTarget` their logarithms; the same shape
 * @param options `reduction` 'batchMean' (default) divides the sum by the first dimension,
 *   which is the divergence as mathematics has it; 'mean' divides by all
 */
export function klDivLoss(
  logProbabilities: tf.Tensor,
  target: tf.Tensor,
  {
    reduction = 'batchMean',
    logTarget = false,
  }: { reduction?: Reduction | 'batchMean'; logTarget?: boolean } = {},
): tf.Tensor {
  expectPair('klDivLoss', ['logProbabilities', 'target'], logProbabilities, target);
  return tf.tidy(() => {
    const probability = logTarget ? tf.exp(target) : target;
    // ln 0 is kept out: a target of 0 takes ln 1.
    const logarithm = logTarget
      ? target
      : tf.log(tf.where(tf.greater(target, 0), target, tf.onesLike(target)));
    const losses = tf.mul(probability, tf.sub(logarithm, logProbabilities));
    if (reduction !== 'batchMean') return reduceLosses(losses, reduction);
    return tf.div(tf.sum(losses), losses.shape[0] ?? 1);
  });
}
