import * as tf from '@tensorflow/tfjs';
import { expectDtype, formatShape } from './shape';

/** Whether the losses of the parts are averaged, added up, or given one by one. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Averages, adds up or keeps losses. */
export function reduceLosses(losses: tf.Tensor, reduction: Reduction): tf.Tensor {
  if (reduction === 'none') return losses;
  return reduction === 'sum' ? tf.sum(losses) : tf.mean(losses);
}

/** @throws Error unless both are float32 of one shape: broadcasting hides mistakes in a loss */
export function expectPair(where: string, names: [string, string], a: tf.Tensor, b: tf.Tensor) {
  expectDtype(where, names[0], a, 'float32');
  expectDtype(where, names[1], b, 'float32');
  if (tf.util.arraysEqual(a.shape, b.shape)) return;
  const came = [a, b].map((each, i) => `${names[i]} ${formatShape(each.shape)}`);
  throw new Error(`${where}: ${came.join(', ')}, wanted the same shape for both`);
}
