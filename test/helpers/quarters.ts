// A small model and data for tests of training: in which quarter of the plane does a point lie?

import * as tf from '@tensorflow/tfjs';
import { crossEntropy, Dropout, Linear, Module, ReLU, Sequential } from '../../lib/nn';
import { Random } from '../../lib/random';
import {
  Adam,
  DataLoader,
  type OptimizerConfig,
  SGD,
  TensorDataset,
  Trainer,
  type TrainerOptions,
} from '../../lib/train';

export type XY = [x: tf.Tensor, y: tf.Tensor];

export class Quarters extends Module {
  readonly net: Sequential;
  constructor(
    seed: number,
    private readonly optimizer: 'sgd' | 'adam' = 'sgd',
    dropout = 0,
  ) {
    super();
    const random = new Random(seed);
    this.net = new Sequential(
      new Linear(2, 16, { random }),
      new ReLU(),
      new Dropout(dropout, { random }),
      new Linear(16, 4, { random }),
    );
  }
  forward(x: tf.Tensor) {
    return this.net.forward(x);
  }
  trainingStep([x, y]: XY) {
    const logits = this.forward(x);
    const right = tf.equal(tf.argMax(logits, -1), y);
    return { loss: crossEntropy(logits, y), accuracy: tf.mean(tf.cast(right, 'float32')) };
  }
  configureOptimizers(): OptimizerConfig {
    if (this.optimizer === 'adam') return new Adam(this.parameters(), { lr: 0.02 });
    return new SGD(this.parameters(), { lr: 0.2, momentum: 0.9 });
  }
}

export function points(count: number, seed: number): TensorDataset<XY> {
  const random = new Random(seed);
  const x = Array.from({ length: count }, () => [random.uniform(-1, 1), random.uniform(-1, 1)]);
  const y = x.map(([a, b]) => (a > 0 ? 1 : 0) + (b > 0 ? 2 : 0));
  return new TensorDataset<XY>(tf.tensor2d(x), tf.tensor1d(y, 'int32'));
}

export function shuffled(data: TensorDataset<XY>, batchSize = 20): DataLoader<XY> {
  return new DataLoader(data, { batchSize, shuffle: new Random(3) });
}

/** Always in the same order, so that sums over it agree to the last bit. */
export function inOrder(data: TensorDataset<XY>): DataLoader<XY> {
  return new DataLoader(data, { batchSize: 20 });
}

export function quiet(options: TrainerOptions): Trainer {
  return new Trainer({ progress: false, ...options });
}
