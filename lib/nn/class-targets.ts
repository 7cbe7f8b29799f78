import * as tf from '@tensorflow/tfjs';
import { expectDtype, formatShape } from './shape';

/** How a loss treats class ids and averages over examples. */
export interface ClassTargetOptions {
  /** Targets with this value, such as padding, count for nothing (default −100). */
  ignoreIndex?: number;
  /** How much each class counts. Shape (C), float32. */
  weight?: tf.Tensor;
}

/** Class ids as a loss over rows uses them. */
export interface ClassTargets {
  /** One row for each target: (N, C). */
  rows: tf.Tensor2D;
  /** The ids, an ignored one being 0: (N), int32. */
  ids: tf.Tensor1D;
  /** 1 for a target that counts, 0 for one that is ignored: (N). */
  counted: tf.Tensor;
  /** The weight of each target's class, 0 for one that is ignored: (N). */
  share: tf.Tensor;
}

/**
 * Checks scores (…, C) and targets (…), the class ids, and lines them up as rows.
 *
 * @param name what errors call the scores
 * @throws Error for shapes and dtypes that do not go together
 */
export function classTargets(
  where: string,
  name: string,
  scores: tf.Tensor,
  targets: tf.Tensor,
  { ignoreIndex = -100, weight }: ClassTargetOptions,
): ClassTargets {
  checkInputs(where, name, scores, targets, weight);
  const classes = scores.shape[scores.rank - 1];
  const rows = tf.reshape(scores, [-1, classes]) as tf.Tensor2D;
  const all = tf.reshape(targets, [-1]);
  const valid = tf.notEqual(all, tf.scalar(ignoreIndex, 'int32'));
  const ids = tf.mul(all, tf.cast(valid, 'int32')) as tf.Tensor1D;
  if (HOST_BACKENDS.has(tf.getBackend())) checkIds(where, ids, classes);
  const counted = tf.cast(valid, 'float32');
  const share = weight ? tf.mul(counted, tf.gather(weight, ids)) : counted;
  return { rows, ids, counted, share };
}

/** The backends whose tensors lie in the host's memory, where looking at them costs little. */
const HOST_BACKENDS = new Set(['cpu', 'wasm']);

function checkIds(where: string, ids: tf.Tensor1D, classes: number): void {
  const values = ids.dataSync();
  const wrong = values.findIndex((id) => id < 0 || id >= classes);
  if (wrong < 0) return;
  throw new Error(
    `${where}: target ${wrong} is ${values[wrong]}, wanted a class from 0 to ${classes - 1}`,
  );
}

function checkInputs(
  where: string,
  name: string,
  scores: tf.Tensor,
  targets: tf.Tensor,
  weight: tf.Tensor | undefined,
): void {
  expectDtype(where, name, scores, 'float32');
  expectDtype(where, 'targets', targets, 'int32');
  if (scores.rank < 1 || !tf.util.arraysEqual(targets.shape, scores.shape.slice(0, -1))) {
    throw new Error(
      `${where}: ${name} are ${formatShape(scores.shape)} and targets ` +
        `${formatShape(targets.shape)}, wanted (…, C) and (…), the class ids`,
    );
  }
  const classes = scores.shape[scores.rank - 1];
  if (weight) expectDtype(where, 'weight', weight, 'float32');
  if (weight && !tf.util.arraysEqual(weight.shape, [classes])) {
    throw new Error(
      `${where}: weight is ${formatShape(weight.shape)}, wanted (${classes}), one per class`,
    );
  }
}
