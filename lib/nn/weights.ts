import * as tf from '@tensorflow/tfjs';
import {
  fromSafetensor,
  SafetensorsFile,
  type SafetensorsTensor,
  toSafetensor,
  writeSafetensors,
} from '../files';
import type { Module, StateDict } from './module';

/**
 * Writes a module's state dict as a safetensors file, whole or not at all.
 *
 * @param metadata free text that goes with it
 */
export async function saveWeights(
  path: string,
  module: Module,
  metadata: Record<string, string> = {},
): Promise<void> {
  const state = module.stateDict();
  try {
    await writeSafetensors(path, await toSafetensors(state), metadata);
  } finally {
    tf.dispose(state);
  }
}

/**
 * Loads a safetensors file into a module (see {@link Module.loadStateDict}).
 *
 * @throws Error for a file that is not valid, or that does not fit the module
 */
export async function loadWeights(
  path: string,
  module: Module,
  options: { strict?: boolean } = {},
): Promise<{ missing: string[]; unexpected: string[] }> {
  const file = await SafetensorsFile.open(path);
  const state: StateDict = {};
  try {
    for (const name of file.tensors.keys()) state[name] = toTensor(await file.read(name));
    return module.loadStateDict(state, options);
  } finally {
    tf.dispose(state);
    await file.close();
  }
}

/** Tensors as a safetensors file holds them. */
export async function toSafetensors(
  tensors: Readonly<Record<string, tf.Tensor>>,
): Promise<[string, SafetensorsTensor][]> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => {
    const values = (await tensor.data()) as Float32Array | Int32Array;
    return [name, toSafetensor(values, tensor.shape)] as [string, SafetensorsTensor];
  });
  return Promise.all(entries);
}

/** A tensor of a safetensors file: float32, or int32 for integers and booleans. */
export function toTensor(tensor: SafetensorsTensor): tf.Tensor {
  const values = fromSafetensor(tensor);
  return tf.tensor(values, tensor.shape, values instanceof Float32Array ? 'float32' : 'int32');
}
