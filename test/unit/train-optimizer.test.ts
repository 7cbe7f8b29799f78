import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { Linear, mseLoss } from '../../lib/nn';
import { Random } from '../../lib/random';
import {
  Adagrad,
  Adam,
  AdamW,
  clipGradNorm,
  clipGradValue,
  OneCycleLR,
  type Optimizer,
  ReduceLROnPlateau,
  RMSprop,
  SGD,
  StepLR,
} from '../../lib/train';
import { assertClose } from '../helpers/close';
import { forEachDevice } from '../helpers/devices';

const KINDS: Record<string, (parameters: tf.Variable[]) => Optimizer> = {
  SGD: (parameters) => new SGD(parameters, { lr: 0.1, momentum: 0.9 }),
  Adagrad: (parameters) => new Adagrad(parameters, { lr: 0.1, lrDecay: 0.1 }),
  RMSprop: (parameters) => new RMSprop(parameters, { lr: 0.1, momentum: 0.5, centered: true }),
  Adam: (parameters) => new Adam(parameters, { lr: 0.1, amsgrad: true }),
  AdamW: (parameters) => new AdamW(parameters, { lr: 0.1 }),
};

/** A layer to train, and one step of it. */
function setUp() {
  const random = new Random(3);
  const linear = new Linear(3, 2, { random });
  const x = tf.tensor2d(random.normalArray(12), [4, 3]);
  const y = tf.tensor2d(random.normalArray(8), [4, 2]);
  const step = (optimizer: Optimizer) => {
    const loss = optimizer.minimize(() => mseLoss(linear.forward(x), y));
    const value = loss.dataSync()[0];
    loss.dispose();
    return value;
  };
  return { linear, step };
}

