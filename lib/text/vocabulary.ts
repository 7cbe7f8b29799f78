// Words and their numbers, both ways, with how often each was seen.

import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../files';

/** What {@link Vocabulary.build} keeps. */
export interface VocabularyOptions {
  /** Drop tokens seen fewer times. Default 1. */
  minCount?: number;
  /** Keep at most so many tokens, special ones included. Default: no limit. */
  maxSize?: number;
  /** Tokens that get the first ids, whatever their counts. Default: the unknown token alone. */
  specialTokens?: readonly string[];
  /** What stands for tokens that are not kept, or null to make them an error. Default `<unk>`. */
  unknownToken?: string | null;
}

interface VocabularyFile {
  format: 'perceptron-to-gpt vocabulary 1';
  unknownToken: string | null;
  specialTokens: string[];
  tokens: string[];
  counts: number[];
}

/**
 * A fixed list of tokens. Ids are 0 to `size` − 1: the special tokens, then the others by falling
 * frequency; equal ones in the order of their UTF-16 units, so the same text gives the same ids.
 *
 * @example
 * const vocabulary = Vocabulary.build([['the', 'cat'], ['the', 'dog']], { minCount: 2 });
 * vocabulary.encode(['the', 'cat']);   // [1, 0]: the, <unk>
 */
export class Vocabulary {
  private readonly ids = new Map<string, number>();

  private constructor(
    private readonly tokens: readonly string[],
    private readonly counts: readonly number[],
    /** The special tokens, which have the first ids. */
    readonly specialTokens: readonly string[],
    /** What stands for a token that is not here, or null. */
    readonly unknownToken: string | null,
  ) {
    for (const [id, token] of tokens.entries()) {
      if (this.ids.has(token)) throw new Error(`Vocabulary: ${JSON.stringify(token)} stands twice`);
      this.ids.set(token, id);
    }
    if (unknownToken !== null && !this.ids.has(unknownToken)) {
      throw new Error(`Vocabulary: the unknown token ${JSON.stringify(unknownToken)} is missing`);
    }
  }

  /**
   * Counts the tokens of some sentences and numbers them.
   * @param sentences arrays of tokens; read once, so a generator will do
   * @throws RangeError when `minCount` is no integer ≥ 1 or `maxSize` cannot hold the special tokens
   */
  static build(sentences: Iterable<readonly string[]>, options?: VocabularyOptions): Vocabulary {
    const counts = new Map<string, number>();
    for (const sentence of sentences) {
      if (typeof sentence === 'string') {
        throw new TypeError('Vocabulary.build: a sentence is a string, wanted an array of tokens');
      }
      for (const token of sentence) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    return Vocabulary.fromCounts(counts, options);
  }

  /** {@link Vocabulary.build} for tokens that are counted already. */
  static fromCounts(
    counts: ReadonlyMap<string, number>,
    options: VocabularyOptions = {},
  ): Vocabulary {
    const { minCount = 1, maxSize = Number.POSITIVE_INFINITY, unknownToken = '<unk>' } = options;
    const special = [...(options.specialTokens ?? [])];
    if (unknownToken !== null && !special.includes(unknownToken)) special.unshift(unknownToken);
    if (!Number.isInteger(minCount) || minCount < 1) {
      throw new RangeError(`Vocabulary: minCount is ${minCount}, wanted an integer, 1 or more`);
    }
    if (!(maxSize >= special.length)) {
      throw new RangeError(
        `Vocabulary: maxSize is ${maxSize}, too few for ${special.length} special tokens`,
      );
    }
    const apart = new Set(special);
    const kept = [...counts]
      .filter(([token, count]) => count >= minCount && !apart.has(token))
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .slice(0, maxSize - special.length);
    return new Vocabulary(
      [...special, ...kept.map(([token]) => token)],
      [...special.map((token) => counts.get(token) ?? 0), ...kept.map(([, count]) => count)],
      special,
      unknownToken,
    );
  }

  /** How many tokens there are, V. */
  get size(): number {
    return this.tokens.length;
  }

  has(token: string): boolean {
    return this.ids.has(token);
  }

  /**
   * A token's id; the unknown token's for one that is not here.
   * @throws Error for a token that is not here where there is no unknown token
   */
  id(token: string): number {
    const id = this.ids.get(token) ?? this.ids.get(this.unknownToken ?? '');
    if (id !== undefined && (this.unknownToken !== null || this.ids.has(token))) return id;
    throw new Error(
      `Vocabulary: ${JSON.stringify(token)} is not one of the ${this.size} tokens, and there is ` +
        'no unknown token to stand for it',
    );
  }

  /** The token of an id. Throws RangeError unless 0 ≤ id < size. */
  token(id: number): string {
    const token = this.tokens[id];
    if (token !== undefined) return token;
    throw new RangeError(
      `Vocabulary: the id is ${id}, wanted an integer from 0 to ${this.size - 1}`,
    );
  }

  /** How often a token was seen when the vocabulary was built; 0 for one that is not here. */
  count(token: string): number {
    const id = this.ids.get(token);
    return id === undefined ? 0 : this.counts[id];
  }

  /** Ids of tokens, one each. Throws TypeError for a string, which would be read by letters. */
  encode(tokens: Iterable<string>): number[] {
    if (typeof tokens === 'string') {
      throw new TypeError('Vocabulary.encode: came a string, wanted an array of tokens');
    }
    return Array.from(tokens, (token) => this.id(token));
  }

  /** Tokens of ids, one each. */
  decode(ids: Iterable<number>): string[] {
    return Array.from(ids, (id) => this.token(id));
  }

  /** The tokens in the order of their ids. */
  *[Symbol.iterator](): IterableIterator<string> {
    yield* this.tokens;
  }

  /** Writes the vocabulary as JSON, to a temporary name that is then renamed. */
  async save(file: string): Promise<void> {
    const data: VocabularyFile = {
      format: 'perceptron-to-gpt vocabulary 1',
      unknownToken: this.unknownToken,
      specialTokens: [...this.specialTokens],
      tokens: [...this.tokens],
      counts: [...this.counts],
    };
    await writeFileAtomic(file, `${JSON.stringify(data)}\n`);
  }

  /**
   * Reads what {@link save} wrote.
   * @throws Error that names the file when it is missing or not a whole vocabulary
   */
  static async load(file: string): Promise<Vocabulary> {
    try {
      const data: VocabularyFile = JSON.parse(await readFile(file, 'utf8'));
      if (data?.format !== 'perceptron-to-gpt vocabulary 1') throw new Error('not a vocabulary');
      const strings = (list: unknown) =>
        Array.isArray(list) && list.every((each) => typeof each === 'string');
      if (!strings(data.tokens) || !strings(data.specialTokens)) throw new Error('tokens missing');
      if (data.counts?.length !== data.tokens.length || !data.counts.every(Number.isInteger)) {
        throw new Error(`${data.tokens.length} tokens, but not as many counts`);
      }
      return new Vocabulary(data.tokens, data.counts, data.specialTokens, data.unknownToken);
    } catch (error) {
      throw new Error(`cannot read the vocabulary ${file}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}
