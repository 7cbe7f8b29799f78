import { nearSpellings, UnknownWordError } from '../keyed-vectors/unknown-word';

/** How often one word stands near another: what {@link CooccurrenceMatrix} goes through. */
export type Cooccurrence = [word: string, context: string, count: number];

/**
 * How often words stand near each other: X, a row for each word and a column for each word of its
 * context. X[i][j] is the sum of 1/distance over all places where j stands in the window of i.
 * Nearly all of it is 0; only the rest is kept.
 *
 * Source: J. Pennington, R. Socher, C. Manning, "GloVe: Global Vectors for Word Representation",
 * EMNLP 2014, section 3.
 */
export class CooccurrenceMatrix {
  /** How many pairs have a count above 0. */
  readonly nonZero: number;
  /** Words to numbers, made when first asked for: the fit has no need of it. */
  private index: ReadonlyMap<string, number> | undefined;

  /**
   * @param words V words, each once
   * @param rowStarts (V) where each row's pairs begin in `columns` and `values`
   * @param rowEnds (V) where they end; rows need not lie one after another
   * @param columns the word of the context, by its number
   * @param values the count
   */
  constructor(
    readonly words: readonly string[],
    readonly rowStarts: ArrayLike<number>,
    readonly rowEnds: ArrayLike<number>,
    readonly columns: Uint32Array,
    readonly values: Float32Array,
  ) {
    let nonZero = 0;
    for (let row = 0; row < words.length; row++) nonZero += rowEnds[row] - rowStarts[row];
    this.nonZero = nonZero;
  }

  /** How many words there are, V. */
  get size(): number {
    return this.words.length;
  }

  /** X: how often `context` stands near `word`. Throws UnknownWordError. */
  get(word: string, context: string): number {
    const [row, column] = [this.find(word), this.find(context)];
    const at = this.columns.subarray(this.rowStarts[row], this.rowEnds[row]).indexOf(column);
    return at < 0 ? 0 : this.values[this.rowStarts[row] + at];
  }

  /** What stands near a word, the most frequent first. Throws UnknownWordError. */
  row(word: string): [context: string, count: number][] {
    const row = this.find(word);
    const pairs: [string, number][] = [];
    for (let i = this.rowStarts[row]; i < this.rowEnds[row]; i++) {
      pairs.push([this.words[this.columns[i]], this.values[i]]);
    }
    return pairs.sort((a, b) => b[1] - a[1]);
  }

  /** The sum of a word's row. Throws UnknownWordError. */
  total(word: string): number {
    const row = this.find(word);
    let sum = 0;
    for (let i = this.rowStarts[row]; i < this.rowEnds[row]; i++) sum += this.values[i];
    return sum;
  }

  /** P(context | word): the share of `context` in what stands near `word`. NaN for an empty row. */
  probability(context: string, word: string): number {
    return this.get(word, context) / this.total(word);
  }

  /**
   * P(context | a) / P(context | b), the ratio that GloVe begins with (table 1 of the paper): far
   * above 1 for what belongs to `a` alone, near 0 for what belongs to `b` alone, about 1 for what
   * belongs to both or neither. Infinity where `b` is never near it, NaN where both are not.
   */
  ratio(context: string, a: string, b: string): number {
    return this.probability(context, a) / this.probability(context, b);
  }

  /** The rows and columns of some words (by default all), as numbers: for a heat map. */
  dense(words: readonly string[] = this.words): number[][] {
    const places = new Map(words.map((word, i) => [this.find(word), i]));
    return words.map((word) => {
      const out = new Array<number>(words.length).fill(0);
      const row = this.find(word);
      for (let i = this.rowStarts[row]; i < this.rowEnds[row]; i++) {
        const place = places.get(this.columns[i]);
        if (place !== undefined) out[place] = this.values[i];
      }
      return out;
    });
  }

  /** All pairs that are not 0, row after row. */
  *[Symbol.iterator](): IterableIterator<Cooccurrence> {
    for (let row = 0; row < this.size; row++) {
      for (let i = this.rowStarts[row]; i < this.rowEnds[row]; i++) {
        yield [this.words[row], this.words[this.columns[i]], this.values[i]];
      }
    }
  }

  private find(word: string): number {
    this.index ??= new Map(this.words.map((each, i) => [each, i]));
    const index = this.index.get(word);
    if (index !== undefined) return index;
    throw new UnknownWordError(word, nearSpellings(word, this.words), this.size);
  }
}
