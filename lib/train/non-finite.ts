import * as tf from '@tensorflow/tfjs';
import { watchForward } from '../nn';
import { batchTensors } from './batch';
import { outputScalars } from './metrics';
import type { Trainable } from './trainable';

/** A loss or gradient was NaN or infinite. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
}

/**
 * The error for a step whose loss or gradient was not finite. Computes the step once more,
 * piece by piece, to say where it began: in the batch, the parameters, the output of a module,
 * the loss, or the gradient of a parameter.
 *
 * @param where the step, in words: `step 12 (epoch 2)`
 * @param batch what it was made with, where that is still there
 */
export async function nonFiniteError<B>(
  where: string,
  loss: number,
  model: Trainable<B>,
  batch: B | undefined,
): Promise<NonFiniteError> {
  const found: string[] = [];
  const note = async (what: string, tensors: [string, tf.Tensor][]) => {
    const names: string[] = [];
    for (const [name, tensor] of tensors) if (await isBroken(tensor)) names.push(name);
    if (names.length > 0) found.push(`${what} ${names.join(', ')}`);
  };
  await note(
    'already in the batch: tensor',
    batchTensors(batch).map((tensor, i) => [String(i), tensor]),
  );
  await note('already in the parameters', model.namedParameters());

  if (batch !== undefined) {
    const { outputs, loss, gradients } = computeAgain(model, batch);
    for (const [name, output] of outputs) {
      if (found.length === 0) await note('first in the output of', [[name, output]]);
    }
    if (found.length === 0) await note('first in', [['the loss itself', loss]]);
    await note('in the gradients of', gradients);
    tf.dispose([outputs, loss, gradients]);
  }

  const finiteLoss = Number.isFinite(loss);
  return new NonFiniteError(
    `Trainer: ${finiteLoss ? 'a gradient' : 'the loss'} of ${where} is ` +
      `${finiteLoss ? 'not finite' : loss}; found ${found.join('; ') || 'no more when repeated'}. ` +
      'The parameters are as before this step. A smaller learning rate, a warm-up or clipNorm ' +
      'often helps; else look at the logarithms and divisions of the model.',
  );
}

/** The outputs of the modules, in the order of their ends, the loss, and the gradients. */
function computeAgain<B>(model: Trainable<B>, batch: B) {
  const outputs: [string, tf.Tensor][] = [];
  const named = new Map(model.namedParameters().map(([name, variable]) => [variable.name, name]));
  const { loss, gradients } = tf.tidy(() => {
    const { value: loss, grads } = tf.variableGrads(() => {
      const watcher = (name: string, module: object, output: tf.Tensor) => {
        const label = `${name || 'the model'} (${module.constructor.name})`;
        outputs.push([label, tf.keep(tf.clone(output))]);
      };
      const step = () => outputScalars(model.trainingStep(batch), 'trainingStep');
      return watchForward(model, watcher, step).loss as tf.Scalar;
    }, model.parameters());
    const gradients = Object.entries(grads)
      .filter(([, gradient]) => gradient as tf.Tensor | null)
      .map(([name, gradient]): [string, tf.Tensor] => [named.get(name) as string, gradient]);
    return { loss, gradients };
  });
  return { outputs, loss, gradients };
}

async function isBroken(tensor: tf.Tensor): Promise<boolean> {
  if (tensor.dtype !== 'float32') return false;
  const values = await tensor.data();
  return values.some((value) => !Number.isFinite(value));
}
