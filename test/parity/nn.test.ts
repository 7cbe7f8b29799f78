// lib/nn against PyTorch: fixtures/nn.safetensors, made by make_nn.py.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test as plainTest } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import * as nn from '../../lib/nn';
import {
  BatchNorm,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  Dropout,
  Embedding,
  GELU,
  gelu,
  klDivLoss,
  LayerNorm,
  Linear,
  logSoftmax,
  mseLoss,
  nllLoss,
  ReLU,
  relu,
  Sequential,
  Sigmoid,
  Softmax,
  Softplus,
  sigmoid,
  softmax,
  softplus,
  Tanh,
  tanh,
} from '../../lib/nn';
import { Random } from '../../lib/random';
import { forEachDevice } from '../helpers/devices';
import { type Fixture, loadFixtures } from './helpers/fixture';
import { expectParity, type Subject, toTensor } from './helpers/parity';

/** Exports of lib/nn that compute nothing which PyTorch could be asked for. */
const NO_NUMBERS = new Set([
  ...['Module', 'parameter', 'buffer', 'isBuffer', 'isRandomCounter', 'evaluationMode'],
  ...['Summary', 'summary', 'Trace', 'trace', 'watchForward', 'loadWeights', 'saveWeights'],
  ...['expectDtype', 'expectShape', 'expectSize', 'formatShape'],
  'init', // random numbers: their spread is tested in test/unit/nn-layers.test.ts
]);

const random = new Random(1);
const fixtures = loadFixtures<Record<string, unknown>>('nn.safetensors');

/** How each case is made here; a loss is made of its fixture's settings. */
const subjects: Record<string, (fixture: Fixture) => Subject> = {
  Linear: () => new Linear(5, 3, { random }),
  'Linear 3-D': () => new Linear(5, 3, { random }),
  'Linear one row': () => new Linear(5, 3, { random }),
  'Linear without bias': () => new Linear(5, 3, { random, bias: false }),
  Embedding: () => new Embedding(6, 3, { random }),
  'Embedding with padding': () => new Embedding(6, 3, { random, paddingIndex: 4 }),
  LayerNorm: () => new LayerNorm(6),
  'LayerNorm 3-D': () => new LayerNorm(6),
  'LayerNorm over two': () => new LayerNorm([3, 4]),
  'LayerNorm eps': () => new LayerNorm(6, { eps: 0.1 }),
  'LayerNorm plain': () => new LayerNorm(6, { affine: false }),
  'LayerNorm without bias': () => new LayerNorm(6, { bias: false }),
  'LayerNorm far from 0': () => new LayerNorm(64),
  'BatchNorm training': () => new BatchNorm(4),
  'BatchNorm evaluation': () => new BatchNorm(4),
  'BatchNorm momentum': () => new BatchNorm(4, { momentum: 0.3, eps: 0.01 }),
  'BatchNorm plain': () => new BatchNorm(4, { affine: false }),
  'BatchNorm 3-D': () => new BatchNorm(4),
  'Dropout evaluation': () => new Dropout(0.5, { random }),
  Sequential: () =>
    new Sequential(
      new Linear(4, 8, { random }),
      new GELU(),
      new LayerNorm(8),
      new Sequential(new Linear(8, 5, { random }), new Tanh()),
      new Linear(5, 2, { random }),
    ),
  ReLU: () => new ReLU(),
  GELU: () => new GELU(),
  'GELU tanh': () => new GELU({ approximate: 'tanh' }),
  Sigmoid: () => new Sigmoid(),
  Tanh: () => new Tanh(),
  Softplus: () => new Softplus(),
  Softmax: () => new Softmax(),
  relu: () => relu,
  gelu: () => (x) => gelu(x),
  'gelu tanh': () => (x) => gelu(x, { approximate: 'tanh' }),
  sigmoid: () => sigmoid,
  tanh: () => tanh,
  softplus: () => softplus,
  softmax: () => softmax,
  'softmax 3-D': () => softmax,
  logSoftmax: () => logSoftmax,
};

