import * as tf from '@tensorflow/tfjs';
import { ATTRIBUTE, currentNativeBackend, DTYPE } from '../compile/native';

// Operations that TensorFlow has and tfjs does not offer. They give no gradient by themselves:
// call them inside `tf.customGrad`.

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
  const outputs = execute(name, { T: 'float32', Tlabels: 'int32' }, [logits, ids], 2);
  return outputs && { losses: outputs[0], slopes: outputs[1] };
}

/** x·y, and 0 where y is 0 even if x is infinite or NaN. The shape is that of x. */
export function mulNoNan(x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const native = execute('MulNoNan', { T: 'float32' }, [x, y], 1);
  if (native) return native[0];
  return tf.tidy(() => tf.where(tf.equal(y, 0), tf.zerosLike(x), tf.mul(x, y)));
}

/** Runs an operation of TensorFlow; undefined on another backend. */
function execute(
  name: string,
  types: Record<string, keyof typeof DTYPE>,
  inputs: tf.Tensor[],
  outputs: number,
): tf.Tensor[] | undefined {
  const backend = currentNativeBackend();
  if (!backend) return undefined;
  const attributes = Object.entries(types).map(([attribute, dtype]) => ({
    name: attribute,
    type: ATTRIBUTE.type,
    value: DTYPE[dtype],
  }));
  const made = backend.binding.executeOp(
    name,
    attributes,
    backend.getInputTensorIds(inputs),
    outputs,
  );
  return made.map((output) => backend.createOutputTensor(output));
}
