export {
  Analogies,
  type AnalogyOptions,
  type AnalogyQuestion,
  type AnalogyQuestions,
  type AnalogyResult,
  evaluateAnalogies,
} from './analogies';
export {
  type Key,
  KeyedVectors,
  type MostSimilarOptions,
  type Similar,
  type WeightedKey,
} from './keyed-vectors';
export type { EvaluationOptions } from './known-words';
export { evaluatePairs, type PairOptions, type PairResult, type WordPair } from './pairs';
export { loadWord2VecFormat, type WordVectorData, type WordVectorLoadOptions } from './read-format';
export { UnknownWordError } from './unknown-word';
export { saveWord2VecFormat, type WordVectorSaveOptions } from './write-format';
