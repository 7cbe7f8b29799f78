export {
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
export { type CrossEntropyOptions, crossEntropy, type Reduction } from './cross-entropy';
export * as init from './init';
export { Linear, type LinearOptions } from './linear';
export { type Layer, Module, type StateDict } from './module';
export { type BufferOptions, buffer, isBuffer, parameter } from './parameter';
export { Sequential } from './sequential';
export { type Dimension, expectDtype, expectShape, expectSize, formatShape } from './shape';
