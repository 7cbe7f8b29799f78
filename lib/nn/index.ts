export {
  GELU,
  logSoftmax,
  ReLU,
  relu,
  Sigmoid,
  Softmax,
  Softplus,
  sigmoid,
  softmax,
  softplus,
  Tanh,
  tanh,
} from './activations';
export { BatchNorm, type BatchNormOptions } from './batch-norm';
export type { ClassTargetOptions } from './class-targets';
export { type CrossEntropyOptions, crossEntropy } from './cross-entropy';
export { Dropout } from './dropout';
export { Embedding, type EmbeddingOptions } from './embedding';
export { gelu } from './gelu';
export * as init from './init';
export { LayerNorm, type LayerNormOptions } from './layer-norm';
export { Linear, type LinearOptions } from './linear';
export { binaryCrossEntropyWithLogits, klDivLoss, mseLoss, nllLoss } from './losses';
export { evaluationMode } from './modes';
export { type Layer, Module, type StateDict } from './module';
export { type BufferOptions, buffer, isBuffer, isRandomCounter, parameter } from './parameter';
export type { Reduction } from './reduction';
export { Sequential } from './sequential';
export { type Dimension, expectDtype, expectShape, expectSize, formatShape } from './shape';
export {
  type LayerTrace,
  type ModuleSummary,
  Summary,
  summary,
  Trace,
  trace,
} from './summary';
export { type Watcher, watchForward } from './watch';
export { loadWeights, saveWeights } from './weights';
