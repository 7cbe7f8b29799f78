import * as tf from '@tensorflow/tfjs';
import { evaluationMode, type Module } from '../nn';
import { batchSize, batchTensors } from './batch';
import { breathe } from './breathe';
import { Means, outputScalars, readScalars } from './metrics';
import type { Batches, StepOutput, Trainable } from './trainable';

/** A model's step for one kind of data, and how its results are called. */
export interface Evaluation<B> {
  name: string;
  prefix: string;
  run: (batch: B) => StepOutput;
}

/** The model's `validationStep`, or else its `trainingStep`. */
export function validationOf<B>(model: Trainable<B>): Evaluation<B> {
  if (!model.validationStep) {
    return { name: 'trainingStep', prefix: 'val', run: (batch) => model.trainingStep(batch) };
  }
  const run = model.validationStep.bind(model);
  return { name: 'validationStep', prefix: 'val', run };
}

/** The model's `testStep`, or else what it validates by. */
export function testOf<B>(model: Trainable<B>): Evaluation<B> {
  if (!model.testStep) return { ...validationOf(model), prefix: 'test' };
  return { name: 'testStep', prefix: 'test', run: model.testStep.bind(model) };
}

/**
 * Runs a step over all batches in evaluation mode and without gradients, and gives the mean
 * of each of its scalars, with `prefix` before their names: loss becomes `valLoss`.
 *
 * @throws the signal's reason when it aborts
 */
export async function evaluateLoop<B>(
  model: Trainable<B>,
  loader: Batches<B>,
  step: Evaluation<B>,
  signal?: AbortSignal,
): Promise<Record<string, number>> {
  const means = new Means();
  let batches = 0;
  await inEvaluation(model, async () => {
    for await (const batch of loader) {
      signal?.throwIfAborted();
      const scalars = tf.tidy(() => outputScalars(step.run(batch), step.name));
      means.add(await readScalars(scalars), batchSize(batch));
      batches++;
      await breathe();
    }
  });
  if (batches === 0) throw new Error(`${step.name}: the loader gave no batches`);
  return Object.fromEntries(
    Object.entries(means.values()).map(([name, value]) => [
      step.prefix + name[0].toUpperCase() + name.slice(1),
      value,
    ]),
  );
}

/** The predictions for all batches, joined along the first dimension. The caller owns them. */
export async function predictLoop<B>(
  model: Trainable<B>,
  loader: Batches<B>,
  signal?: AbortSignal,
): Promise<tf.Tensor> {
  const parts: tf.Tensor[] = [];
  try {
    await inEvaluation(model, async () => {
      for await (const batch of loader) {
        signal?.throwIfAborted();
        parts.push(tf.tidy(() => predictBatch(model, batch)));
        await breathe();
      }
    });
    if (parts.length === 0) throw new Error('predict: the loader gave no batches');
    return tf.tidy(() => tf.concat(parts));
  } finally {
    tf.dispose(parts);
  }
}

function predictBatch<B>(model: Trainable<B>, batch: B): tf.Tensor {
  if (model.predictStep) return model.predictStep(batch);
  const [input] = batchTensors(batch);
  const output = (model.forward as (x: tf.Tensor) => unknown)(input);
  if (output instanceof tf.Tensor) return output;
  throw new Error('predict: forward gave no tensor; give the model a predictStep');
}

async function inEvaluation(model: Module, body: () => Promise<void>): Promise<void> {
  const restoreModes = evaluationMode(model);
  try {
    await body();
  } finally {
    restoreModes();
  }
}
