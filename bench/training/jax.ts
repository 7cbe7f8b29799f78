// jax-js's contestant: forward pass, gradients and Adam in one `jit`, on its wasm device, which
// on Node is its only fast one and has one thread there. A function of jax-js takes the arrays
// that it is given: `.ref` is another hold on one that is needed again.

import { pathToFileURL } from 'node:url';
import { readFirstWeights } from './first-weights';
import { peerFile } from './peers';
import { contest, makeIds } from './protocol';
import type { Size } from './sizes';

/** What is used here of jax-js's arrays. */
interface JaxArray {
  readonly ref: JaxArray;
  add(other: JaxArray): JaxArray;
  sub(other: JaxArray): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: JaxArray): JaxArray;
  sum(): JaxArray;
  reshape(shape: number[]): JaxArray;
  transpose(order?: number[]): JaxArray;
  data(): Promise<ArrayLike<number>>;
}

type Arrays = Record<string, JaxArray>;
interface State {
  weights: Arrays;
  means: Arrays;
  squares: Arrays;
  time: JaxArray;
}

/** What is used here of jax-js's module. */
interface Jax {
  init(device: string): Promise<string[]>;
  defaultDevice(device: string): void;
  jit<F>(f: F): F;
  valueAndGrad<A extends unknown[]>(
    f: (weights: Arrays, ...rest: A) => JaxArray,
  ): (weights: Arrays, ...rest: A) => [JaxArray, Arrays];
  tree: { ref<T>(tree: T): T };
  numpy: {
    array(values: ArrayLike<number>, options?: { shape?: number[]; dtype?: string }): JaxArray;
    matmul(a: JaxArray, b: JaxArray): JaxArray;
    take(from: JaxArray, ids: JaxArray, axis: number): JaxArray;
    split(a: JaxArray, parts: number, axis: number): JaxArray[];
    sqrt(x: JaxArray): JaxArray;
    exp(x: JaxArray): JaxArray;
  };
  nn: {
    gelu(x: JaxArray, options: { approximate: boolean }): JaxArray;
    logSoftmax(x: JaxArray): JaxArray;
    oneHot(ids: JaxArray, classes: number): JaxArray;
    standardize(x: JaxArray): JaxArray;
    softmax(x: JaxArray): JaxArray;
  };
}

function modelOf({ numpy: np, nn }: Jax, { d, heads, batch, time, layers, vocabulary }: Size) {
  const linear = (w: Arrays, name: string, x: JaxArray) => {
    const product = np.matmul(x, w[`${name}.weight`].ref.transpose());
    const bias = w[`${name}.bias`];
    return bias ? product.add(bias.ref) : product;
  };
  const norm = (w: Arrays, name: string, x: JaxArray) =>
    nn.standardize(x).mul(w[`${name}.weight`].ref).add(w[`${name}.bias`].ref);
  // The mask is written out, and not nn.dotProductAttention, whose einsum wants Node 22.
  const mask = Float32Array.from({ length: time * time }, (_, i) =>
    i % time <= Math.floor(i / time) ? 0 : -1e9,
  );
  const attention = (w: Arrays, name: string, x: JaxArray) => {
    const [q, k, v] = np
      .split(linear(w, `${name}.qkv`, x), 3, -1)
      .map((part) => part.reshape([batch, time, heads, d / heads]).transpose([0, 2, 1, 3]));
    const scores = np.matmul(q, k.transpose([0, 1, 3, 2])).mul((d / heads) ** -0.5); // (B, H, T, T)
    const seen = nn.softmax(scores.add(np.array(mask, { shape: [time, time] })));
    const looked = np.matmul(seen, v).transpose([0, 2, 1, 3]); // (B, T, H, D)
    return linear(w, `${name}.output`, looked.reshape([batch, time, d]));
  };
  const block = (w: Arrays, name: string, x: JaxArray) => {
    const attended = x.ref.add(attention(w, `${name}.attention`, norm(w, `${name}.norm1`, x)));
    const wide = linear(w, `${name}.expand`, norm(w, `${name}.norm2`, attended.ref));
    return attended.add(linear(w, `${name}.contract`, nn.gelu(wide, { approximate: true })));
  };
  return (w: Arrays, ids: JaxArray, targets: JaxArray) => {
    let x = np.take(w['tokens.weight'].ref, ids, 0).add(w['positions.weight'].ref); // (B, T, C)
    for (let i = 0; i < layers; i++) x = block(w, `blocks.${i}`, x);
    const logits = linear(w, 'head', norm(w, 'norm', x)); // (B, T, V)
    const picked = nn.logSoftmax(logits).mul(nn.oneHot(targets, vocabulary));
    return picked.sum().mul(-1 / (batch * time));
  };
}

const [LR, BETA1, BETA2, EPS] = [1e-3, 0.9, 0.999, 1e-8];

function adam({ numpy: np }: Jax, { weights, means, squares, time }: State, gradients: Arrays) {
  const next: State = { weights: {}, means: {}, squares: {}, time: time.add(np.array([1])) };
  const correction = (beta: number) => np.array([1]).sub(np.exp(next.time.ref.mul(Math.log(beta)))); // 1 − βᵗ
  for (const [name, g] of Object.entries(gradients)) {
    const mean = means[name].mul(BETA1).add(g.ref.mul(1 - BETA1));
    const square = squares[name].mul(BETA2).add(g.ref.mul(g).mul(1 - BETA2));
    const root = np.sqrt(square.ref.div(correction(BETA2))).add(np.array([EPS]));
    next.weights[name] = weights[name].sub(mean.ref.mul(LR).div(correction(BETA1)).div(root));
    [next.means[name], next.squares[name]] = [mean, square];
  }
  return next;
}

contest(async ({ size, weights: file }) => {
  const jax = (await import(pathToFileURL(peerFile('@jax-js/jax/dist/index.js')).href)) as Jax;
  const { numpy: np, jit, tree, valueAndGrad } = jax;
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  const first = await readFirstWeights(file);
  const make = (valuesOf: (values: Float32Array) => Float32Array): Arrays =>
    Object.fromEntries(
      first.map(({ name, shape, values }) => [name, np.array(valuesOf(values), { shape })]),
    );
  const zeros = () => make(({ length }) => new Float32Array(length));
  let state: State = {
    weights: make((values) => values),
    means: zeros(),
    squares: zeros(),
    time: np.array([0]),
  };
  const { ids, targets } = makeIds(size);
  const shape = [size.batch, size.time];
  const [x, y] = [ids, targets].map((values) =>
    np.array(Int32Array.from(values), { shape, dtype: 'int32' }),
  );
  const lossAndGradients = valueAndGrad(modelOf(jax, size));
  const step = jit((state: State, x: JaxArray, y: JaxArray): [JaxArray, State] => {
    const [loss, gradients] = lossAndGradients(tree.ref(state.weights), x, y);
    return [loss, adam(jax, state, gradients)];
  });
  return async () => {
    const [loss, next] = step(state, x.ref, y.ref);
    state = next;
    return (await loss.data())[0];
  };
});
