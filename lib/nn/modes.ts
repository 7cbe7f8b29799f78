import type { Module } from './module';

/** Switches a model to evaluation mode; the function that it gives brings each mode back. */
export function evaluationMode(model: Module): () => void {
  const modes = model.namedModules().map(([, module]) => ({ module, training: module.training }));
  model.eval();
  return () => {
    for (const { module, training } of modes) module.training = training;
  };
}
