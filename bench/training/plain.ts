// Plain tfjs as its users run it: each operation by itself, `tf.losses` and `tf.train.adam`, on the
// backends 'wasm' and 'cpu' as they come. (wasm has no kernel for the gradient of `tf.gather`, so
// tokens are looked up by a product.)

import * as tf from '@tensorflow/tfjs';
import { readFirstWeights } from './first-weights';
import { contest, makeIds } from './protocol';
import type { Size } from './sizes';

function modelOf(
  { d, heads, batch, time, layers, vocabulary }: Size,
  weights: Map<string, tf.Variable>,
) {
  const get = (name: string) => weights.get(name) as tf.Variable;
  const linear = (name: string, x: tf.Tensor) => {
    const rows = tf.reshape(x, [batch * time, -1]);
    const product = tf.matMul(rows, get(`${name}.weight`), false, true);
    const bias = weights.get(`${name}.bias`);
    return bias ? tf.add(product, bias) : product; // (B·T, out)
  };
  const norm = (name: string, x: tf.Tensor) => {
    const { mean, variance } = tf.moments(x, -1, true);
    const standard = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
    return tf.add(tf.mul(standard, get(`${name}.weight`)), get(`${name}.bias`));
  };
  const gelu = (x: tf.Tensor) => {
    const inner = tf.mul(tf.add(x, tf.mul(tf.pow(x, 3), 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  };
  const later = tf.buffer([time, time]);
  for (let i = 0; i < time; i++) for (let j = i + 1; j < time; j++) later.set(-1e9, i, j);
  const mask = later.toTensor();
  const attention = (name: string, x: tf.Tensor) => {
    const [q, k, v] = tf
      .split(linear(`${name}.qkv`, x), 3, -1)
      .map((part) => tf.transpose(tf.reshape(part, [batch, time, heads, d / heads]), [0, 2, 1, 3])); // (B, H, T, D)
    const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(d / heads));
    const looked = tf.matMul(tf.softmax(tf.add(scores, mask)), v); // (B, H, T, D)
    return linear(`${name}.output`, tf.transpose(looked, [0, 2, 1, 3]));
  };
  const block = (name: string, x: tf.Tensor) => {
    const attended = tf.add(x, attention(`${name}.attention`, norm(`${name}.norm1`, x)));
    const hidden = gelu(linear(`${name}.expand`, norm(`${name}.norm2`, attended)));
    return tf.add(attended, linear(`${name}.contract`, hidden));
  };
  return (ids: tf.Tensor, targets: tf.Tensor): tf.Scalar => {
    const tokens = tf.matMul(tf.oneHot(ids, vocabulary).toFloat(), get('tokens.weight')); // (B·T, C)
    const placed = tf.add(tf.reshape(tokens, [batch, time, d]), get('positions.weight'));
    let x = tf.reshape(placed, [batch * time, d]);
    for (let i = 0; i < layers; i++) x = block(`blocks.${i}`, x);
    const logits = linear('head', norm('norm', x)); // (B·T, V)
    return tf.losses.softmaxCrossEntropy(tf.oneHot(targets, vocabulary), logits);
  };
}

contest(async ({ size, weights: file, mode }) => {
  if (mode === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(mode))) throw new Error(`tfjs has no backend ${mode} here`);
  const weights = new Map(
    (await readFirstWeights(file)).map(({ name, shape, values }) => [
      name,
      tf.variable(tf.tensor(values, shape)),
    ]),
  );
  const { ids, targets } = makeIds(size);
  const [x, y] = [ids, targets].map((values) => tf.tensor1d(values, 'int32'));
  const loss = modelOf(size, weights);
  const optimizer = tf.train.adam(1e-3);
  return async () => {
    const value = optimizer.minimize(() => loss(x, y), true) as tf.Scalar;
    const [number] = await value.data();
    value.dispose();
    return number;
  };
});
