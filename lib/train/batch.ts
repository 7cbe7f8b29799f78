import * as tf from '@tensorflow/tfjs';

/**
 * A batch as a model gets it: a tensor, or an array or record of batches. Anything else in
 * it (a string, a number) is passed on as it is.
 */
export type Batch = unknown;

/** The tensors in a batch, in a fixed order. */
export function batchTensors(batch: Batch): tf.Tensor[] {
  if (batch instanceof tf.Tensor) return [batch];
  if (Array.isArray(batch)) return batch.flatMap(batchTensors);
  if (isRecord(batch)) return Object.values(batch).flatMap(batchTensors);
  return [];
}

/** The batch with other tensors in the places of its own. */
export function withTensors<B>(batch: B, tensors: readonly tf.Tensor[]): B {
  const next = tensors[Symbol.iterator]();
  const replace = (value: Batch): Batch => {
    if (value instanceof tf.Tensor) return next.next().value;
    if (Array.isArray(value)) return value.map(replace);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]));
  };
  return replace(batch) as B;
}

/** How many examples a batch holds: the first dimension of its first tensor that has one. */
export function batchSize(batch: Batch): number {
  return batchTensors(batch).find((tensor) => tensor.rank > 0)?.shape[0] ?? 1;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
