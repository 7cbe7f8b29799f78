import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { type Compiled, compile, statelessUniform } from '../../lib/compile';
import { assertClose } from '../helpers/close';
import { forEachDevice } from '../helpers/devices';
import { onTensorFlow } from '../helpers/tensorflow';

/** What one call gives, as numbers. */
function values(result: unknown): number[] {
  const numbers = [...(result as tf.Tensor).dataSync()];
  tf.dispose(result as tf.Tensor);
  return numbers;
}

const isCompiled = (step: Compiled<never[], unknown>) =>
  step.report().every(({ compiled }) => compiled) && step.report().length > 0;

/** A two-layer network with dropout-like noise and momentum, trained on fixed data. */
function makeTraining() {
  const weight = (rows: number, columns: number, from: number) =>
    tf.tidy(() =>
      tf.variable(tf.sin(tf.range(from, from + rows * columns)).reshape([rows, columns])),
    );
  const [w1, w2] = [weight(4, 16, 0), weight(16, 3, 100)];
  const slots = new Map<tf.Variable, tf.Variable>();
  const counter = tf.tidy(() => tf.variable(tf.scalar(0, 'int32'), false));
  const rate = tf.tidy(() => tf.variable(tf.scalar(0.05), false));
  const step = (x: tf.Tensor, y: tf.Tensor) => {
    counter.assign(tf.add(counter, tf.scalar(1, 'int32')));
    const noise = tf.mul(statelessUniform([x.shape[0], 16], 5, counter), 0.1);
    const { value, grads } = tf.variableGrads(() => {
      const hidden = tf.add(tf.tanh(tf.matMul(x as tf.Tensor2D, w1 as tf.Tensor2D)), noise);
      const logits = tf.matMul(hidden as tf.Tensor2D, w2 as tf.Tensor2D);
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), y), -1))) as tf.Scalar;
    });
    for (const variable of [w1, w2]) {
      const slot = slots.get(variable) ?? tf.variable(tf.zerosLike(variable), false);
      slots.set(variable, slot);
      slot.assign(tf.add(tf.mul(slot, 0.9), grads[variable.name]));
      variable.assign(tf.sub(variable, tf.mul(slot, rate)));
    }
    return value;
  };
  const dispose = () => tf.dispose([w1, w2, counter, rate, ...slots.values()]);
  return { step, w1, w2, rate, counter, dispose };
}

function makeBatch(n: number): [tf.Tensor, tf.Tensor] {
  return tf.tidy(() => [
    tf.cos(tf.range(0, n * 4)).reshape([n, 4]),
    tf
      .oneHot(
        tf.tensor1d(
          Array.from({ length: n }, (_, i) => i % 3),
          'int32',
        ),
        3,
      )
      .cast('float32'),
  ]);
}

