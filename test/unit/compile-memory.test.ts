// What a compiled step holds, and that disposal gives all of it back.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { compile, statelessUniform } from '../../lib/compile';
import { encodeGraph } from '../../lib/compile/graph-def';
import type { Binding } from '../../lib/compile/native';
import { DTYPE } from '../../lib/compile/native';
import { assertClose } from '../helpers/close';
import { onTensorFlow } from '../helpers/tensorflow';

/** Watches what functions TensorFlow is given: their names and how many bytes their graphs have. */
function watchFunctions(t: TestContext): Map<string, number> {
  const backend = tf.backend() as unknown as { binding: Binding };
  const { binding } = backend;
  const registered = new Map<string, number>();
  const registerFunction: Binding['registerFunction'] = (name, graph, ...ends) => {
    binding.registerFunction(name, graph, ...ends);
    registered.set(name, graph.length);
  };
  const removeFunction: Binding['removeFunction'] = (name) => {
    binding.removeFunction(name);
    registered.delete(name);
  };
  backend.binding = Object.create(binding, {
    registerFunction: { value: registerFunction },
    removeFunction: { value: removeFunction },
  });
  t.after(() => {
    backend.binding = binding;
  });
  return registered;
}

function countTensors(): number[] {
  const backend = tf.backend() as unknown as { getNumOfTFTensors(): number };
  return [tf.memory().numTensors, tf.memory().numBytes, backend.getNumOfTFTensors()];
}

/** Layers with noise between them, which XLA gets in parts, and a table of constants. */
function makeTraining() {
  const weights = Array.from({ length: 3 }, (_, i) =>
    tf.tidy(() => tf.variable(tf.sin(tf.range(i, i + 256)).reshape([16, 16]))),
  );
  const counter = tf.tidy(() => tf.variable(tf.scalar(0, 'int32'), false));
  const table = Float32Array.from({ length: 2048 }, (_, i) => Math.cos(i));
  const step = (x: tf.Tensor) => {
    counter.assign(tf.add(counter, tf.scalar(1, 'int32')));
    const { value, grads } = tf.variableGrads(() => {
      let y = tf.add(x, tf.slice(tf.tensor2d(table, [128, 16]), [0, 0], [8, 16]));
      for (const [i, weight] of weights.entries()) {
        const noise = statelessUniform([8, 16], i, counter);
        y = tf.tanh(tf.matMul(tf.mul(y, noise), weight as tf.Tensor));
      }
      return tf.sum(tf.square(y)) as tf.Scalar;
    }, weights);
    for (const weight of weights) {
      weight.assign(tf.sub(weight, tf.mul(grads[weight.name], 0.01)));
    }
    return value;
  };
  return { step, dispose: () => tf.dispose([...weights, counter]) };
}

for (const xla of [false, true]) {
  onTensorFlow(`no memory stays: 25 cycles and 2,000 calls, xla ${xla}`, (t) => {
    const functions = watchFunctions(t);
    const training = makeTraining();
    const x = tf.ones([8, 16]);
    const cycle = (calls: number) => {
      const step = compile(training.step, { xla });
      for (let i = 0; i < calls; i++) step(x).dispose();
      assert.ok(step.report().every(({ compiled }) => compiled));
      assert.ok(xla ? functions.size > 1 : functions.size === 1, `${functions.size} functions`);
      step.dispose();
      assert.equal(functions.size, 0);
    };
    for (let i = 0; i < 10; i++) cycle(4);
    const before = countTensors();
    const rss = process.memoryUsage().rss;
    for (let i = 0; i < 25; i++) cycle(4);
    assert.deepEqual(countTensors(), before);
    cycle(2000);
    assert.deepEqual(countTensors(), before);
    const grown = (process.memoryUsage().rss - rss) / 2 ** 20;
    assert.ok(grown < 40, `the process grew by ${grown.toFixed(0)} MB`);
    x.dispose();
    training.dispose();
  });

  onTensorFlow(`two steps that do the same are disposed one by one, xla ${xla}`, () => {
    const x = tf.scalar(3);
    const [first, second] = [0, 1].map(() =>
      compile((x: tf.Tensor) => tf.sqrt(tf.add(tf.square(x), 16)), { xla }),
    );
    const expectFive = (step: typeof first) => {
      const result = step(x);
      assertClose(result, [5]);
      result.dispose();
    };
    for (let i = 0; i < 4; i++) for (const step of [first, second]) expectFive(step);
    first.dispose();
    for (let i = 0; i < 3; i++) expectFive(second);
    second.dispose();
    x.dispose();
  });
}

onTensorFlow('large tensors made in a step are handed over, not written into its graph', (t) => {
  const functions = watchFunctions(t);
  const values = Float32Array.from({ length: 5000 }, (_, i) => i);
  const step = compile((x: tf.Tensor) => tf.sum(tf.add(tf.tensor1d(values), x)));
  const x = tf.scalar(2);
  for (let i = 0; i < 4; i++) {
    const sum = step(x);
    assertClose(sum, [12497500 + 10000], { tolerance: 1e-6 });
    sum.dispose();
  }
  const [bytes] = functions.values();
  assert.ok(bytes < values.byteLength / 4, `the graph has ${bytes} bytes`);
  step.dispose();
  x.dispose();
});

onTensorFlow('operations without outputs are kept, each after the one before', () => {
  const word = { id: 1, dtype: DTYPE.string, shape: [] };
  const print = { name: 'PrintV2', attributes: [], inputs: [1], outputs: [] };
  const { bytes, controlOutputs } = encodeGraph({
    inputs: [word],
    constants: [],
    operations: [print, print, print],
    outputs: [1],
  });
  // The reader that tfjs-node brings for saved models.
  const { GraphDef } = require('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js');
  const nodes: { getOp(): string; getInputList(): string[] }[] =
    GraphDef.deserializeBinary(bytes).getNodeList();
  assert.deepEqual(
    nodes.filter((node) => node.getOp() === 'PrintV2').map((node) => node.getInputList()),
    [['input0:0'], ['input0:0', '^operation0'], ['input0:0', '^operation1']],
  );
  assert.deepEqual(controlOutputs, ['operation2']);
});
