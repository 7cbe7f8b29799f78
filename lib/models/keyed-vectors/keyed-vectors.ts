import type { MimeBundle } from '../../progress';
import { type Analogies, type AnalogyOptions, evaluateAnalogies } from './analogies';
import { evaluatePairs, type PairOptions, type WordPair } from './pairs';
import { loadWord2VecFormat, type WordVectorLoadOptions } from './read-format';
import { nearSpellings, UnknownWordError } from './unknown-word';
import { cosines, largest, type Rows, rowNorms, rowOf, toUnit } from './vector-math';
import { vectorsTable } from './vectors-table';
import { saveWord2VecFormat, type WordVectorSaveOptions } from './write-format';

/** A word that has a vector, or a vector of D numbers itself. */
export type Key = string | ArrayLike<number>;

/** A word or vector, or one with a weight. */
export type WeightedKey = Key | readonly [key: Key, weight: number];

/** What {@link KeyedVectors.mostSimilar} looks for. */
export interface MostSimilarOptions {
  /** What the answers should be near to: one word or vector, or several. */
  positive?: WeightedKey | readonly WeightedKey[];
  /** What they should be far from. A weight of one's own is taken as it stands, as in gensim. */
  negative?: WeightedKey | readonly WeightedKey[];
  /** How many answers. Default 10. */
  topn?: number;
  /** Look only at so many words from the start, which are the most frequent. */
  restrictVocab?: number;
}

/** A word and its cosine similarity, −1 to 1. */
export type Similar = [word: string, similarity: number];

/**
 * Words with a vector each, and what one asks of them. The names and the numbers are those of
 * gensim's `KeyedVectors`. Sums are taken in doubles where gensim's are in 32-bit floats, so
 * similarities agree to about 1e-6, and words that tie within that may change places.
 *
 * A vector of zeros has no direction; its similarity to anything is 0.
 *
 * @example
 * const wv = await KeyedVectors.loadWord2VecFormat('vectors.txt');
 * wv.mostSimilar({ positive: ['king', 'woman'], negative: ['man'], topn: 3 });
 */
export class KeyedVectors {
  /** Numbers in a vector, D. */
  readonly vectorSize: number;
  /** The words, in the order of the rows of {@link vectors}. */
  readonly indexToKey: readonly string[];
  /** The row of each word. */
  readonly keyToIndex: ReadonlyMap<string, number>;
  /**
   * All vectors, row after row: N·D numbers. Whoever changes them calls
   * {@link vectorsChanged} afterwards.
   */
  readonly vectors: Float32Array;
  /** How often each word was seen, if that is known; in the order of {@link indexToKey}. */
  readonly counts: ArrayLike<number> | undefined;
  private cachedNorms: Float64Array | undefined;

  /**
   * @param words N words, each once
   * @param vectors N·D numbers, row after row; kept, not copied
   * @param counts how often each word was seen
   * @throws RangeError when the lengths do not fit together or a word stands twice
   */
  constructor({
    words,
    vectors,
    counts,
  }: {
    words: readonly string[];
    vectors: Float32Array;
    counts?: ArrayLike<number>;
  }) {
    const size = vectors.length / words.length;
    if (words.length === 0 || !Number.isInteger(size) || size === 0) {
      throw new RangeError(
        `KeyedVectors: ${vectors.length} numbers for ${words.length} words, wanted the same ` +
          'number of them, 1 or more, for each of 1 or more words',
      );
    }
    if (counts && counts.length !== words.length) {
      throw new RangeError(`KeyedVectors: ${counts.length} counts for ${words.length} words`);
    }
    const keyToIndex = new Map(words.map((word, i) => [word, i]));
    if (keyToIndex.size < words.length) {
      const twice = words.find((word, i) => keyToIndex.get(word) !== i);
      throw new RangeError(`KeyedVectors: the word ${JSON.stringify(twice)} stands twice`);
    }
    this.vectorSize = size;
    this.indexToKey = words;
    this.keyToIndex = keyToIndex;
    this.vectors = vectors;
    this.counts = counts;
  }

  /** How many words there are, N. */
  get size(): number {
    return this.indexToKey.length;
  }

  /** The lengths of the vectors, shape (N); worked out when first asked for. */
  get norms(): Float64Array {
    this.cachedNorms ??= rowNorms(this.rows);
    return this.cachedNorms;
  }

  /** Forgets what was worked out from the vectors: to call after they were changed. */
  vectorsChanged(): void {
    this.cachedNorms = undefined;
  }

  has(word: string): boolean {
    return this.keyToIndex.has(word);
  }

