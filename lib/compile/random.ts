import * as tf from '@tensorflow/tfjs';
import { ATTRIBUTE, currentNativeBackend, DTYPE } from './native';
import { statelessWords } from './philox';

/**
 * Numbers from U[0, 1) that depend on the shape, the seed and the counter alone, and are the
 * same on every backend. On TensorFlow they are drawn by its own operation, so a compiled step
 * draws anew in each call if it moves the counter on:
 * `counter.assign(tf.add(counter, tf.scalar(1, 'int32')))`.
 *
 * @param seed an integer from 0 to 2^31 − 1
 * @param counter scalar, int32, 0 or more: another one gives other numbers
 */
export function statelessUniform(shape: number[], seed: number, counter: tf.Tensor): tf.Tensor {
  return (
    drawNatively('StatelessRandomUniform', shape, seed, counter) ??
    drawOnHost(shape, seed, counter, (words, values) => {
      for (let i = 0; i < values.length; i++) values[i] = unitFloat(words[i]);
    })
  );
}

/**
 * Numbers from the normal distribution N(0, 1), in the manner of {@link statelessUniform}; the
 * backends' logarithms and sines make the last digits differ.
 *
 * Source: Box and Muller 1958, "A Note on the Generation of Random Normal Deviates".
 */
export function statelessNormal(shape: number[], seed: number, counter: tf.Tensor): tf.Tensor {
  return (
    drawNatively('StatelessRandomNormal', shape, seed, counter) ??
    drawOnHost(shape, seed, counter, (words, values) => {
      for (let i = 0; i < values.length; i += 2) {
        const radius = Math.sqrt(-2 * Math.log(Math.max(unitFloat(words[i]), 1e-7)));
        const angle = 2 * Math.PI * unitFloat(words[i + 1]);
        values[i] = radius * Math.sin(angle);
        if (i + 1 < values.length) values[i + 1] = radius * Math.cos(angle);
      }
    })
  );
}

/** The lowest 23 bits of a word as a float's fraction: a multiple of 2^−23 in [0, 1). */
function unitFloat(word: number): number {
  return (word & 0x7fffff) / 2 ** 23;
}

function drawNatively(
  operation: string,
  shape: number[],
  seed: number,
  counter: tf.Tensor,
): tf.Tensor | undefined {
  const backend = currentNativeBackend();
  if (!backend) return undefined;
  return tf.tidy(() => {
    const key = tf.stack([tf.scalar(seed, 'int32'), counter]); // (2)
    const inputs = backend.getInputTensorIds([tf.tensor1d(shape, 'int32'), key]);
    const types = { dtype: DTYPE.float32, T: DTYPE.int32, Tseed: DTYPE.int32 };
    const attributes = Object.entries(types).map(([name, value]) => ({
      name,
      type: ATTRIBUTE.type,
      value,
    }));
    const [output] = backend.binding.executeOp(operation, attributes, inputs, 1);
    return backend.createOutputTensor(output);
  });
}

function drawOnHost(
  shape: number[],
  seed: number,
  counter: tf.Tensor,
  fill: (words: Uint32Array, values: Float32Array) => void,
): tf.Tensor {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  fill(statelessWords(seed, counter.dataSync()[0], values.length), values);
  return tf.tensor(values, shape);
}
