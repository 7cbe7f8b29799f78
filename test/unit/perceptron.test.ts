import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { margin, mistakeBound, Perceptron, radius } from '../../lib/models';
import { Random } from '../../lib/random';

const SQUARE = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const AND = [0, 0, 0, 1];
const OR = [0, 1, 1, 1];
const XOR = [0, 1, 1, 0];

const SIGNAL = Symbol.for('Jupyter.signal');
afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[SIGNAL];
});

/** Points on both sides of a line, none nearer to it than `gap`. */
function separable(random: Random, count: number, gap: number) {
  const line = { weights: [random.normal(), random.normal()], bias: random.normal(0, 0.3) };
  const size = Math.hypot(...line.weights);
  const [x, y]: [number[][], number[]] = [[], []];
  while (x.length < count) {
    const point = [random.uniform(-1, 1), random.uniform(-1, 1)];
    const side = (line.weights[0] * point[0] + line.weights[1] * point[1] + line.bias) / size;
    if (Math.abs(side) < gap) continue;
    x.push(point);
    y.push(side > 0 ? 1 : 0);
  }
  return { x, y, line };
}

describe('the unit', () => {
  test('says 1 where the weighted sum is 0 or more', () => {
    const unit = new Perceptron({ weights: [2, -1], bias: -1 });
    assert.equal(unit.decision([3, 2]), 3);
    assert.equal(unit.predict([3, 2]), 1);
    assert.equal(unit.decision([1, 1]), 0);
    assert.equal(unit.predict([1, 1]), 1); // on the line
    assert.equal(unit.predict([1, 1.001]), 0);
  });

  test('takes one example or many, arrays or typed arrays', () => {
    const unit = new Perceptron({ weights: Float64Array.of(1, 1), bias: -1.5 });
    assert.deepEqual(unit.predict(SQUARE), AND);
    assert.deepEqual(unit.decision(SQUARE), [-1.5, -0.5, -0.5, 0.5]);
    assert.equal(unit.predict(Float32Array.of(1, 1)), 1);
    assert.deepEqual(unit.predict([Float32Array.of(1, 1)]), [1]);
    assert.deepEqual(unit.predict([] as number[][]), []);
  });
});

describe('the rule', () => {
  test('learns AND in the steps that one can follow by hand', () => {
    const unit = new Perceptron({ numInputs: 2 });
    const history = unit.fit(SQUARE, AND);
    // From 0: (0,0) says 1, wrong, b = −1; (1,1) says 0, wrong, w = (1,1), b = 0; and so on.
    assert.deepEqual(
      history.updates.slice(0, 4).map((u) => [u.epoch, u.example, u.error, u.weights, u.bias]),
      [
        [0, 0, -1, [0, 0], -1],
        [0, 3, 1, [1, 1], 0],
        [1, 0, -1, [1, 1], -1],
        [1, 1, -1, [1, 0], -2],
      ],
    );
    assert.deepEqual(history.start, { weights: [0, 0], bias: 0 });
    assert.equal(history.converged, true);
    assert.equal(history.mistakes.at(-1), 0);
    assert.equal(
      history.mistakes.reduce((sum, count) => sum + count, 0),
      history.updates.length,
    );
    const last = history.updates.at(-1)!;
    assert.deepEqual([last.weights, last.bias], [unit.weights, unit.bias]);
    assert.deepEqual(unit.predict(SQUARE), AND);
  });

  test('learns OR, and never XOR', () => {
    const or = new Perceptron({ numInputs: 2 });
    assert.equal(or.fit(SQUARE, OR).converged, true);
    assert.deepEqual(or.predict(SQUARE), OR);
    const xor = new Perceptron({ numInputs: 2 });
    const history = xor.fit(SQUARE, XOR, { epochs: 1000 });
    assert.equal(history.converged, false);
    assert.equal(history.mistakes.length, 1000);
    assert.ok(history.mistakes.every((count) => count > 0));
    assert.notDeepEqual(xor.predict(SQUARE), XOR);
  });

  test('lines kept in the history do not change afterwards', () => {
    const unit = new Perceptron({ numInputs: 2 });
    const { updates } = unit.fit(SQUARE, AND);
    const copy = JSON.stringify(updates);
    unit.weights[0] = 99;
    unit.fit(SQUARE, OR);
    assert.equal(JSON.stringify(updates), copy);
  });

  test('from weights of 0 the learning rate scales the line and nothing else', () => {
    const [one, small] = [new Perceptron({ numInputs: 2 }), new Perceptron({ numInputs: 2 })];
    const a = one.fit(SQUARE, AND, { learningRate: 1 });
    const b = small.fit(SQUARE, AND, { learningRate: 0.25 }); // exact in binary
    assert.deepEqual(a.mistakes, b.mistakes);
    assert.deepEqual(
      small.weights,
      one.weights.map((w) => w / 4),
    );
  });

  test('a generator draws the order: one seed, one history', () => {
    const { x, y } = separable(new Random(1), 60, 0.02);
    const run = (seed?: number) =>
      new Perceptron({ numInputs: 2 }).fit(x, y, {
        random: seed === undefined ? undefined : new Random(seed),
      });
    assert.deepEqual(run(5), run(5));
    assert.notDeepEqual(run(5).updates, run(6).updates);
    assert.notDeepEqual(run(5).updates, run().updates);
    assert.ok([run(5), run(6), run()].every((history) => history.converged));
  });

  test('fit goes on from where it stood', () => {
    const unit = new Perceptron({ numInputs: 2 });
    unit.fit(SQUARE, AND);
    const again = unit.fit(SQUARE, AND);
    assert.deepEqual([again.updates.length, again.mistakes, again.converged], [0, [0], true]);
  });

  test('an interrupt of the cell ends it', () => {
    const controller = new AbortController();
    controller.abort(new Error('Interrupted'));
    (globalThis as Record<symbol, unknown>)[SIGNAL] = () => controller.signal;
    const unit = new Perceptron({ numInputs: 2 });
    assert.throws(() => unit.fit(SQUARE, AND), /Interrupted/);
    const own = { signal: new AbortController().signal };
    assert.equal(unit.fit(SQUARE, AND, own).converged, true);
  });
});