forEachDevice((test, device) => {
  for (const xla of [false, true]) {
    test(`compiled and as written: the same losses and weights over 50 steps, xla ${xla}`, () => {
      const [plain, native] = [makeTraining(), makeTraining()];
      const step = compile(native.step, { xla });
      const batch = makeBatch(6);
      for (let i = 0; i < 50; i++) {
        const expected = tf.tidy(() => plain.step(...batch).dataSync()[0]);
        assertClose(values(step(...batch)), [expected], { tolerance: 1e-4 });
        if (i === 20)
          for (const { rate } of [plain, native]) tf.tidy(() => rate.assign(tf.scalar(0.2)));
      }
      assertClose(native.w1, plain.w1.dataSync(), { tolerance: 1e-4 });
      assertClose(native.w2, plain.w2.dataSync(), { tolerance: 1e-4 });
      if (device === 'tensorflow') assert.ok(isCompiled(step));
      step.dispose();
      tf.dispose(batch);
      for (const each of [plain, native]) each.dispose();
    });
  }

  test('results: nested, plain values, arguments and variables, all owned by the caller', () => {
    const v = tf.variable(tf.tensor1d([5, 6]));
    const step = compile((batch: { x: tf.Tensor; scale: number }, label: string) => ({
      label,
      list: [tf.mul(batch.x, batch.scale), batch.x, v],
      nothing: undefined,
    }));
    const x = tf.tensor1d([1, 2]);
    const before = tf.memory().numTensors;
    for (let i = 0; i < 4; i++) {
      const { label, list, nothing } = step({ x, scale: 3 }, 'a');
      assert.equal(label, 'a');
      assert.equal(nothing, undefined);
      assertClose(list[0], [3, 6], { tolerance: 0 });
      assertClose(list[1], [1, 2], { tolerance: 0 });
      assertClose(list[2], [5, 6], { tolerance: 0 });
      tf.dispose(list);
    }
    assertClose(v, [5, 6], { tolerance: 0 });
    assertClose(x, [1, 2], { tolerance: 0 });
    assert.equal(tf.memory().numTensors, before);
    assertClose(values(step({ x, scale: 4 }, 'a').list[0]), [4, 8], { tolerance: 0 });
    step.dispose();
    assert.throws(() => step({ x, scale: 3 }, 'a'), /disposed/);
    tf.dispose([x, v]);
  });

  test('a function without variables, of no arguments, and of the same tensor twice', () => {
    const norm = compile((x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(x))));
    const two = compile(() => tf.scalar(2));
    const sum = compile((a: tf.Tensor, b: tf.Tensor) => tf.add(tf.mul(a, 10), b));
    const [x, y] = [tf.tensor1d([3, 4]), tf.tensor1d([1, 1])];
    for (let i = 0; i < 3; i++) {
      assertClose(values(norm(x)), [5]);
      assertClose(values(two()), [2]);
      assertClose(values(sum(x, x)), [33, 44]);
    }
    assertClose(values(sum(x, y)), [31, 41]); // compiled for equal arguments, called with others
    for (const step of [norm, two, sum]) step.dispose();
    tf.dispose([x, y]);
  });

  test('gradients are taken through a compiled step', () => {
    const square = compile((x: tf.Tensor) => tf.square(x));
    const x = tf.tensor1d([3, 4]);
    for (let i = 0; i < 4; i++) {
      values(square(x));
      assertClose(values(tf.grad((t: tf.Tensor) => tf.sum(square(t)))(x)), [6, 8]);
    }
    square.dispose();
    x.dispose();
  });

  test('a compiled step within a compiled step', () => {
    const inner = compile((x: tf.Tensor) => tf.mul(x, 2));
    const outer = compile((x: tf.Tensor) => tf.add(inner(x), 1));
    const x = tf.scalar(3);
    for (let i = 0; i < 4; i++) assertClose(values(outer(x)), [7]);
    for (let i = 0; i < 4; i++) assertClose(values(inner(x)), [6]);
    for (const step of [inner, outer]) step.dispose();
    x.dispose();
  });

  test('what a step cannot take or give is named', () => {
    const identity = compile((x: unknown) => x);
    assert.throws(() => identity(new Map()), /an argument of the step\[0\] is a Map/);
    assert.throws(() => identity({ f: () => 1 }), /an argument of the step\[0\]\.f is a function/);
    const giveDate = compile(() => new Date(0) as unknown as tf.Tensor);
    assert.throws(() => giveDate(), /the result of the step is a Date/);
    const later = compile(async () => tf.scalar(1));
    assert.throws(() => later(), /Promise \(a step cannot be async\)/);
    for (const step of [identity, giveDate, later]) step.dispose();
  });
});

onTensorFlow('the last, short batch is compiled too, and other shapes do not disturb', () => {
  const step = compile((x: tf.Tensor) => tf.sum(tf.square(x), -1));
  const [long, short] = [tf.ones([4, 3]), tf.ones([2, 3])];
  for (let epoch = 0; epoch < 3; epoch++) {
    assertClose(values(step(long)), [3, 3, 3, 3]);
    assertClose(values(step(short)), [3, 3]);
  }
  assert.deepEqual(step.report(), [
    { signature: '[float32[4,3]]', calls: 3, compiled: true },
    { signature: '[float32[2,3]]', calls: 3, compiled: true },
  ]);
  step.dispose();
  tf.dispose([long, short]);
});

onTensorFlow('many shapes warn once, and the oldest are released', (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const step = compile((x: tf.Tensor) => tf.sum(x));
  for (let n = 1; n <= 70; n++) {
    tf.tidy(() => {
      const x = tf.ones([n]);
      for (let i = 0; i < 2; i++) assert.deepEqual(values(step(x)), [n]);
    });
  }
  assert.equal(step.report().length, 64);
  assert.equal(warn.mock.callCount(), 1);
  assert.match(String(warn.mock.calls[0].arguments[0]), /8 different shapes.*float32\[8\].*Pad/s);
  step.dispose();
});

onTensorFlow('the key option: another value, another function', () => {
  let training = true;
  const step = compile((x: tf.Tensor) => (training ? tf.mul(x, 2) : x), { key: () => training });
  const x = tf.scalar(4);
  for (const mode of [true, false, true, false]) {
    training = mode;
    for (let i = 0; i < 3; i++) assert.deepEqual(values(step(x)), [mode ? 8 : 4]);
  }
  assert.equal(step.report().length, 2);
  step.dispose();
  x.dispose();
});

