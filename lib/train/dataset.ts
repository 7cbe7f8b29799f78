import * as tf from '@tensorflow/tfjs';
import { formatShape } from '../nn';

/** Examples that can be had in any order, a batch at a time. */
export interface Dataset<B> {
  /** How many examples there are. */
  readonly length: number;
  /** The examples at these positions, as one batch. */
  batch(indices: Int32Array): B | Promise<B>;
}

/**
 * Examples that are the rows of tensors: row i of each belongs to example i. A batch is an
 * array of as many tensors. The tensors stay their maker's: keep them as long as the dataset.
 *
 * @example
 * new TensorDataset(images, labels);   // (N, 784) and (N): batches [(B, 784), (B)]
 */
export class TensorDataset<T extends tf.Tensor[]> implements Dataset<T> {
  readonly length: number;
  readonly tensors: T;

  /** @throws Error unless there is a tensor and all have the same first dimension */
  constructor(...tensors: T) {
    const lengths = new Set(tensors.map((tensor) => tensor.shape[0]));
    if (lengths.size !== 1 || tensors.some((tensor) => tensor.rank === 0)) {
      const shapes = tensors.map((tensor) => formatShape(tensor.shape)).join(', ') || 'none';
      throw new Error(`TensorDataset: the tensors are ${shapes}, wanted (N, …), N the same in all`);
    }
    this.tensors = tensors;
    this.length = tensors[0].shape[0];
  }

  batch(indices: Int32Array): T {
    return tf.tidy(() => {
      const rows = tf.tensor1d(indices, 'int32');
      return this.tensors.map((tensor) => tf.gather(tensor, rows)) as T;
    });
  }
}

/** Whether a source can give the examples at any position. */
export function isDataset<B>(source: object): source is Dataset<B> {
  return 'batch' in source && typeof source.batch === 'function' && 'length' in source;
}
