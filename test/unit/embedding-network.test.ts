import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { EmbeddingNetwork } from '../../lib/models/embedding-network';
import { Random } from '../../lib/random';
import { DataLoader, TensorDataset, Trainer } from '../../lib/train';

// "Troll 2 is great!" and "Gymkata is great!": Troll 2 0, is 1, great! 2, Gymkata 3.
const WORDS = [0, 1, 3, 1];
const NEXT = [1, 2, 1, 2];

const cosine = (a: number[], b: number[]) => {
  const dot = (p: number[], q: number[]) => p.reduce((sum, v, i) => sum + v * q[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};
const distance = (a: number[], b: number[]) => Math.hypot(...a.map((v, i) => v - b[i]));

async function trained(seed: number) {
  const network = new EmbeddingNetwork({ vocabSize: 4, random: new Random(seed) });
  const start = network.vectors();
  const data = new TensorDataset(tf.tensor1d(WORDS, 'int32'), tf.tensor1d(NEXT, 'int32'));
  const trainer = new Trainer({ maxEpochs: 100, progress: false });
  await trainer.fit(network, new DataLoader(data, { batchSize: 4 }));
  trainer.dispose();
  return { network, start };
}

describe('EmbeddingNetwork', () => {
  test('begins with weights from U(−0.5, 0.5), the same for the same seed', () => {
    const make = (seed: number) =>
      new EmbeddingNetwork({ vocabSize: 500, embeddingSize: 3, random: new Random(seed) });
    const network = make(0);
    for (const parameter of network.parameters()) {
      const values = Array.from(parameter.dataSync());
      assert.deepEqual(parameter.shape, [500, 3]);
      assert.ok(Math.min(...values) >= -0.5 && Math.min(...values) < -0.49);
      assert.ok(Math.max(...values) < 0.5 && Math.max(...values) > 0.49);
    }
    assert.deepEqual(make(0).vectors(), network.vectors());
    assert.notDeepEqual(make(1).vectors(), network.vectors());
  });

  test('its logits are dot products of a word’s row with every output row', () => {
    const network = new EmbeddingNetwork({ vocabSize: 4, random: new Random(3) });
    const logits = tf.tidy(() => network.forward(tf.tensor1d([2, 0], 'int32')).arraySync());
    const rows = network.output.weight.arraySync() as number[][];
    for (const [i, word] of [2, 0].entries()) {
      const vector = network.vectors()[word];
      for (const [k, row] of rows.entries()) {
        const wanted = row[0] * vector[0] + row[1] * vector[1];
        assert.ok(Math.abs((logits as number[][])[i][k] - wanted) < 1e-6);
      }
    }
  });

  test('Troll 2 and Gymkata end close together, from ten starts', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const { network, start } = await trained(seed);
      const [troll, is, great, gymkata] = network.vectors();
      assert.ok(cosine(troll, gymkata) > 0.9, `seed ${seed}: ${cosine(troll, gymkata)}`);
      const films = distance(troll, gymkata);
      for (const other of [is, great]) {
        assert.ok(films < distance(troll, other) && films < distance(gymkata, other));
      }
      // Nothing comes after great!, so it has no slope and stays.
      assert.deepEqual(great, start[2]);
      const said = tf.tidy(() => network.forward(tf.tensor1d(WORDS, 'int32')).argMax(1));
      assert.deepEqual(Array.from(said.dataSync()), NEXT);
    }
  });

  test('making one and training it leaves no tensors but its own', async () => {
    const before = tf.memory().numTensors;
    const { network } = await trained(0);
    network.dispose();
    assert.ok(tf.memory().numTensors - before <= 2, 'the two tensors of the data set');
  });
});