onTensorFlow('two steps over the same variables see each other, and changes from outside', () => {
  const v = tf.variable(tf.tensor1d([1, 2]));
  const double = compile(() => {
    v.assign(tf.mul(v, 2));
    return tf.sum(v);
  });
  const increment = compile(() => {
    v.assign(tf.add(v, 1));
    return tf.sum(v);
  });
  const expected = [1, 2];
  const both = (f: (x: number) => number) =>
    expected.forEach((x, i) => {
      expected[i] = f(x);
    });
  for (let i = 0; i < 6; i++) {
    both((x) => x * 2);
    assert.deepEqual(values(double()), [expected[0] + expected[1]]);
    both((x) => x + 1);
    assert.deepEqual(values(increment()), [expected[0] + expected[1]]);
    assert.deepEqual([...v.dataSync()], expected);
  }
  tf.tidy(() => v.assign(tf.tensor1d([10, 20])));
  assert.deepEqual(values(double()), [60]);
  const kept = v.clone(); // shares the variable's memory, and must not change with it
  assert.deepEqual(values(double()), [120]);
  assert.deepEqual([...kept.dataSync()], [20, 40]);
  assert.deepEqual([...v.dataSync()], [40, 80]);
  for (const step of [double, increment]) step.dispose();
  tf.dispose([v, kept]);
});

onTensorFlow('variables that share their memory at first are kept apart', () => {
  const a = tf.variable(tf.tensor1d([1, 1]));
  const b = tf.variable(a); // a target network begins like this
  const step = compile(() => {
    a.assign(tf.add(a, 1));
    return tf.sum(tf.sub(a, b));
  });
  assert.deepEqual(
    [1, 2, 3, 4].map(() => values(step())[0]),
    [2, 4, 6, 8],
  );
  assert.deepEqual([...b.dataSync()], [1, 1]);
  step.dispose();
  tf.dispose([a, b]);
});

onTensorFlow('operations without outputs run, in their order', async (t) => {
  const { mkdtempSync, readFileSync, rmSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const folder = mkdtempSync(`${tmpdir()}/compile-`);
  t.after(() => rmSync(folder, { recursive: true }));
  const backend = tf.backend() as unknown as {
    executeMultipleOutputs(
      name: string,
      attributes: object[],
      inputs: tf.Tensor[],
      n: number,
    ): void;
  };
  const text = (name: string, value: string) => ({ name, type: 0, value });
  const print = (word: tf.Tensor) =>
    backend.executeMultipleOutputs(
      'PrintV2',
      [text('output_stream', `file://${folder}/out`)],
      [word],
      0,
    );
  const step = compile((x: tf.Tensor) => {
    print(tf.scalar('first', 'string'));
    print(tf.scalar('second', 'string'));
    return tf.mul(x, 2);
  });
  const x = tf.scalar(1);
  for (let i = 0; i < 4; i++) assert.deepEqual(values(step(x)), [2]);
  assert.ok(isCompiled(step));
  assert.equal(readFileSync(`${folder}/out`, 'utf8'), 'first\nsecond\n'.repeat(4));
  step.dispose();
  x.dispose();
});

onTensorFlow('large tensors made in a step, and those from outside', () => {
  const many = Float32Array.from({ length: 5000 }, (_, i) => i);
  const outside = tf.tensor1d(many.slice());
  const step = compile((x: tf.Tensor) => tf.sum(tf.sub(tf.add(tf.tensor1d(many), x), outside)));
  const x = tf.scalar(2);
  for (let i = 0; i < 3; i++) assert.deepEqual(values(step(x)), [10000]);
  many.fill(7); // the compiled step holds values of its own
  assert.deepEqual(values(step(x)), [10000]);
  outside.dispose();
  assert.throws(() => step(x), /a tensor from outside that the step reads was disposed/);
  step.dispose();
  x.dispose();
});

onTensorFlow('an add-on without the patch: steps run as written, said once', (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const backend = tf.backend() as unknown as { binding: object };
  const { binding } = backend;
  t.after(() => {
    backend.binding = binding;
  });
  backend.binding = Object.create(binding, { registerFunction: { value: undefined } });
  const step = compile((x: tf.Tensor) => tf.mul(x, 2));
  const x = tf.scalar(4);
  for (let i = 0; i < 4; i++) assert.deepEqual(values(step(x)), [8]);
  assert.equal(warn.mock.callCount(), 1);
  assert.match(String(warn.mock.calls[0].arguments[0]), /npm run setup/);
  x.dispose();
});
