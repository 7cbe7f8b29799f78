// A step of real layers, with and without XLA, which leaves dropout's numbers to TensorFlow.

import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../lib/compile';
import { crossEntropy, Dropout, GELU, LayerNorm, Linear, Module, Sequential } from '../../lib/nn';
import { Random } from '../../lib/random';
import { Adam } from '../../lib/train';
import { assertClose } from '../helpers/close';
import { onTensorFlow } from '../helpers/tensorflow';

class Network extends Module {
  readonly layers: Sequential;
  readonly optimizer: Adam;

  constructor() {
    super();
    const random = new Random(3);
    this.layers = new Sequential(
      new Linear(32, 128, { random }),
      new LayerNorm(128),
      new GELU({ approximate: 'tanh' }),
      new Dropout(0.1, { random }),
      new Linear(128, 128, { random }),
      new GELU(),
      new LayerNorm(128),
      new Linear(128, 10, { random }),
    );
    this.optimizer = new Adam(this.parameters(), { lr: 1e-3 });
  }

  forward(x: tf.Tensor) {
    return this.layers.forward(x);
  }

  step = (x: tf.Tensor, y: tf.Tensor) =>
    this.optimizer.minimize(() => crossEntropy(this.forward(x), y));
}

type Step = Network['step'];

/** The losses of 50 steps of a new network, which all begin alike. */
function train(x: tf.Tensor, y: tf.Tensor, prepare: (step: Step) => Step): number[] {
  const network = new Network();
  const step = prepare(network.step);
  const losses = Array.from({ length: 50 }, () => tf.tidy(() => step(x, y).dataSync()[0]));
  network.optimizer.dispose();
  network.dispose();
  return losses;
}

onTensorFlow('layers, dropout and Adam: the same losses over 50 steps in every way', () => {
  const x = tf.tidy(() => tf.sin(tf.range(0, 64 * 32)).reshape([64, 32]));
  const y = tf.tidy(() => tf.mod(tf.range(0, 64, 1, 'int32'), tf.scalar(10, 'int32')));
  const written = train(x, y, (step) => step);
  assert.ok(written[49] < written[0] - 0.1, `${written[0]} to ${written[49]}`);
  for (const xla of [false, true]) {
    const compiled: { report(): { compiled: boolean }[]; dispose(): void }[] = [];
    const losses = train(x, y, (step) => {
      const native = compile(step, { xla });
      compiled.push(native);
      return native;
    });
    assert.deepEqual(
      compiled[0].report().map(({ compiled }) => compiled),
      [true],
    );
    assertClose(losses, written, { name: `xla ${xla}`, tolerance: 1e-4 });
    compiled[0].dispose();
  }
  tf.dispose([x, y]);
});
