export { type Cooccurrence, CooccurrenceMatrix } from './cooccurrence-matrix';
export { Glove, type GloveTrainOptions } from './glove';
export type { GloveOptions, GloveSettings } from './options';
