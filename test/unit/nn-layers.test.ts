import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  BatchNorm,
  binaryCrossEntropyWithLogits,
  Dropout,
  Embedding,
  GELU,
  gelu,
  init,
  isRandomCounter,
  klDivLoss,
  LayerNorm,
  Linear,
  logSoftmax,
  mseLoss,
  nllLoss,
  ReLU,
  relu,
  Sequential,
  sigmoid,
  softmax,
  softplus,
  summary,
  tanh,
  trace,
} from '../../lib/nn';
import { Random } from '../../lib/random';
import { assertClose } from '../helpers/close';
import { forEachDevice } from '../helpers/devices';

const random = () => new Random(11);

forEachDevice((test) => {
  test('Embedding: from vectors, frozen or not, and with padding', () => {
    const vectors = tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const frozen = Embedding.fromPretrained(vectors);
    assert.equal(frozen.countParameters({ trainableOnly: true }), 0);
    const open = Embedding.fromPretrained(vectors, { freeze: false });
    vectors.dispose();
    assert.equal(open.countParameters({ trainableOnly: true }), 6);
    tf.tidy(() => {
      const ids = tf.tensor2d([[2, 0]], [1, 2], 'int32');
      assertClose(open.forward(ids), [5, 6, 1, 2], { tolerance: 0 });
      assert.deepEqual(open.forward(ids).shape, [1, 2, 2]);
      assert.throws(() => open.forward(tf.tensor1d([0.5])), /ids has dtype float32, wanted int32/);
      assert.throws(() => open.forward(tf.tensor1d([3], 'int32')), /3/);
      assert.throws(() => open.forward(tf.tensor1d([-1], 'int32')), /-1/);
    });
    const padded = new Embedding(4, 3, { random: random(), paddingIndex: 2 });
    assertClose(padded.weight.dataSync().slice(6, 9), [0, 0, 0], { tolerance: 0 });
    assert.ok(padded.weight.dataSync()[0] !== 0);
    assert.throws(
      () => new Embedding(4, 3, { random: random(), paddingIndex: 4 }),
      /paddingIndex is 4/,
    );
    assert.throws(
      () => Embedding.fromPretrained(tf.zeros([3])),
      /vectors is \(3\), wanted \(V, C\)/,
    );
    for (const module of [frozen, open, padded]) module.dispose();
  });

  test('Dropout: keeps the mean, drops its share, differs from call to call, repeats by seed', () => {
    const x = tf.ones([100, 100]);
    const draws = [
      new Dropout(0.3, { random: random() }),
      new Dropout(0.3, { random: random() }),
    ].map((dropout) => [dropout.forward(x), dropout.forward(x)]);
    const [first, second] = draws[0].map((y) => y.dataSync());
    const zeros = first.filter((value) => value === 0).length / first.length;
    assert.ok(Math.abs(zeros - 0.3) < 0.025, `${zeros}`); // five standard deviations
    assert.ok(first.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6));
    assert.notDeepEqual(first, second);
    assertClose(draws[1][0], first, { tolerance: 0 });
    assertClose(draws[1][1], second, { tolerance: 0 });
    const dropout = new Dropout(0.3, { random: random() });
    assert.equal(dropout.eval().forward(x), x);
    assert.ok(
      new Dropout(1, { random: random() })
        .forward(x)
        .dataSync()
        .every((value) => value === 0),
    );
    assert.throws(() => new Dropout(1.5, { random: random() }), /p is 1.5, wanted 0 to 1/);
    const [[, counter]] = dropout.namedBuffers();
    assert.ok(isRandomCounter(counter));
    assert.deepEqual(dropout.stateDict(), {}, 'as in PyTorch, no state');
    tf.dispose([x, draws]);
  });

  test('Dropout: what is dropped in the forward pass gets no gradient', () => {
    tf.tidy(() => {
      const dropout = new Dropout(0.5, { random: random() });
      const x = tf.variable(tf.ones([50]));
      let y = tf.zeros([50]);
      const { grads } = tf.variableGrads(() => {
        y = tf.keep(dropout.forward(x));
        return tf.sum(y) as tf.Scalar;
      }, [x]);
      assertClose(grads[x.name], y, { tolerance: 0 });
      y.dispose();
    });
  });

  test('BatchNorm needs two values; in evaluation it works on one', () => {
    tf.tidy(() => {
      const norm = new BatchNorm(3);
      assert.throws(() => norm.forward(tf.zeros([1, 3])), /x has 1 value per feature, wanted 2/);
      assert.throws(() => norm.forward(tf.zeros([2, 4])), /x is \(2, 4\), wanted \(…, 3\)/);
      assertClose(norm.eval().forward(tf.ones([1, 3])), [1, 1, 1]);
      assert.equal(norm.numBatchesTracked.dataSync()[0], 0);
    });
  });

  test('wrong shapes and dtypes are named', () => {
    tf.tidy(() => {
      const x = tf.zeros([2, 3]);
      const cases: [() => unknown, RegExp][] = [
        [
          () => new LayerNorm([3, 4]).forward(tf.zeros([4, 3])),
          /x is \(4, 3\), wanted \(…, 3, 4\)/,
        ],
        [() => new LayerNorm(0), /shape is 0/],
        [() => new BatchNorm(1.5), /numFeatures is 1.5/],
        [
          () => mseLoss(tf.zeros([3]), tf.zeros([3, 1])),
          /prediction \(3\), target \(3, 1\), wanted the same/,
        ],
        [
          () => binaryCrossEntropyWithLogits(tf.zeros([2]), tf.zeros([])),
          /logits \(2\), targets \(\)/,
        ],
        [() => klDivLoss(tf.zeros([2]), tf.zeros([3])), /logProbabilities \(2\), target \(3\)/],
        [() => nllLoss(tf.zeros([2, 3]), tf.tensor1d([0, 3], 'int32')), /3/],
        [() => nllLoss(tf.zeros([2, 3]), tf.zeros([2])), /targets has dtype float32/],
        [
          () => binaryCrossEntropyWithLogits(x, x, { positiveWeight: tf.ones([2]) }),
          /positiveWeight is \(2\), wanted \(\) or \(3\)/,
        ],
        [
          () => nllLoss(x, tf.zeros([2], 'int32'), { weight: tf.ones([3], 'int32') }),
          /weight has dtype int32/,
        ],
        [() => new LayerNorm([]), /shape is \(\), wanted one size or more/],
        [() => softmax(tf.scalar(1)), /softmax: x is \(\), wanted \(…, C\)/],
        [() => logSoftmax(tf.scalar(1)), /logSoftmax: x is \(\), wanted \(…, C\)/],
      ];
      for (const [act, message] of cases) assert.throws(act, message);
    });
  });

  test('integers and booleans where float32 is wanted are refused by every layer and loss', () => {
    tf.tidy(() => {
      const layers = [
        new Linear(3, 2, { random: random() }),
        new LayerNorm(3),
        new BatchNorm(3),
        new Dropout(0.5, { random: random() }),
        new Dropout(0.5, { random: random() }).eval(),
      ];
      const takes: Record<string, (x: tf.Tensor) => unknown> = {
        ...Object.fromEntries(layers.map((layer) => [layer.toString(), layer.forward.bind(layer)])),
        ...{ relu, gelu, sigmoid, tanh, softplus, softmax, logSoftmax },
        geluTanh: (x) => gelu(x, { approximate: 'tanh' }),
        mse: (x) => mseLoss(tf.zeros([2, 3]), x),
        mseOther: (x) => mseLoss(x, tf.zeros([2, 3])),
        binary: (x) => binaryCrossEntropyWithLogits(tf.zeros([2, 3]), x),
        divergence: (x) => klDivLoss(tf.zeros([2, 3]), x),
      };
      for (const [name, take] of Object.entries(takes)) {
        for (const dtype of ['int32', 'bool'] as const) {
          const wanted = new RegExp(`has dtype ${dtype}, wanted float32 \\(tf.cast\\(`);
          assert.throws(() => take(tf.zeros([2, 3], dtype)), wanted, `${name} took ${dtype}`);
        }
      }
    });
  });

  test('a step through every layer keeps no tensor', () => {
    const model = new Sequential(
      new Embedding(10, 8, { random: random(), paddingIndex: 0 }),
      new LayerNorm(8),
      new Linear(8, 8, { random: random() }),
      new GELU(),
      new GELU({ approximate: 'tanh' }),
      new BatchNorm(8),
      new Dropout(0.2, { random: random() }),
    );
    const ids = tf.tensor2d(
      [
        [1, 2, 0],
        [4, 5, 6],
      ],
      [2, 3],
      'int32',
    );
    const target = tf.tensor2d(
      [
        [0, 1, 2],
        [3, -100, 7],
      ],
      [2, 3],
      'int32',
    );
    const step = () =>
      tf.tidy(() => {
        tf.variableGrads(() => {
          const y = model.forward(ids);
          const nll = nllLoss(tf.logSoftmax(y), target);
          const bce = binaryCrossEntropyWithLogits(y, tf.zerosLike(y));
          return tf.addN([nll, bce, mseLoss(y, tf.zerosLike(y))]) as tf.Scalar;
        }, model.parameters());
      });
    step();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 100; i++) step();
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
    tf.dispose([ids, target]);
  });

  test('initialisers have the spread that the papers give', () => {
    const spread = (x: tf.Tensor) => {
      const values = Array.from(x.dataSync());
      x.dispose();
      const std = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
      return { std, most: Math.max(...values.map(Math.abs)) };
    };
    const near = (actual: number, wanted: number) =>
      assert.ok(Math.abs(actual / wanted - 1) < 0.03, `${actual}, wanted ${wanted}`);
    const shape = [200, 100]; // (out, in)
    near(spread(init.xavierUniform(shape, random())).std, Math.sqrt(2 / 300));
    near(spread(init.xavierUniform(shape, random())).most, Math.sqrt(6 / 300));
    near(spread(init.xavierNormal(shape, random(), 2)).std, 2 * Math.sqrt(2 / 300));
    near(spread(init.kaimingUniform(shape, random())).most, Math.sqrt(6 / 100));
    near(spread(init.kaimingNormal(shape, random())).std, Math.sqrt(2 / 100));
    near(spread(init.kaimingNormal(shape, random(), { mode: 'fanOut' })).std, Math.sqrt(2 / 200));
    const tanh = { nonlinearity: 'tanh' } as const;
    near(spread(init.kaimingNormal(shape, random(), tanh)).std, 5 / 3 / 10);
    near(spread(init.kaimingUniform([20, 10, 10], random())).most, Math.sqrt(6 / 100));
    near(spread(init.normal(shape, 0, 0.02, random())).std, 0.02);
    assert.throws(() => init.xavierNormal([5], random()), /the shape is \(5\), wanted \(out, in\)/);
  });

  test('summary: shapes, counts, frozen and shared parameters', () => {
    const embedding = new Embedding(5, 4, { random: random() }).freeze();
    const shared = new Linear(4, 4, { random: random() });
    const model = new Sequential(embedding, new Sequential(shared, new ReLU()), shared);
    const table = summary(model);
    assert.equal(String(model.summary()), String(table));
    assert.equal(table.totalParameters, 20 + 20);
    assert.equal(table.trainableParameters, 20);
    assert.equal(
      String(table),
      [
        'module   type        shapes                   parameters',
        '(model)  Sequential',
        '  0      Embedding   weight (5, 4) frozen             20',
        '  1      Sequential',
        '    1.0  Linear      weight (4, 4), bias (4)          20',
        '    1.1  ReLU',
        '40 parameters, 20 of them trainable; 0.16 kB as float32',
      ].join('\n'),
    );
    const bundle = (table as never)[Symbol.for('Jupyter.display') as never] as () => object;
    assert.match(
      (bundle.call(table) as { 'text/html': string })['text/html'],
      /^<table>.*1\.0.*<\/table>/,
    );
    model.dispose();
  });

  test('trace: shape, mean and spread of every module, and no trace of itself', async () => {
    const model = new Sequential(
      new Linear(2, 3, { random: random() }),
      new Dropout(0.9, { random: random() }),
      new Sequential(new ReLU()),
    );
    const x = tf.tensor2d([
      [1, 2],
      [-3, 4],
      [5, -6],
      [0, 0],
    ]);
    const before = tf.memory().numTensors;
    const { layers } = await trace(model, x);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(
      layers.map(({ name, type, shape }) => `${name} ${type} ${shape}`),
      ['0 Linear 4,3', '1 Dropout 4,3', '2.0 ReLU 4,3', '2 Sequential 4,3', ' Sequential 4,3'],
    );
    const y = Array.from(tf.tidy(() => model.layers[0].forward(x).dataSync()));
    const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
    const std = Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length);
    assertClose([layers[0].mean, layers[0].std], [mean, std]);
    assertClose([layers[1].mean], [mean], { name: 'evaluation mode' });
    assert.ok(model.training && model.layers[1].training);
    assert.ok(model.namedModules().every(([, module]) => !Object.hasOwn(module, 'forward')));
    await assert.rejects(trace(model, tf.zeros([1, 5])), /Linear: x is \(1, 5\)/);
    assert.ok(model.training && !Object.hasOwn(model, 'forward'), 'after an error too');
    model.dispose();
    x.dispose();
  });
});
