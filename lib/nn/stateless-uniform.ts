import * as tf from '@tensorflow/tfjs';
import { Random } from '../random';
import { nativeStatelessUniform } from './native';

/**
 * Numbers from U[0, 1) that depend on the shape, the seed and the counter alone. The counter
 * lies on the device, so a step may move it on and stay free of host reads.
 *
 * @param seed an integer from 0 to 2^31 − 1
 * @param counter scalar, int32: another one gives other numbers
 */
export function statelessUniform(shape: number[], seed: number, counter: tf.Tensor): tf.Tensor {
  const native = nativeStatelessUniform(shape, seed, counter);
  if (native) return native;
  const place = counter.dataSync()[0];
  const random = new Random(seed * 2 ** 21 + place); // up to 2^21 places before seeds meet
  return tf.tensor(random.uniformArray(tf.util.sizeFromShape(shape)), shape);
}
