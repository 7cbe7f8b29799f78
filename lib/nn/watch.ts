import * as tf from '@tensorflow/tfjs';
import type { Module } from './module';

/** Is told of each module that finished its `forward`, with the first tensor of its output. */
export type Watcher = (name: string, module: Module, output: tf.Tensor) => void;

/**
 * Runs `body` and tells `watcher` of every `forward` of a module of `model` meanwhile, inner
 * modules before those around them. The model is left as it was, also after an error.
 */
export function watchForward<T>(model: Module, watcher: Watcher, body: () => T): T {
  const watched = model.namedModules().map(([name, module]) => {
    const own = Object.getOwnPropertyDescriptor(module, 'forward');
    const original = module.forward as (...inputs: unknown[]) => unknown;
    module.forward = (...inputs: unknown[]) => {
      const output = original.apply(module, inputs);
      const first = firstTensor(output);
      if (first) watcher(name, module, first);
      return output;
    };
    return { module, own };
  });
  try {
    return body();
  } finally {
    for (const { module, own } of watched) {
      if (own) Object.defineProperty(module, 'forward', own);
      else delete (module as { forward?: unknown }).forward;
    }
  }
}

function firstTensor(output: unknown): tf.Tensor | undefined {
  if (output instanceof tf.Tensor) return output;
  if (typeof output !== 'object' || output === null) return undefined;
  for (const inner of Object.values(output)) {
    const found = firstTensor(inner);
    if (found) return found;
  }
  return undefined;
}