  /**
   * A word's row.
   * @throws UnknownWordError that names the word and those spelled almost so
   */
  index(word: string): number {
    const index = this.keyToIndex.get(word);
    if (index !== undefined) return index;
    throw new UnknownWordError(word, nearSpellings(word, this.indexToKey), this.size);
  }

  /**
   * How often a word was seen.
   * @throws UnknownWordError; Error when these vectors came without counts
   */
  count(word: string): number {
    const index = this.index(word);
    if (this.counts) return this.counts[index];
    throw new Error('KeyedVectors: these vectors came without counts');
  }

  /**
   * A copy of a word's vector, shape (D).
   * @param norm divide it by its length. Default false.
   * @throws UnknownWordError
   */
  getVector(word: string, { norm = false }: { norm?: boolean } = {}): Float32Array {
    const index = this.index(word);
    return Float32Array.from(rowOf(this.rows, index, norm ? this.norms[index] : 1));
  }

  /**
   * The weighted mean of words and vectors, over the sum of the weights' magnitudes. Shape (D).
   * @param weights one for each key. Default 1 each.
   * @param preNormalize divide words' vectors by their lengths first; vectors that are given
   *   stay as they are. Default true.
   * @param postNormalize divide the mean by its length. Default false.
   * @throws UnknownWordError; RangeError when there is no key, or not a weight for each
   */
  getMeanVector(
    keys: readonly Key[],
    {
      weights = keys.map(() => 1),
      preNormalize = true,
      postNormalize = false,
    }: { weights?: readonly number[]; preNormalize?: boolean; postNormalize?: boolean } = {},
  ): Float32Array {
    return Float32Array.from(this.mean(keys, weights, preNormalize, postNormalize));
  }

  /**
   * The words whose vectors point most nearly in a direction: that of the mean of the unit
   * vectors of `positive`, less those of `negative`. Words that were put in are left out.
   *
   * Source: T. Mikolov, W. Yih, G. Zweig, "Linguistic Regularities in Continuous Space Word
   * Representations", NAACL 2013, section 4; called 3CosAdd since.
   *
   * @returns at most `topn` words with their cosine similarity, nearest first; equally near
   *   ones in the order of their rows
   * @throws UnknownWordError; RangeError when nothing is put in or a vector has not D numbers
   */
  mostSimilar(options: MostSimilarOptions): Similar[] {
    const { topn = 10, restrictVocab = this.size } = options;
    if (!Number.isInteger(topn) || !(restrictVocab >= 1)) {
      throw new RangeError(
        `mostSimilar: topn is ${topn} and restrictVocab ${restrictVocab}, wanted whole numbers`,
      );
    }
    const items = [
      ...listOf(options.positive).map((item) => weighted(item, 1)),
      ...listOf(options.negative).map((item) => weighted(item, -1)),
    ];
    const keys = items.map(([key]) => key);
    const weights = items.map(([, weight]) => weight);
    const unit = this.mean(keys, weights, true, true);
    if (topn < 1) return [];
    const count = Math.min(this.size, restrictVocab);
    const values = new Float64Array(count);
    cosines(this.rows, this.norms, unit, values);
    const asked = new Set(keys.flatMap((key) => (typeof key === 'string' ? this.index(key) : [])));
    return largest(values, topn, asked).map((row) => [this.indexToKey[row], values[row]]);
  }

  /** Cosine similarity of two words or vectors, −1 to 1. Throws UnknownWordError. */
  similarity(a: Key, b: Key): number {
    return dot(toUnit(this.resolve(a)), toUnit(this.resolve(b)));
  }

  /** 1 − {@link similarity}: 0 in the same direction, 2 in the opposite one. */
  distance(a: Key, b: Key): number {
    return 1 - this.similarity(a, b);
  }

  /**
   * Cosine distances of a word or vector to `others`, or to all words in the order of their
   * rows. Throws UnknownWordError.
   */
  distances(from: Key, others?: readonly string[]): Float64Array {
    const unit = toUnit(this.resolve(from));
    if (others) return Float64Array.from(others, (word) => 1 - dot(unit, this.unit(word)));
    const values = new Float64Array(this.size);
    cosines(this.rows, this.norms, unit, values);
    return values.map((value) => 1 - value);
  }

  /**
   * Cosine similarity of the mean vectors of two lists of words (not made unit vectors first).
   * @throws UnknownWordError; RangeError for an empty list
   */
  nSimilarity(a: readonly string[], b: readonly string[]): number {
    const [one, other] = [a, b].map((words) =>
      this.mean(
        words,
        words.map(() => 1),
        false,
        true,
      ),
    );
    return dot(one, other);
  }

