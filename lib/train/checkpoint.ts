import * as tf from '@tensorflow/tfjs';
import { SafetensorsFile, writeSafetensors } from '../files';
import { isRandomCounter, type Module } from '../nn';
import { seedOf, setSeed } from '../nn/parameter';
import { toSafetensors, toTensor } from '../nn/weights';
import type { LoaderState } from './data-loader';
import type { FitState } from './fit-state';
import type { EpochRecord, StepRecord } from './history';
import { Means } from './metrics';
import type { ScheduleState } from './schedule';

const FORMAT = 'perceptron-to-gpt checkpoint 1';

/** All of a training that is no tensor. */
interface Progress {
  epoch: number;
  step: number;
  phase: FitState<unknown>['phase'];
  batches: number;
  seconds: number;
  epochMeans: ReturnType<Means['toJSON']>;
  history: { steps: StepRecord[]; epochs: EpochRecord[] };
  loader: LoaderState | null;
  groups: { lr: number; momentum?: number }[];
  schedule: ScheduleState | null;
  callbacks: unknown[];
}

type Tensors = Record<string, tf.Tensor>;

/**
 * Writes all of a training into one safetensors file, whole or not at all: `model.*` the
 * weights and buffers, `optimizer.*` what the optimizer remembers, `random.*` each module's
 * seed and how often it drew random numbers; progress, history and the loader's place as JSON beside them.
 */
export async function writeCheckpoint<B>(path: string, state: FitState<B>): Promise<void> {
  const weights = state.model.stateDict();
  const { slots, groups } = state.optimizer.stateDict();
  const draws = randomDraws(state.model);
  try {
    const tensors: Tensors = {
      ...prefixed('model.', weights),
      ...prefixed('optimizer.', slots),
      ...prefixed('random.', draws),
    };
    const { epoch, step, phase, seconds, epochMeans, history } = state;
    const loader = state.loaderState();
    const progress: Progress = {
      ...{ epoch, step, phase, seconds, groups },
      batches: state.batches - state.stepper.pending,
      epochMeans: epochMeans.toJSON(),
      history: { steps: history.steps, epochs: history.epochs },
      loader: loader ?? null,
      schedule: state.schedule?.stateDict() ?? null,
      callbacks: state.callbacks.map((callback) => callback.stateDict?.() ?? null),
    };
    const metadata = { format: FORMAT, progress: JSON.stringify(progress) };
    await writeSafetensors(path, await toSafetensors(tensors), metadata);
  } finally {
    tf.dispose([weights, slots, draws]);
  }
}

/**
 * Brings a training to where the checkpoint was written. The state must be new: made of a model
 * of the same form, with the same optimizer and callbacks.
 *
 * @throws Error that names the file, and what in it does not fit
 */
export async function restoreCheckpoint<B>(path: string, state: FitState<B>): Promise<void> {
  const { tensors, progress } = await readCheckpoint(path);
  try {
    state.model.loadStateDict(withoutPrefix('model.', tensors));
    restoreCounters(state.model, withoutPrefix('random.', tensors));
    const slots = withoutPrefix('optimizer.', tensors);
    state.schedule?.loadStateDict(progress.schedule ?? {});
    state.optimizer.loadStateDict({ slots, groups: progress.groups });
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  } finally {
    tf.dispose(tensors);
  }
  const { epoch, step, phase, batches, seconds } = progress;
  Object.assign(state, { epoch, step, phase, batches, seconds });
  state.epochMeans = new Means(...progress.epochMeans);
  state.history.steps.push(...progress.history.steps.map(withNaN));
  state.history.epochs.push(...progress.history.epochs.map(withNaN));
  state.epochPlace = progress.loader ?? undefined;
  progress.callbacks.forEach((saved, i) => {
    if (saved !== null) state.callbacks[i]?.loadStateDict?.(saved);
  });
}

/** Loads only the weights and buffers of a checkpoint into a model. */
export async function loadCheckpointWeights(path: string, model: Module): Promise<void> {
  const { tensors } = await readCheckpoint(path);
  try {
    model.loadStateDict(withoutPrefix('model.', tensors));
  } finally {
    tf.dispose(tensors);
  }
}

async function readCheckpoint(path: string): Promise<{ tensors: Tensors; progress: Progress }> {
  const file = await SafetensorsFile.open(path);
  const tensors: Tensors = {};
  try {
    if (file.metadata.get('format') !== FORMAT) {
      throw new Error(
        `${path} is not a checkpoint of a training; use loadWeights for weights alone`,
      );
    }
    for (const name of file.tensors.keys()) tensors[name] = toTensor(await file.read(name));
    return { tensors, progress: JSON.parse(file.metadata.get('progress') ?? '') as Progress };
  } catch (error) {
    tf.dispose(tensors);
    throw error;
  } finally {
    await file.close();
  }
}

function randomCounters(model: Module): [string, tf.Variable][] {
  return model.namedBuffers().filter(([, buffer]) => isRandomCounter(buffer));
}

/** Each random counter's seed and count, in tensors of the caller. */
function randomDraws(model: Module): Tensors {
  const pairs = randomCounters(model).map(([name, counter]) => {
    const pair = tf.tidy(() => tf.stack([tf.scalar(seedOf(counter), 'int32'), counter]));
    return [name, pair] as const;
  });
  return Object.fromEntries(pairs);
}

function restoreCounters(model: Module, saved: Tensors): void {
  for (const [name, counter] of randomCounters(model)) {
    if (saved[name]?.size !== 2) throw new Error(`random.${name} is not there, or no pair`);
    const [seed, count] = saved[name].dataSync();
    setSeed(counter, seed);
    tf.tidy(() => counter.assign(tf.scalar(count, 'int32')));
  }
}

function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]),
  );
}

function withoutPrefix(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}

/** JSON has no NaN and writes null. */
function withNaN<R extends Record<string, number>>(record: R): R {
  const entries = Object.entries(record).map(([name, value]) => [name, value ?? Number.NaN]);
  return Object.fromEntries(entries) as R;
}
