// Every operation that the TensorFlow backend of tfjs calls can be part of a compiled step: what
// a graph wants and a single call infers (such as ExpandDims' T) is filled in.

import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../lib/compile';
import { ATTRIBUTE, DTYPE } from '../../lib/compile/native';
import { assertClose } from '../helpers/close';
import { onTensorFlow } from '../helpers/tensorflow';

type Operations = Record<string, (x: tf.Tensor) => tf.Tensor | tf.Tensor[]>;

const grad =
  (f: (x: tf.Tensor) => tf.Tensor) =>
  (x: tf.Tensor): tf.Tensor =>
    tf.grad((given: tf.Tensor) => tf.sum(tf.square(f(given))))(x);

const UNARY = `abs acos acosh asin asinh atan atanh ceil cos cosh elu erf exp expm1 floor log log1p
  leakyRelu logSigmoid logSoftmax logSumExp neg reciprocal relu relu6 round rsqrt selu sigmoid sign
  sin sinh softmax softplus sqrt square step tan tanh mean sum prod max min onesLike
  zerosLike transpose`.split(/\s+/);

const BINARY = `add sub mul div divNoNan pow maximum minimum squaredDifference atan2 mod floorDiv
  equal notEqual less lessEqual greater greaterEqual`.split(/\s+/);

const ids = (...values: number[]) => tf.tensor1d(values, 'int32');

/** On x (2, 3), from 1.1 to 1.6. */
const SHAPES: Operations = {
  argMax: (x) => tf.argMax(x, 1),
  argMin: (x) => tf.argMin(x, 1),
  bandPart: (x) => tf.linalg.bandPart(tf.matMul(x, x, true), 0, 1),
  bincount: (x) => tf.bincount(ids(1, 0, 1), tf.sum(x, 0) as tf.Tensor1D, 2),
  broadcastTo: (x) => tf.broadcastTo(x, [2, 2, 3]),
  cast: (x) => tf.cast(tf.cast(x, 'int32'), 'bool'),
  clip: (x) => tf.clipByValue(x, 1.2, 1.4),
  clipGrad: grad((x) => tf.clipByValue(x, 1.2, 1.4)),
  complex: (x) => tf.real(tf.fft(tf.complex(x, tf.mul(x, 2)))),
  concat: (x) => tf.concat([x, x], 1),
  concatGrad: grad((x) => tf.concat([x, tf.mul(x, 2)], 1)),
  cumprod: (x) => tf.cumprod(x, 1),
  cumsum: (x) => tf.cumsum(x, 1),
  diag: (x) => tf.diag(tf.sum(x, 0)),
  einsum: (x) => tf.einsum('ij,kj->ik', x, x),
  expandDims: (x) => tf.expandDims(x, 1),
  eye: (x) => tf.matMul(x, tf.eye(3)),
  fill: (x) => tf.add(x, tf.fill([3], 2)),
  gather: (x) => tf.gather(x, ids(1, 1, 0)),
  gatherGrad: grad((x) => tf.gather(x, ids(1, 1, 0))),
  gatherND: (x) => tf.gatherND(x, tf.tensor2d([[1, 2]], [1, 2], 'int32')),
  isNaN: (x) => tf.add(tf.cast(tf.isNaN(x), 'float32'), tf.cast(tf.isFinite(x), 'float32')),
  linspace: (x) => tf.mul(x, tf.linspace(0, 1, 3)),
  logical: (x) =>
    tf.logicalAnd(
      tf.logicalNot(tf.greater(x, 1.3)),
      tf.logicalOr(tf.less(x, 1.2), tf.less(x, 1.3)),
    ),
  all: (x) => tf.stack([tf.all(tf.greater(x, 1)), tf.any(tf.greater(x, 1.5))]),
  matMul: (x) => tf.matMul(x, x, false, true),
  matMulGrad: grad((x) => tf.matMul(x, x, true)),
  mirrorPad: (x) =>
    tf.mirrorPad(
      x as tf.Tensor2D,
      [
        [1, 1],
        [0, 1],
      ],
      'reflect',
    ),
  moments: (x) => Object.values(tf.moments(x, 1)),
  norm: (x) => tf.norm(x),
  oneHot: (x) => tf.oneHot(tf.argMax(x, 1), 3),
  pad: (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [0, 2],
      ],
      9,
    ),
  padGrad: grad((x) =>
    tf.pad(x, [
      [1, 0],
      [0, 2],
    ]),
  ),
  prelu: grad((x) => tf.prelu(tf.sub(x, 1.3), tf.scalar(0.1))),
  range: (x) => tf.mul(x, tf.range(0, 3)),
  reshape: (x) => tf.reshape(x, [3, -1]),
  reverse: (x) => tf.reverse(x, 1),
  scatterND: (x) => tf.scatterND(tf.tensor2d([[1], [0]], [2, 1], 'int32'), x, [4, 3]),
  slice: (x) => tf.slice(x, [0, 1], [2, 1]),
  sliceGrad: grad((x) => tf.slice(x, [0, 1], [2, 1])),
  sparseToDense: (x) => tf.sparseToDense(ids(0, 2), tf.sum(x, 1) as tf.Tensor1D, [3]),
  split: (x) => tf.split(x, [1, 2], 1),
  splitGrad: grad((x) => tf.split(x, 3, 1)[0]),
  squeeze: (x) => tf.squeeze(tf.sum(x, 1, true)),
  stack: (x) => tf.stack([x, x], 1),
  stackGrad: grad((x) => tf.stack([x, tf.mul(x, 2)], 1)),
  stridedSlice: (x) => tf.stridedSlice(x, [0, 0], [2, 3], [1, 2]),
  tensorScatterUpdate: (x) =>
    tf.tensorScatterUpdate(x, tf.tensor2d([[1]], [1, 1], 'int32'), tf.ones([1, 3])),
  tile: (x) => tf.tile(x, [2, 1]),
  tileGrad: grad((x) => tf.tile(x, [2, 1])),
  topk: (x) => Object.values(tf.topk(x, 2)),
  unique: (x) => tf.unique(tf.cast(tf.mul(tf.sum(x, 0), 2), 'int32')).values,
  unsortedSegmentSum: (x) => tf.unsortedSegmentSum(x, ids(1, 1), 3),
  unstack: (x) => tf.unstack(x, 1),
  unstackGrad: grad((x) => tf.unstack(x, 1)[0]),
  variance: (x) => tf.moments(x).variance,
  where: (x) => tf.where(tf.greater(x, 1.3), x, tf.neg(x)),
  whereGrad: grad((x) => tf.where(tf.tensor2d([1, 0, 0, 0, 1, 1], [2, 3], 'bool'), x, tf.neg(x))),
};