  /**
   * The word that lies furthest from the mean of them all (of their unit vectors).
   * @throws UnknownWordError; RangeError for an empty list
   */
  doesntMatch(words: readonly string[]): string {
    const centre = this.mean(
      words,
      words.map(() => 1),
      true,
      true,
    );
    const scored = words.map((word) => ({ word, score: dot(this.unit(word), centre) }));
    return scored.reduce((worst, each) => (each.score < worst.score ? each : worst)).word;
  }

  /** The words that are nearer to `word` than `other` is, in the order of their rows. */
  wordsCloserThan(word: string, other: string): string[] {
    const from = this.index(word);
    const to = this.index(other);
    const distances = this.distances(word);
    return this.indexToKey.filter((_, i) => i !== from && distances[i] < distances[to]);
  }

  /** The place of `other` among the words nearest to `word`: 1 for the nearest. */
  rank(word: string, other: string): number {
    return this.wordsCloserThan(word, other).length + 1;
  }

  /**
   * Answers analogy questions, as {@link mostSimilar} does: see {@link evaluateAnalogies}.
   * @param questions a file in the format of `questions-words.txt`, or its sections
   */
  evaluateWordAnalogies(
    questions: Parameters<typeof evaluateAnalogies>[1],
    options?: AnalogyOptions,
  ): Promise<Analogies> {
    return evaluateAnalogies(this, questions, options);
  }

  /**
   * Compares similarities with people's judgements: see {@link evaluatePairs}.
   * @param pairs a file of `word⇥word⇥number` lines, or its rows
   */
  evaluateWordPairs(
    pairs: string | readonly WordPair[],
    options?: PairOptions,
  ): ReturnType<typeof evaluatePairs> {
    return evaluatePairs(this, pairs, options);
  }

  /** Writes the vectors in the format of word2vec: see {@link saveWord2VecFormat}. */
  saveWord2VecFormat(path: string, options?: WordVectorSaveOptions): Promise<void> {
    return saveWord2VecFormat(this, path, options);
  }

  /** Reads a file in the format of word2vec or GloVe: see {@link loadWord2VecFormat}. */
  static async loadWord2VecFormat(
    path: string,
    options?: WordVectorLoadOptions,
  ): Promise<KeyedVectors> {
    return new KeyedVectors(await loadWord2VecFormat(path, options));
  }

  [Symbol.for('Jupyter.display')](): MimeBundle {
    const table = vectorsTable(this) as unknown as Record<symbol, () => MimeBundle>;
    return table[Symbol.for('Jupyter.display')]();
  }

  private get rows(): Rows {
    return { data: this.vectors, size: this.vectorSize, count: this.size };
  }

  private unit(word: string): Float64Array {
    return toUnit(this.resolve(word));
  }

  /** A key's vector as doubles, of its own length. */
  private resolve(key: Key): Float64Array {
    if (typeof key === 'string') return rowOf(this.rows, this.index(key));
    if (key.length === this.vectorSize) return Float64Array.from(key);
    throw new RangeError(
      `KeyedVectors: a vector of ${key.length} numbers, wanted ${this.vectorSize}`,
    );
  }

  private mean(
    keys: readonly Key[],
    weights: readonly number[],
    preNormalize: boolean,
    postNormalize: boolean,
  ): Float64Array {
    if (keys.length === 0) throw new RangeError('KeyedVectors: no word or vector is given');
    if (keys.length !== weights.length) {
      throw new RangeError(`KeyedVectors: ${weights.length} weights for ${keys.length} keys`);
    }
    const sum = new Float64Array(this.vectorSize);
    keys.forEach((key, k) => {
      const vector = this.resolve(key);
      if (typeof key === 'string' && preNormalize) toUnit(vector);
      for (let i = 0; i < sum.length; i++) sum[i] += weights[k] * vector[i];
    });
    const total = weights.reduce((all, weight) => all + Math.abs(weight), 0);
    if (total > 0) for (let i = 0; i < sum.length; i++) sum[i] /= total;
    return postNormalize ? toUnit(sum) : sum;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}

/** A single word, vector or weighted one as a list of one. */
function listOf(keys: WeightedKey | readonly WeightedKey[] = []): readonly WeightedKey[] {
  const single = typeof keys === 'string' || typeof keys[0] === 'number' || isWeighted(keys);
  return (single ? [keys] : keys) as readonly WeightedKey[];
}

function isWeighted(item: unknown): item is readonly [Key, number] {
  return (
    Array.isArray(item) &&
    item.length === 2 &&
    typeof item[0] !== 'number' &&
    typeof item[1] === 'number'
  );
}

function weighted(item: WeightedKey, sign: 1 | -1): readonly [Key, number] {
  return isWeighted(item) ? item : [item as Key, sign];
}
