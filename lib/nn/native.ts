import * as tf from '@tensorflow/tfjs';

/**
 * Operations that TensorFlow has and tfjs does not offer. They run on the TensorFlow backend
 * only, elsewhere they give undefined; and they give no gradient by themselves: call them
 * inside `tf.customGrad`.
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
  const name = 'SparseSoftmaxCrossEntropyWithLogits';
  const outputs = execute(name, { T: 'float', Tlabels: 'int32' }, [logits, ids], 2);
  return outputs && { losses: outputs[0], slopes: outputs[1] };
}

/** x·y, and 0 where y is 0 even if x is infinite or NaN. The shape is that of x. */
export function mulNoNan(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const native = execute('MulNoNan', { T: 'float' }, [x, y], 1);
  if (native) return native[0];
  return tf.tidy(() => tf.where(tf.equal(y, 0), tf.zerosLike(x), tf.mul(x, y)));
}

function execute(
  name: string,
  types: Record<string, 'float' | 'int32'>,
  inputs: tf.Tensor[],
  outputs: number,
): tf.Tensor[] | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined;
  const backend = tf.backend() as unknown as NativeBackend;
  const { TF_ATTR_TYPE: type, TF_FLOAT, TF_INT32 } = backend.binding;
  const attributes = Object.entries(types).map(([attribute, dtype]) => ({
    name: attribute,
    type,
    value: dtype === 'float' ? TF_FLOAT : TF_INT32,
  }));
  return backend.executeMultipleOutputs(name, attributes, inputs, outputs);
}