/** On an image of x (1, 4, 4, 2). */
const kernel = () => tf.reshape(tf.linspace(-1, 1, 24), [2, 2, 2, 3]) as tf.Tensor4D;
const image = (f: (x: tf.Tensor4D) => tf.Tensor) => (x: tf.Tensor) =>
  f(tf.reshape(tf.tile(tf.reshape(x, [6]), [6]).slice([0], [32]), [1, 4, 4, 2]));
const IMAGES: Operations = {
  avgPool: image((x) => tf.avgPool(x, 2, 2, 'same')),
  avgPoolGrad: grad(image((x) => tf.avgPool(x, 2, 2, 'same'))),
  batchNorm: image((x) => tf.batchNorm(x, [0, 1], [1, 2])),
  conv2d: image((x) => tf.conv2d(x, kernel(), 1, 'same')),
  conv2dGrad: grad(image((x) => tf.conv2d(x, kernel(), 1, 'same'))),
  conv2dTranspose: image((x) =>
    tf.conv2dTranspose(x, tf.transpose(kernel(), [0, 1, 3, 2]), [1, 4, 4, 3], 1, 'same'),
  ),
  depthwise: grad(image((x) => tf.depthwiseConv2d(x, kernel(), 1, 'same'))),
  fused: image((x) =>
    tf.fused.conv2d({ x, filter: kernel(), strides: 1, pad: 'same', activation: 'relu' }),
  ),
  maxPool: image((x) => tf.maxPool(x, 2, 2, 'same')),
  maxPoolGrad: grad(image((x) => tf.maxPool(x, 2, 2, 'same'))),
  resize: image((x) => tf.image.resizeBilinear(x, [6, 6])),
  resizeGrad: grad(image((x) => tf.image.resizeBilinear(x, [6, 6]))),
  resizeNearest: image((x) => tf.image.resizeNearestNeighbor(x, [2, 2])),
  spaceToBatch: image((x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
};

type Unary = (x: tf.Tensor) => tf.Tensor;
const unary = (name: string) => (tf as unknown as Record<string, Unary>)[name];
const binary = (name: string) =>
  (tf as unknown as Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>)[name];
const hasGradient = (name: string) =>
  !/equal|less|greater|prod|floorDiv|divNoNan|onesLike/i.test(name);

function all(): Operations {
  const operations: Operations = { ...SHAPES, ...IMAGES };
  for (const name of UNARY) {
    operations[name] = unary(name);
    if (hasGradient(name)) operations[`${name}Grad`] = grad(unary(name));
  }
  for (const name of BINARY) {
    operations[name] = (x) => binary(name)(x, tf.reverse(x, 1));
    if (hasGradient(name))
      operations[`${name}Grad`] = grad((x) => binary(name)(x, tf.reverse(x, 1)));
  }
  return operations;
}

onTensorFlow('the numbers of attribute and tensor types are those of the add-on', () => {
  const { binding } = tf.backend() as unknown as { binding: Record<string, number> };
  for (const name of ['string', 'int', 'float', 'bool', 'type', 'shape'] as const) {
    assert.equal(ATTRIBUTE[name], binding[`TF_ATTR_${name.toUpperCase()}`], name);
  }
  assert.deepEqual(
    [DTYPE.float32, DTYPE.int32, DTYPE.string],
    [binding.TF_FLOAT, binding.TF_INT32, binding.TF_STRING],
  );
});

onTensorFlow('every operation compiled gives what it gives by itself', () => {
  const x = tf.tensor2d([1.1, 1.2, 1.3, 1.4, 1.5, 1.6], [2, 3]);
  const before = tf.memory().numTensors;
  for (const [name, operation] of Object.entries(all())) {
    const flat = (given: tf.Tensor) => {
      const result = operation(given);
      return Array.isArray(result) ? result : [result];
    };
    const step = compile(flat);
    tf.tidy(() => {
      const expected = flat(x);
      for (let call = 1; call <= 3; call++) {
        step(x).forEach((came, i) => {
          assert.deepEqual(came.shape, expected[i].shape, name);
          assert.equal(came.dtype, expected[i].dtype, name);
          assertClose(came, expected[i], { name, tolerance: 1e-5 });
        });
      }
    });
    assert.equal(step.report()[0].compiled, true, name);
    step.dispose();
  }
  assert.equal(tf.memory().numTensors, before);
  x.dispose();
});

/** Products that oneDNN's kernels make, and one too small for its batches. */
const PRODUCTS: [number[], number[], boolean, boolean][] = [
  [[5, 7], [7, 3], false, false],
  [[5, 7], [3, 7], false, true],
  [[7, 5], [7, 3], true, false],
  [[7, 5], [3, 7], true, true],
  [[2, 3, 4, 5], [2, 3, 6, 5], false, true],
  [[4, 96, 96], [4, 96, 96], false, false],
  [[4, 96, 64], [4, 96, 100], true, false],
];

for (const [where, onGpu] of [
  ['with oneDNN', false],
  ['with the other kernels', true],
] as const) {
  onTensorFlow(`products of matrices, plain, transposed and in batches, ${where}`, () => {
    const backend = tf.backend() as unknown as { binding: object };
    const { binding } = backend;
    backend.binding = Object.create(binding, { isUsingGpuDevice: { value: () => onGpu } });
    try {
      for (const [a, b, transposeA, transposeB] of PRODUCTS) {
        const wave = (shape: number[]) =>
          tf.tidy(() => tf.sin(tf.range(0, tf.util.sizeFromShape(shape))).reshape(shape));
        const [x, y, row] = [
          wave(a),
          wave(b),
          wave([transposeB ? b.at(-2) : b.at(-1)] as number[]),
        ];
        const product = (x: tf.Tensor, y: tf.Tensor) =>
          tf.add(tf.matMul(x, y, transposeA, transposeB), row);
        const step = compile(product);
        tf.tidy(() => {
          const expected = product(x, y);
          for (let call = 1; call <= 3; call++) {
            assertClose(step(x, y), expected, { name: `${a} · ${b}`, tolerance: 1e-4 });
          }
        });
        assert.equal(step.report()[0].compiled, true);
        step.dispose();
        tf.dispose([x, y, row]);
      }
    } finally {
      backend.binding = binding;
    }
  });
}