describe("Novikoff's bound", () => {
  const separator = { weights: [1, 1], bias: -1.5 };

  test('its parts, by hand', () => {
    assert.equal(radius(SQUARE), Math.sqrt(3)); // (1, 1, 1)
    const gap = 0.5 / Math.hypot(1, 1, 1.5); // (0,1), (1,0) and (1,1) are equally near
    assert.ok(Math.abs(margin(SQUARE, AND, separator) - gap) < 1e-15);
    assert.ok(Math.abs(mistakeBound(SQUARE, AND, separator) - 51) < 1e-9);
    assert.ok(new Perceptron({ numInputs: 2 }).fit(SQUARE, AND).updates.length <= 51);
  });

  test('a line that does not separate promises nothing', () => {
    assert.ok(margin(SQUARE, XOR, separator) < 0);
    assert.equal(mistakeBound(SQUARE, XOR, separator), Number.POSITIVE_INFINITY);
    const touching = { weights: [1, 1], bias: -2 };
    assert.equal(mistakeBound(SQUARE, AND, touching), Number.POSITIVE_INFINITY);
  });

  test('holds for 200 random problems in random orders at several learning rates', () => {
    const random = new Random(7);
    let closest = 0;
    for (let problem = 0; problem < 200; problem++) {
      const { x, y, line } = separable(random, 30, random.uniform(0.02, 0.3));
      const bound = mistakeBound(x, y, line);
      const unit = new Perceptron({ numInputs: 2 });
      const learningRate = random.choice([0.01, 1, 50]);
      const history = unit.fit(x, y, { epochs: 100000, random, learningRate });
      assert.equal(history.converged, true);
      assert.ok(history.updates.length <= bound, `${history.updates.length} > ${bound}`);
      assert.deepEqual(unit.predict(x), y);
      closest = Math.max(closest, history.updates.length / bound);
    }
    assert.ok(closest > 0.05, `a bound that is never near (${closest}) would test nothing`);
  });
});

describe('bad input', () => {
  const unit = () => new Perceptron({ numInputs: 2 });

  test('is named with its row', () => {
    assert.throws(() => unit().fit([[1, 2], [3]], [0, 1]), /x\[1\] has 1 numbers, wanted 2/);
    assert.throws(() => unit().fit([[1, Number.NaN]], [0]), /x\[0\]\[1\] is NaN, wanted a finite/);
    assert.throws(() => unit().fit(SQUARE, [0, 1, 2, 0]), /y\[2\] is 2, wanted 0 or 1/);
    assert.throws(() => unit().fit(SQUARE, [-1, 1, 1, 1]), /y\[0\] is -1, wanted 0 or 1/);
    assert.throws(() => unit().fit(SQUARE, [0]), /4 examples and 1 labels/);
    assert.throws(() => unit().fit([], []), /0 examples and 0 labels, wanted .* 1 or more/);
    assert.throws(() => unit().predict([1, 2, 3]), /x has 3 numbers, wanted 2/);
    assert.throws(() => unit().predict([[1, 2], [3]]), /x\[1\] has 1 numbers, wanted 2/);
    const nan = new Perceptron({ weights: [1, 1] });
    assert.throws(() => nan.predict([1, Number.NaN]), /x\[1\] is NaN/);
  });

  test('settings are checked', () => {
    assert.throws(() => unit().fit(SQUARE, AND, { epochs: 0 }), /epochs is 0/);
    assert.throws(() => unit().fit(SQUARE, AND, { learningRate: 0 }), /learningRate is 0/);
    assert.throws(() => new Perceptron({ numInputs: 0 }), /numInputs is 0/);
    assert.throws(() => new Perceptron({ weights: [] }), /there are no weights/);
    assert.throws(() => new Perceptron({ weights: [1, Number.NaN] }), /weights\[1\] is NaN/);
    assert.throws(() => margin(SQUARE, AND, { weights: [0, 0], bias: 0 }), /not all 0/);
    assert.throws(() => margin(SQUARE, AND, { weights: [1], bias: 0 }), /x\[0\] has 2 .* wanted 1/);
    assert.throws(() => radius([]), /0 examples/);
  });
});
