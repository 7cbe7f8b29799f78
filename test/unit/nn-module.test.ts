import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { buffer, crossEntropy, Linear, Module, parameter, ReLU, Sequential } from '../../lib/nn';
import { Random } from '../../lib/random';
import { assertClose } from '../helpers/close';
import { forEachDevice } from '../helpers/devices';

class Tied extends Module {
  table = parameter(tf.ones([2, 3]));
  same = this.table;
  scale = buffer(tf.scalar(2));
  mask = buffer(tf.zeros([4]), { persistent: false });
  blocks = [new Linear(3, 2, { random: new Random(1) }), new ReLU()];
  forward(x: tf.Tensor) {
    return tf.mul(x, this.scale);
  }
}

forEachDevice((test) => {
  test('names are the fields, in their order; shared parameters count once', () => {
    const module = new Tied();
    assert.deepEqual(
      module.namedParameters().map(([name]) => name),
      ['table', 'blocks.0.weight', 'blocks.0.bias'],
    );
    assert.deepEqual(
      module.namedBuffers().map(([name]) => name),
      ['scale', 'mask'],
    );
    assert.equal(module.countParameters(), 6 + 6 + 2);
    const state = module.stateDict();
    assert.deepEqual(Object.keys(state), [
      'table',
      'same',
      'scale',
      'blocks.0.weight',
      'blocks.0.bias',
    ]);
    tf.dispose(state);
    module.dispose();
  });

  test('train, eval and freeze reach every module inside', () => {
    const module = new Sequential(
      new Linear(2, 2, { random: new Random(1) }),
      new Sequential(new ReLU()),
    );
    module.eval();
    assert.ok(module.namedModules().every(([, inner]) => !inner.training));
    assert.deepEqual(
      module.namedModules().map(([name]) => name),
      ['', '0', '1', '1.0'],
    );
    module.train().freeze();
    assert.ok(module.namedModules().every(([, inner]) => inner.training));
    assert.equal(module.countParameters({ trainableOnly: true }), 0);
    module.freeze(false);
    assert.equal(module.countParameters({ trainableOnly: true }), 6);
    module.dispose();
  });

  test('a state dict is a snapshot, and loading it brings the values back', async () => {
    const module = new Linear(2, 1, { random: new Random(1) });
    const before = await module.weight.data();
    const state = module.stateDict();
    tf.tidy(() => module.weight.assign(tf.zeros([1, 2])));
    assertClose(state.weight, before, { tolerance: 0 });
    module.loadStateDict(state);
    tf.dispose(state);
    assertClose(module.weight, before, { tolerance: 0 });
    module.dispose();
  });

  test('a state that does not fit lists everything that is wrong and changes nothing', () => {
    tf.tidy(() => {
      const module = new Sequential(
        new Linear(2, 3, { random: new Random(1) }),
        new Linear(3, 1, { random: new Random(2) }),
      );
      const before = module.stateDict();
      const state = {
        '0.weight': tf.zeros([2, 3]),
        '0.bias': tf.zeros([3], 'int32'),
        extra: tf.scalar(1),
      };
      assert.throws(() => module.loadStateDict(state), {
        message: [
          'Sequential.loadStateDict: the state does not fit this module',
          '  0.weight: is (2, 3) float32, wanted (3, 2) float32',
          '  0.bias: is (3) int32, wanted (3) float32',
          '  missing: 1.weight, 1.bias',
          '  unexpected: extra',
        ].join('\n'),
      });
      for (const [name, variable] of module.namedParameters()) {
        assertClose(variable, before[name], { tolerance: 0 });
      }
      const partial = { '1.bias': tf.tensor1d([7]), other: tf.scalar(0) };
      assert.deepEqual(module.loadStateDict(partial, { strict: false }), {
        missing: ['0.weight', '0.bias', '1.weight'],
        unexpected: ['other'],
      });
      assertClose(module.namedParameters()[3][1], [7], { tolerance: 0 });
      module.dispose();
    });
  });

  test('a module that was disposed says so; parts of it without parameters live on', () => {
    const relu = new ReLU();
    const module = new Sequential(new Linear(2, 3, { random: new Random(1) }), relu);
    module.dispose();
    module.dispose();
    tf.tidy(() => {
      const x = tf.zeros([1, 2]);
      assert.throws(() => module.forward(x), /^Error: Linear.forward: the module was disposed/);
      assert.throws(() => module.stateDict(), /Sequential.stateDict: the module was disposed/);
      assert.throws(() => module.loadStateDict({}), /Sequential.loadStateDict: the module was/);
      assert.deepEqual(relu.forward(x).shape, [1, 2]);
    });
  });

  test('shows itself as a tree', () => {
    const random = new Random(1);
    const module = new Sequential(
      new Linear(2, 3, { random }),
      new ReLU(),
      new Linear(3, 1, { random, bias: false }),
    );
    assert.equal(
      module.toString(),
      'Sequential(\n  (0): Linear(2, 3)\n  (1): ReLU()\n  (2): Linear(3, 1, bias: false)\n)',
    );
    module.dispose();
  });

  test('Linear says what came and what was wanted', () => {
    tf.tidy(() => {
      const linear = new Linear(32, 4, { random: new Random(1) });
      assert.throws(() => linear.forward(tf.zeros([2, 7, 30])), {
        message: 'Linear: x is (2, 7, 30), wanted (…, 32)',
      });
      assert.deepEqual(linear.forward(tf.zeros([2, 7, 32])).shape, [2, 7, 4]);
      assert.deepEqual(linear.forward(tf.zeros([32])).shape, [4]);
      linear.dispose();
    });
    assert.throws(() => new Linear(0, 4, { random: new Random(1) }), /inFeatures is 0/);
  });

  test('the same seed gives the same first weights, within PyTorch’s bounds', () => {
    const [one, two] = [7, 7].map((seed) => new Linear(16, 8, { random: new Random(seed) }));
    assertClose(one.weight, two.weight, { tolerance: 0 });
    const values = one.weight.dataSync();
    assert.ok(values.every((value) => Math.abs(value) <= 0.25));
    assert.ok(Math.max(...values) > 0.2 && Math.min(...values) < -0.2);
    one.dispose();
    two.dispose();
  });

  test('cross entropy refuses what does not go together', () => {
    tf.tidy(() => {
      const logits = tf.zeros([2, 3]);
      const ids = tf.tensor1d([0, 2], 'int32');
      assertClose(crossEntropy(logits, ids), [Math.log(3)]);
      assert.throws(
        () => crossEntropy(logits, tf.zeros([2])),
        /targets has dtype float32, wanted int32/,
      );
      assert.throws(
        () => crossEntropy(logits, tf.zeros([3], 'int32')),
        /logits are \(2, 3\) and targets \(3\)/,
      );
      assert.throws(
        () => crossEntropy(logits, tf.tensor1d([0, 3], 'int32')),
        /(is 3, wanted a class from 0 to 2)|(label value of 3 .* outside the valid range)/,
      );
      assert.throws(
        () => crossEntropy(logits, ids, { weight: tf.ones([2]) }),
        /weight is \(2\), wanted \(3\)/,
      );
      assert.throws(() => crossEntropy(logits, ids, { labelSmoothing: 2 }), /wanted 0 to 1/);
    });
  });
});