forEachDevice((test) => {
  for (const [name, make] of Object.entries(KINDS)) {
    test(`${name}: its state, saved and loaded, gives the same steps`, () => {
      const first = setUp();
      const optimizer = make(first.linear.parameters());
      for (let i = 0; i < 3; i++) first.step(optimizer);
      optimizer.lr = 0.05;
      const state = optimizer.stateDict();
      const weights = first.linear.stateDict();
      const wanted = [first.step(optimizer), first.step(optimizer)];

      const second = setUp();
      second.linear.loadStateDict(weights);
      const other = make(second.linear.parameters());
      other.loadStateDict(state);
      assert.equal(other.lr, 0.05);
      assert.deepEqual([second.step(other), second.step(other)], wanted);
      tf.dispose([state.slots, weights]);
    });

    test(`${name}: 100 steps keep no tensor, and dispose gives all back`, () => {
      const { linear, step } = setUp();
      const before = tf.memory().numTensors;
      const optimizer = make(linear.parameters());
      step(optimizer);
      const running = tf.memory().numTensors;
      for (let i = 0; i < 100; i++) step(optimizer);
      assert.equal(tf.memory().numTensors, running);
      optimizer.dispose();
      assert.equal(tf.memory().numTensors, before);
    });
  }

  test('frozen parameters and those without a gradient stay as they are', () => {
    tf.tidy(() => {
      const { linear, step } = setUp();
      const unused = tf.variable(tf.ones([2]));
      const optimizer = new AdamW([...linear.parameters(), unused], { lr: 0.1 });
      linear.bias!.trainable = false;
      const bias = linear.bias!.dataSync();
      const weight = linear.weight.dataSync();
      step(optimizer);
      assertClose(linear.bias!, bias, { tolerance: 0 });
      assertClose(unused, [1, 1], { tolerance: 0 });
      assert.notDeepEqual(linear.weight.dataSync(), weight);
      assert.deepEqual(Object.keys(optimizer.stateDict().slots), [
        '0.expAvg',
        '0.expAvgSq',
        '0.step',
      ]);
    });
  });

  test('a parameter that joins later counts its own steps from 1', () => {
    tf.tidy(() => {
      const one = tf.variable(tf.scalar(1));
      const late = tf.variable(tf.scalar(1));
      late.trainable = false;
      const optimizer = new Adam([one, late], { lr: 0.1 });
      const gradients = { [one.name]: tf.scalar(2), [late.name]: tf.scalar(2) };
      for (let i = 0; i < 5; i++) optimizer.step(gradients);
      late.trainable = true;
      optimizer.step(gradients);
      assertClose(late, [0.9]); // the first step of Adam is lr in length
      const { slots } = optimizer.stateDict();
      assert.deepEqual(
        [slots['0.step'], slots['1.step']].map((time) => time.dataSync()[0]),
        [6, 1],
      );
      const copy = new Adam([one, late], { lr: 0.1 });
      copy.loadStateDict(optimizer.stateDict());
      copy.step(gradients);
      const times = copy.stateDict().slots;
      assert.deepEqual(
        [times['0.step'], times['1.step']].map((time) => time.dataSync()[0]),
        [7, 2],
      );
    });
  });

  test('small parameters, updated together, and large ones alone make the same steps', () => {
    tf.tidy(() => {
      const random = new Random(2);
      const numbers = random.normalArray(20_000); // more than are updated together
      const slopes = random.normalArray(20_000);
      const large = tf.variable(tf.tensor1d(numbers));
      const small = [0, 1, 2].map((i) =>
        tf.variable(tf.tensor2d(numbers.slice(6 * i, 6 * i + 6), [2, 3])),
      );
      const optimizer = new AdamW([small[0], large, small[1], small[2]], {
        lr: 0.1,
        amsgrad: true,
      });
      const gradients = {
        [large.name]: tf.tensor1d(slopes),
        ...Object.fromEntries(
          small.map((each, i) => [each.name, tf.tensor2d(slopes.slice(6 * i, 6 * i + 6), [2, 3])]),
        ),
      };
      const check = (count: number) => {
        const { slots } = optimizer.stateDict();
        const wanted = {
          value: large,
          expAvg: slots['1.expAvg'],
          maxExpAvgSq: slots['1.maxExpAvgSq'],
        };
        for (const [i, index] of [0, 2, 3].slice(0, count).entries()) {
          const ours = {
            value: small[i],
            expAvg: slots[`${index}.expAvg`],
            maxExpAvgSq: slots[`${index}.maxExpAvgSq`],
          };
          for (const name of ['value', 'expAvg', 'maxExpAvgSq'] as const) {
            assert.deepEqual(ours[name].shape, [2, 3]);
            const part = wanted[name].dataSync().slice(6 * i, 6 * i + 6);
            assertClose(ours[name], part, { tolerance: 1e-6, name: `${name} of ${index}` });
          }
        }
      };
      for (let i = 0; i < 3; i++) optimizer.step(gradients);
      check(3);
      small[2].trainable = false; // the others are arranged anew, with what is remembered of them
      for (let i = 0; i < 3; i++) optimizer.step(gradients);
      check(2);
    });
  });

  test('a state that does not fit is refused whole', () => {
    tf.tidy(() => {
      const { linear, step } = setUp();
      const optimizer = new Adam(linear.parameters(), { lr: 0.1 });
      step(optimizer);
      const before = optimizer.stateDict();
      const slots = {
        '0.momentumBuffer': tf.zeros([2, 3]),
        '1.expAvg': tf.zeros([3]),
        '9.expAvg': tf.scalar(0),
      };
      assert.throws(() => optimizer.loadStateDict({ slots, groups: [] }), {
        message: [
          "Adam.loadStateDict: the state is not this optimizer's",
          '  0.momentumBuffer: it has no such slot',
          '  1.expAvg: is (3), wanted (2)',
          '  9.expAvg: there are only 2 parameters',
          '  it has 0 groups, wanted 1',
        ].join('\n'),
      });
      assertClose(optimizer.stateDict().slots['0.expAvg'], before.slots['0.expAvg'], {
        tolerance: 0,
      });
    });
  });

  test('settings are checked', () => {
    tf.tidy(() => {
      const p = tf.variable(tf.scalar(1));
      const cases: [() => unknown, RegExp][] = [
        [() => new SGD([], { lr: 1 }), /SGD: there are no parameters/],
        [() => new SGD([p, p], { lr: 1 }), /in two groups, or twice in one/],
        [() => new SGD([{ parameters: [p] }, { parameters: [p] }], { lr: 1 }), /in two groups/],
        [() => new SGD([p], { lr: -1 }), /the learning rate is -1, wanted 0 or more/],
        [() => new SGD([p], { lr: Number.NaN }), /the learning rate is NaN/],
        [
          () => new SGD([p], { lr: 1, momentum: 1 }),
          /the momentum is 1, wanted 0 or more and below 1/,
        ],
        [() => new SGD([p], { lr: 1, nesterov: true }), /nesterov needs a momentum above 0/],
        [() => new Adam([p], { lr: 1, betas: [0.9, 1] }), /β₂ is 1/],
        [() => new Adam([p], { lr: 1, eps: -1 }), /Adam: eps is -1, wanted 0 or more/],
        [() => new AdamW([p], { lr: 1, weightDecay: -0.1 }), /AdamW: weightDecay is -0.1/],
        [() => new RMSprop([p], { lr: 1, alpha: 2 }), /alpha is 2, wanted 0 or more and below 1/],
        [() => new Adagrad([p], { lr: 1, lrDecay: -1 }), /lrDecay is -1/],
        [
          () => new Adagrad([{ parameters: [p], initialAccumulator: Number.NaN }], { lr: 1 }),
          /initialAccumulator is NaN/,
        ],
        [() => new StepLR(new SGD([p], { lr: 1 }), { stepSize: 0 }), /stepSize is 0/],
        [
          () => new OneCycleLR(new SGD([p], { lr: 1 }), { maxLr: 1, totalSteps: 9 }),
          /made without momentum/,
        ],
        [() => new ReduceLROnPlateau(new SGD([p], { lr: 1 }), { factor: 2 }), /factor is 2/],
        [() => new ReduceLROnPlateau(new SGD([p], { lr: 1 })).step(), /no 'valLoss' came/],
      ];
      for (const [act, message] of cases) assert.throws(act, message);
    });
  });

  test('clipping keeps the direction, or cuts each number', () => {
    tf.tidy(() => {
      const gradients = { a: tf.tensor1d([3, 0]), b: tf.scalar(-4), frozen: null as never };
      const { gradients: clipped, norm } = clipGradNorm(gradients, 1);
      assertClose(norm, [5]);
      assertClose(clipped.a, [0.6, 0]);
      assertClose(clipped.b, [-0.8]);
      assertClose(clipGradNorm(gradients, 10).gradients.b, [-4]);
      assertClose(clipGradValue(gradients, 2).b, [-2]);
      assert.throws(() => clipGradNorm(gradients, 0), /maxNorm is 0, wanted a number above 0/);
    });
  });
});
