export type { Sentences, Word2VecForm, Word2VecOptions, Word2VecSettings } from './options';
export type { EpochReport, TrainReport } from './training';
export { type TrainOptions, Word2Vec } from './word2vec';
