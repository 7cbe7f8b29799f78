import type { Random } from '../../random';
import { type HuffmanCodes, huffmanCodes } from './huffman';
import type { Job } from './jobs';
import type { Word2VecSettings } from './options';
import { cumulativeTable, keepThresholds } from './sampling';

/** The numbers that training changes. */
export interface Weights {
  /** What becomes the words' vectors, shape (V, D). */
  vectors: Float32Array;
  /** The other side of negative sampling: a vector for each word as one to predict, (V, D). */
  outputs: Float32Array | undefined;
  /** Hierarchical softmax: a vector for each inner node of the tree, (V − 1, D). */
  nodes: Float32Array | undefined;
}

/** What follows from the words' counts. */
export interface Tables {
  /** See keepThresholds; undefined without subsampling. */
  keep: Uint32Array | undefined;
  /** See cumulativeTable; undefined without negative sampling. */
  cumulative: Uint32Array | undefined;
  /** Undefined without hierarchical softmax. */
  codes: HuffmanCodes | undefined;
}

/** All that a form of the training works on. */
export interface Model {
  settings: Word2VecSettings;
  weights: Weights;
  tables: Tables;
}

/** What came of a job. */
export interface JobResult {
  /** Words trained on: with a vector, and not dropped by subsampling. */
  words: number;
  /** Predictions made. */
  pairs: number;
  /** −ln σ of each right answer, summed, where it is not certain (gensim's compute_loss). */
  loss: number;
}

/** One form of the training: it takes jobs and changes the weights. */
export interface Form {
  /** Resolves when a job can be started. Throws when an earlier one failed. */
  ready(): Promise<void>;
  /** Starts a job: `seed` is the state of its random stream, `done` hears what came of it. */
  start(job: Job, seed: number, alpha: number, done: (result: JobResult) => void): void;
  /** Resolves when all jobs are done and the weights hold what they learned. */
  finish(): Promise<void>;
  /** Lets started jobs end, then writes the weights and gives everything back. */
  close(): Promise<void>;
}

/** The tables for words that stand so often in the text. */
export function tablesOf(counts: ArrayLike<number>, settings: Word2VecSettings): Tables {
  const { sample, negative, nsExponent, hs } = settings;
  return {
    keep: sample > 0 ? keepThresholds(counts, sample) : undefined,
    cumulative: negative > 0 ? cumulativeTable(counts, nsExponent) : undefined,
    codes: hs ? huffmanCodes(counts) : undefined,
  };
}

/**
 * The weights before training: vectors from U(−1/D, 1/D), as in gensim (word2vec.c has ±0.5/D); the
 * other side is zero.
 * @param size how many words, V
 */
export function firstWeights(size: number, settings: Word2VecSettings, random: Random): Weights {
  const { vectorSize: D, negative, hs } = settings;
  return {
    vectors: random.uniformArray(size * D, -1 / D, 1 / D),
    outputs: negative > 0 ? new Float32Array(size * D) : undefined,
    nodes: hs ? new Float32Array(Math.max(0, size - 1) * D) : undefined,
  };
}
