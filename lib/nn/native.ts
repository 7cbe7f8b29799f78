import * as tf from '@tensorflow/tfjs';

/**
 * Operations that TensorFlow has and tfjs does not offer. They run on the TensorFlow backend
 * only, and give no gradient by themselves: call them inside `tf.customGrad`.
 */
interface NativeBackend {
  binding: Record<'TF_ATTR_TYPE' | 'TF_FLOAT' | 'TF_INT32', number>;
  executeMultipleOutputs(
    name: string,
    attributes: { name: string; type: number; value: unknown }[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/**
 * Softmax cross entropy and its gradient in one pass over the logits, or undefined on a
 * backend that has no such operation.
 *
 * @param logits (N, C), float32
 * @param ids (N), int32, each from 0 to C − 1: another is an error on a CPU, NaN on a GPU
 * @returns the losses (N) and their slopes (N, C)
 */
export function nativeSparseCrossEntropy(
  logits: tf.Tensor,
  ids: tf.Tensor,
): { losses: tf.Tensor; slopes: tf.Tensor } | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined;
  const backend = tf.backend() as unknown as NativeBackend;
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  const [losses, slopes] = backend.executeMultipleOutputs(
    'SparseSoftmaxCrossEntropyWithLogits',
    [
      { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'Tlabels', type: TF_ATTR_TYPE, value: TF_INT32 },
    ],
    [logits, ids],
    2,
  );
  return { losses, slopes };
}
