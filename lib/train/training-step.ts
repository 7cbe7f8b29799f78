import * as tf from '@tensorflow/tfjs';
import { outputScalars, readScalars } from './metrics';
import type { Optimizer } from './optimizer';
import type { Trainable } from './trainable';

/**
 * One training step: the model's loss on a batch, its gradients, and the optimizer's update.
 * @returns what the model reported, read on the host
 */
export async function trainStep<B>(
  model: Trainable<B>,
  optimizer: Optimizer,
  batch: B,
): Promise<Record<string, number>> {
  const scalars = tf.tidy(() => {
    let reported: Record<string, tf.Tensor> = {};
    const { grads } = tf.variableGrads(() => {
      reported = outputScalars(model.trainingStep(batch), 'trainingStep');
      for (const scalar of Object.values(reported)) tf.keep(scalar); // outlive the inner tidy
      return tf.reshape(reported.loss, []) as tf.Scalar;
    }, optimizer.parameters());
    optimizer.step(grads);
    return reported;
  });
  return readScalars(scalars);
}
