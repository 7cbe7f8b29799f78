export { EmbeddingNetwork, type EmbeddingNetworkOptions } from './embedding-network';
export * from './glove';
export * from './keyed-vectors';
export {
  Perceptron,
  type PerceptronFitOptions,
  type PerceptronHistory,
  type PerceptronUpdate,
  type Separator,
} from './perceptron';
export { margin, mistakeBound, radius } from './perceptron-bound';