/** A loss by the first word of a case's name. */
const losses: Record<string, (fixture: Fixture) => Subject> = {
  mseLoss:
    ({ config }) =>
    (x, y) =>
      mseLoss(x, y, { reduction: config.reduction as 'mean' }),
  crossEntropy: (fixture) => (x, y) => crossEntropy(x, y, lossOptions(fixture)),
  nllLoss: (fixture) => (x, y) => nllLoss(x, y, lossOptions(fixture)),
  binaryCrossEntropyWithLogits: (fixture) => (x) =>
    binaryCrossEntropyWithLogits(x, target(fixture), lossOptions(fixture)),
  klDivLoss: (fixture) => (x) => klDivLoss(x, target(fixture), lossOptions(fixture)),
};

/** PyTorch's settings in our names. */
function lossOptions({ config }: Fixture) {
  const vector = (value: unknown) => (value ? tf.tensor1d(value as number[]) : undefined);
  const reduction = config.reduction === 'batchmean' ? 'batchMean' : config.reduction;
  return {
    reduction: (reduction ?? 'mean') as 'mean',
    ignoreIndex: config.ignore_index as number | undefined,
    labelSmoothing: config.label_smoothing as number | undefined,
    logTarget: config.log_target as boolean | undefined,
    weight: vector(config.weight),
    positiveWeight: vector(config.pos_weight),
  };
}

function target(fixture: Fixture): tf.Tensor {
  return toTensor(fixture.tensors.get('target')!);
}

function subjectOf(fixture: Fixture): Subject {
  const make = subjects[fixture.name] ?? losses[fixture.name.split(' ')[0]];
  assert.ok(make, `no module or loss here stands for the case "${fixture.name}"`);
  return make(fixture);
}

forEachDevice((test, device) => {
  for (const fixture of fixtures.values()) {
    for (const compiled of device === 'tensorflow' ? [false, true] : [false]) {
      test(`${fixture.name}, ${compiled ? 'compiled' : 'eager'}`, async () => {
        const subject = subjectOf(fixture);
        await expectParity(subject, fixture, { compiled });
        if (typeof subject !== 'function') subject.dispose();
      });
    }
  }

  test('the comparison sees a wrong forward pass, gradient, shape and NaN', async () => {
    const fixture = fixtures.get('Linear')!;
    const wrong = (change: (y: tf.Tensor, linear: Linear) => tf.Tensor) => {
      const linear = new Linear(5, 3, { random });
      const forward = linear.forward.bind(linear);
      linear.forward = (x) => change(forward(x), linear);
      return expectParity(linear, fixture);
    };
    await wrong((y) => y);
    await assert.rejects(
      wrong((y) => tf.mul(y, 1.0001)),
      /Linear: out \[\d, \d\] is .*, wanted/,
    );
    await assert.rejects(
      wrong((y) => tf.mul(y, Number.NaN)),
      /Linear: out \[0, 0\] is NaN/,
    );
    await assert.rejects(
      wrong((y) => tf.transpose(y)),
      /Linear: out: the shape/,
    );
    // The right value, but the bias is used twice as far as gradients go.
    const stop = tf.customGrad((b) => ({
      value: tf.clone(b as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
    }));
    const twice = (y: tf.Tensor, { bias }: Linear) => tf.add(y, tf.sub(bias!, stop(bias!)));
    await assert.rejects(wrong(twice), /Linear: grad.bias \[\d\] is .* off by/);
    let calls = 0;
    const later = (y: tf.Tensor) => (++calls > 10 ? tf.mul(y, 1.001) : y);
    await assert.rejects(wrong(later), /Linear: loss in training \[\d+\] is .* off by/);
  });
});

plainTest('every case of the fixtures has its part here, and every part a case', () => {
  for (const fixture of fixtures.values()) {
    subjectOf(fixture);
    assert.equal(fixture.tensors.get('losses')?.values.length, 20, `${fixture.name}: its training`);
  }
  for (const name of Object.keys(subjects)) assert.ok(fixtures.has(name), name);
});

plainTest('every layer, activation and loss that lib/nn exports has a case in some fixture', () => {
  const files = readdirSync(path.join(__dirname, 'fixtures')).filter((file) =>
    file.endsWith('.safetensors'),
  );
  const compared = files.flatMap((file) => [...loadFixtures(file).keys()]);
  const words = new Set(compared.map((name) => name.split(' ')[0]));
  const without = Object.keys(nn).filter((name) => !words.has(name) && !NO_NUMBERS.has(name));
  assert.deepEqual(without, []);
});
