// A project of someone who has only installed the package: its files, and what its program says.

/** What the program prints as its last line. */
export interface XorReport {
  device: string;
  firstLoss: number;
  lastLoss: number;
  predictions: number[];
  /** Whether a class of one room is the same as another room's code uses. */
  oneClass: boolean;
  /** How many names each room exports. */
  rooms: Record<string, number>;
  /** The files of CommonJS packages that it loaded. */
  loaded: string[];
}

/** The files of the project; its program trains XOR and imports every room. */
export function xorProject(rooms: string[]): Record<string, string> {
  return {
    'package.json': JSON.stringify({ name: 'someone-elses', private: true, type: 'module' }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'nodenext',
        strict: true,
        outDir: 'out',
        rootDir: 'src',
        types: ['node'],
        // The declarations of tfjs itself are not clean; those of the package are looked at apart.
        skipLibCheck: true,
      },
      include: ['src'],
    }),
    'src/xor.ts': XOR,
    'src/main.ts': MAIN.replace('ROOMS', JSON.stringify(rooms)),
  };
}

const XOR = `
import * as tf from '@tensorflow/tfjs';
import { binaryCrossEntropyWithLogits, Linear, Module, Sequential, Tanh } from 'perceptron-to-gpt/nn';
import type { Random } from 'perceptron-to-gpt/random';
import { Adam, type OptimizerConfig } from 'perceptron-to-gpt/train';

export type XY = [x: tf.Tensor, y: tf.Tensor];

export class Xor extends Module {
  readonly net: Sequential;
  constructor(random: Random) {
    super();
    this.net = new Sequential(new Linear(2, 8, { random }), new Tanh(), new Linear(8, 1, { random }));
  }
  forward(x: tf.Tensor): tf.Tensor {
    return this.net.forward(x);
  }
  trainingStep([x, y]: XY): tf.Tensor {
    return binaryCrossEntropyWithLogits(this.forward(x), y);
  }
  configureOptimizers(): OptimizerConfig {
    return new Adam(this.parameters(), { lr: 0.05 });
  }
}
`;

const MAIN = `
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { useDevice } from 'perceptron-to-gpt/device';
import { summary } from 'perceptron-to-gpt/nn';
import { Table } from 'perceptron-to-gpt/progress';
import { Random } from 'perceptron-to-gpt/random';
import { DataLoader, TensorDataset, Trainer } from 'perceptron-to-gpt/train';
import { Xor, type XY } from './xor.js';

const device = await useDevice();
const x = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]);
const y = tf.tensor2d([[0], [1], [1], [0]]);
const random = new Random(0);
const model = new Xor(random);
const loader = new DataLoader(new TensorDataset<XY>(x, y), { batchSize: 4, shuffle: random });
const trainer = new Trainer({ maxEpochs: 200, progress: false });
const history = await trainer.fit(model, loader);
const logits = await trainer.predict(model, new DataLoader(new TensorDataset<XY>(x, y), { batchSize: 4 }));

// @ts-expect-error a wrong type is seen from outside: the declarations are no any
export const wrong = () => new Random('seed');

const rooms: Record<string, number> = {};
for (const room of ROOMS) {
  rooms[room] = Object.keys(await import(\`perceptron-to-gpt/\${room}\`)).length;
}
const report = {
  device: device.name,
  firstLoss: history.epochs[0].loss,
  lastLoss: history.epochs[199].loss,
  predictions: Array.from(logits.dataSync(), (logit) => (logit > 0 ? 1 : 0)),
  oneClass: summary(model) instanceof Table,
  rooms,
  loaded: Object.keys(createRequire(import.meta.url).cache),
};
console.log(JSON.stringify(report));
`;
