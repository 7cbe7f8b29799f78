// Our contestants: 'eager', 'compiled' and 'xla' on TensorFlow.

import * as tf from '@tensorflow/tfjs';
import { compile } from '../../lib/compile';
import { useDevice } from '../../lib/device';
import { loadWeights } from '../../lib/nn';
import { Random } from '../../lib/random';
import { Adam } from '../../lib/train';
import { GPT } from './model';
import { contest, makeIds, type Setup } from './protocol';

contest(async ({ size, weights, mode }: Setup) => {
  await useDevice('tensorflow', { quiet: true });
  const model = new GPT(size, new Random(0));
  await loadWeights(weights, model);
  const optimizer = new Adam(model.parameters(), { lr: 1e-3 });
  const { ids, targets } = makeIds(size);
  const shape: [number, number] = [size.batch, size.time];
  const [x, y] = [ids, targets].map((values) => tf.tensor2d(values, shape, 'int32'));
  const train = (x: tf.Tensor, y: tf.Tensor) => optimizer.minimize(() => model.loss(x, y));
  const step = mode === 'eager' ? train : compile(train, { xla: mode === 'xla' });
  return () => {
    const loss = step(x, y);
    const [value] = loss.dataSync();
    loss.dispose();
    return value;
  };
});
