// What a compiled step cannot do is an error that says where.

import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile, statelessUniform } from '../../lib/compile';
import { Random } from '../../lib/random';
import { onTensorFlow } from '../helpers/tensorflow';

const HERE = /test\/unit\/compile-errors\.test\.ts:\d+/;

/** The message of the error that one of the first calls throws. */
function messageOf(call: () => unknown, calls = 5): string {
  for (let i = 0; i < calls; i++) {
    try {
      tf.dispose(call() as tf.TensorContainer);
    } catch (error) {
      return (error as Error).message;
    }
  }
  return 'no error';
}

onTensorFlow('to look at a value inside a step is an error, whatever the way', () => {
  const outside = tf.tensor1d([1, 2]);
  const ways: [string, (x: tf.Tensor) => unknown][] = [
    ['dataSync', (x) => tf.mul(x, tf.square(x).dataSync()[0])],
    ['the argument', (x) => tf.mul(x, x.dataSync()[0])],
    ['a tensor from outside', (x) => tf.mul(x, outside.dataSync()[0])],
    ['arraySync', (x) => tf.mul(x, (tf.square(x).arraySync() as number[])[0])],
    ['print', (x) => [tf.square(x).print(), x][1]],
    ['branching', (x) => (tf.sum(x).dataSync()[0] > 0 ? x : tf.neg(x))],
    ['data', (x) => [tf.square(x).data(), x][1]],
    ['array', (x) => [tf.square(x).array(), x][1]],
    [
      'caught',
      (x) => {
        try {
          x.dataSync();
        } catch {}
        return x;
      },
    ],
  ];
  const x = tf.tensor1d([3, 4]);
  const before = tf.memory().numTensors;
  for (const [name, way] of ways) {
    const step = compile(way);
    const message = messageOf(() => step(x), 1);
    assert.match(message, /looks at a tensor's values/, name);
    assert.match(message, HERE, name);
    assert.match(message, /tf\.where/, name);
    step.dispose();
  }
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual([...x.dataSync()], [3, 4]); // after it, looking is as before
  tf.dispose([x, outside]);
});

onTensorFlow('to look at what the step itself took from the host is no error', () => {
  const step = compile((x: tf.Tensor) => tf.mul(x, tf.tensor1d([2, 3]).dataSync()[1]));
  const x = tf.scalar(5);
  for (let i = 0; i < 4; i++) assert.equal(step(x).dataSync()[0], 15);
  step.dispose();
  x.dispose();
});

onTensorFlow('random numbers drawn on the host are an error', () => {
  const random = new Random(1);
  const ways: [string, (x: tf.Tensor) => tf.Tensor][] = [
    ['tf.randomUniform', (x) => tf.add(x, tf.randomUniform([2]))],
    ['tf.randomNormal', (x) => tf.add(x, tf.randomNormal([2]))],
    ['tf.dropout', (x) => tf.dropout(x, 0.5)],
    [
      'tf.multinomial',
      (x) => tf.add(x, tf.cast(tf.multinomial(tf.ones([3]) as tf.Tensor1D, 2), 'float32')),
    ],
    ['Math.random', (x) => tf.mul(x, Math.random())],
    ['Random', (x) => tf.mul(x, random.normal())],
    ['Random.integer', (x) => tf.mul(x, random.integer(2))],
  ];
  const x = tf.tensor1d([3, 4]);
  for (const [name, way] of ways) {
    const step = compile(way);
    const message = messageOf(() => step(x), 1);
    assert.match(message, /draws random numbers on the host/, name);
    assert.match(message, HERE, name);
    assert.match(message, /statelessUniform/, name);
    step.dispose();
  }
  assert.ok(Math.random() < 1); // after it, drawing is as before
  x.dispose();
});

onTensorFlow('weights may be drawn in the first call, which makes them', () => {
  const random = new Random(1);
  let weight: tf.Variable | undefined;
  const step = compile((x: tf.Tensor) => {
    weight ??= tf.variable(tf.scalar(random.normal()));
    return tf.mul(x, weight);
  });
  const x = tf.scalar(2);
  const results = [1, 2, 3, 4].map(() => step(x).dataSync()[0]);
  assert.equal(new Set(results).size, 1);
  assert.equal(step.report()[0].compiled, true);
  step.dispose();
  tf.dispose([x, weight as tf.Variable]);
});

onTensorFlow('numbers from the host that change between calls are an error', () => {
  let rate = 0.1;
  const step = compile((x: tf.Tensor) => {
    rate *= 0.9;
    return tf.mul(x, rate);
  });
  const x = tf.scalar(1);
  const message = messageOf(() => step(x));
  assert.match(message, /a tensor is made from other numbers than in the call before/);
  assert.match(message, HERE);
  assert.match(message, /tf\.Variable/);
  step.dispose();

  let factor = 1; // changes later: found when calls are compared again
  const late = compile((x: tf.Tensor) => tf.mul(x, factor));
  for (let i = 0; i < 5; i++) late(x).dispose();
  factor = 2;
  assert.match(
    messageOf(() => late(x), 5),
    /made from other numbers/,
  );
  late.dispose();
  x.dispose();
});

onTensorFlow('to go another way in each call is an error', () => {
  let calls = 0;
  const step = compile((x: tf.Tensor) => {
    calls++;
    return calls % 2 === 0 ? tf.square(x) : tf.add(x, 1);
  });
  const x = tf.scalar(3);
  const message = messageOf(() => step(x));
  assert.match(message, /goes another way/);
  assert.match(message, /operation 1 is \w+ .*compile-errors\.test\.ts.*was \w+ .*compile-errors/s);
  assert.match(message, /key option/);
  step.dispose();

  const held: tf.Variable[] = [];
  const maker = compile((x: tf.Tensor) => {
    held.push(tf.variable(x));
    return x;
  });
  for (let i = 0; i < 4; i++) tf.dispose(maker(x)); // never compiled, and right
  assert.equal(maker.report()[0].compiled, false);
  maker.dispose();
  tf.dispose([x, ...held]);
});

onTensorFlow('state that is no variable is an error', () => {
  const x = tf.scalar(1);
  let mean: tf.Tensor = tf.scalar(0);
  const step = compile((x: tf.Tensor) => {
    const next = tf.keep(tf.add(tf.mul(mean, 0.9), x));
    mean.dispose();
    mean = next;
    return tf.mul(next, 2);
  });
  assert.match(
    messageOf(() => step(x)),
    /reads other tensors from outside|keeps a tensor/,
  );
  step.dispose();

  const log: tf.Tensor[] = [];
  const logger = compile((x: tf.Tensor) => {
    log.push(tf.keep(tf.add(x, 1)));
    return tf.mul(x, 2);
  });
  const message = messageOf(() => logger(x));
  assert.match(message, /keeps a tensor that it made/);
  assert.match(message, HERE);
  logger.dispose();
  tf.dispose([x, mean, ...log]);
});

onTensorFlow('a cache that the first call fills is no error', () => {
  const masks = new Map<number, tf.Tensor>();
  const step = compile((x: tf.Tensor) => {
    const size = x.shape[0];
    if (!masks.has(size)) masks.set(size, tf.keep(tf.tidy(() => tf.mul(tf.ones([size]), 2))));
    return tf.mul(x, masks.get(size) as tf.Tensor);
  });
  for (const size of [2, 3]) {
    const x = tf.ones([size]);
    for (let i = 0; i < 5; i++) assert.deepEqual([...step(x).dataSync()], Array(size).fill(2));
    x.dispose();
  }
  assert.ok(step.report().every(({ compiled }) => compiled));
  step.dispose();
  tf.dispose([...masks.values()]);
});

onTensorFlow('gather checks its indices in a compiled step too', () => {
  const table = tf.variable(tf.tensor2d([[1], [2], [3]]));
  const step = compile((ids: tf.Tensor) => tf.gather(table, ids as tf.Tensor1D));
  const pick = (...ids: number[]) => tf.tidy(() => [...step(tf.tensor1d(ids, 'int32')).dataSync()]);
  assert.deepEqual(
    [pick(0, 1), pick(1, 2), pick(2, 0), pick(1, 1)],
    [
      [1, 2],
      [2, 3],
      [3, 1],
      [2, 2],
    ],
  );
  assert.equal(step.report()[0].compiled, true);
  assert.throws(
    () => pick(1, 3),
    (error: Error) =>
      /indices\[1\] = 3 is not in \[0, 3\)/.test(error.message) && HERE.test(error.message),
  );
  assert.deepEqual(pick(2, 2), [3, 3]);
  step.dispose();
  table.dispose();
});

onTensorFlow('an error of the step leaves everything as it was', () => {
  const v = tf.variable(tf.scalar(1));
  let fail = false;
  const step = compile((x: tf.Tensor) => {
    if (fail) throw new Error('my own error');
    v.assign(tf.add(v, x) as tf.Scalar);
    return tf.mul(v, 2);
  });
  const x = tf.scalar(1);
  const before = tf.memory().numTensors;
  fail = true;
  assert.throws(() => step(x), /my own error/);
  fail = false;
  assert.deepEqual(
    [1, 2, 3, 4].map(() => tf.tidy(() => step(x).dataSync()[0])),
    [4, 6, 8, 10],
  );
  assert.equal(tf.memory().numTensors, before);
  v.dispose();
  assert.throws(() => step(x), /the variable '\d+' that the step reads was disposed/);
  step.dispose();
  x.dispose();
});

onTensorFlow('a variable that counts draws new numbers in each call', () => {
  const counter = tf.variable(tf.scalar(0, 'int32'), false);
  const step = compile(() => {
    counter.assign(tf.add(counter, tf.scalar(1, 'int32')));
    return statelessUniform([3], 9, counter);
  });
  const draws = Array.from({ length: 6 }, () => tf.tidy(() => step().dataSync().join()));
  assert.equal(new Set(draws).size, 6);
  step.dispose();
  counter.dispose();
});
