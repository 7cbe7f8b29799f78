// WordPiece, as in BERT.

import { type AddedToken, specialToken } from './added-tokens';
import { type BertNormalizing, BertWords } from './bert-words';
import { learnMerges, textsOf } from './bpe-train';
import type { Pieces } from './encoding';
import { bertTemplate, PLAIN_TEMPLATE, type Template } from './template';
import { Tokenizer } from './tokenizer';
import { wordPieceToJSON } from './wordpiece-json';

/** What a {@link WordPiece} is made of. */
export interface WordPieceOptions extends Partial<BertNormalizing> {
  /** Tokens and their ids; those that go on a word begin with the prefix. */
  vocab: ReadonlyMap<string, number>;
  /** Stands for a word that the pieces cannot make. Default `[UNK]`. */
  unkToken?: string;
  /** Written before pieces that go on a word. Default `##`. */
  continuingSubwordPrefix?: string;
  /** A longer word (in characters) is unknown at once. Default 100. */
  maxInputCharsPerWord?: number;
  addedTokens?: readonly AddedToken[];
  template?: Template;
  /** Let `decode` join marks and contractions to the words before them. Default true. */
  cleanup?: boolean;
}

/** How {@link WordPiece.train} learns. */
export interface WordPieceTrainOptions extends Partial<BertNormalizing> {
  /** How many tokens there shall be. Fewer if pairs run out; more if the letters alone are more. */
  vocabSize: number;
  /** Do not join pairs seen fewer times. Default 2. */
  minFrequency?: number;
  /** Get the first ids. Default `[PAD]`, `[UNK]`, `[CLS]`, `[SEP]`, `[MASK]`. */
  specialTokens?: readonly string[];
  /** Keep at most so many letters, the most frequent; words with others are left out. */
  limitAlphabet?: number;
  /** Called after each merge, with how many tokens there are. */
  onMerge?: (size: number) => void;
}

/** BERT's special tokens. */
export const BERT_SPECIAL_TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

const CACHED_WORDS = 2 ** 16;

/**
 * BERT's tokenizer: the text is cleaned and cut into words and marks, and each word into the longest
 * pieces that the vocabulary has, from left to right: embeddings → em ##bed ##ding ##s. A word that
 * cannot be made of pieces is `[UNK]` as a whole. `decode` cannot give spaces and case back; the
 * places can.
 *
 * Sources: M. Schuster and K. Nakajima, "Japanese and Korean Voice Search", 2012, section 3; Y. Wu
 * and others, "Google's Neural Machine Translation System", 2016, section 4.1. Ids are those of
 * Hugging Face's `tokenizers`.
 */
export class WordPiece extends Tokenizer {
  readonly normalizing: BertNormalizing;
  readonly unkToken: string;
  readonly continuingSubwordPrefix: string;
  readonly maxInputCharsPerWord: number;
  readonly cleanup: boolean;
  private readonly words: BertWords;
  private readonly unkId: number;
  private readonly longest: number; // of all tokens, in UTF-16 units
  private readonly cache = new Map<string, { ids: number[]; lengths: number[] }>();

  /** @throws Error when the vocabulary lacks the unknown token */
  constructor(options: WordPieceOptions) {
    super(options.vocab, options.addedTokens ?? [], options.template ?? PLAIN_TEMPLATE);
    this.normalizing = normalizingOf(options);
    this.unkToken = options.unkToken ?? '[UNK]';
    this.continuingSubwordPrefix = options.continuingSubwordPrefix ?? '##';
    this.maxInputCharsPerWord = options.maxInputCharsPerWord ?? 100;
    this.cleanup = options.cleanup ?? true;
    this.words = new BertWords(this.normalizing);
    this.longest = 0;
    for (const token of options.vocab.keys()) this.longest = Math.max(this.longest, token.length);
    const unkId = options.vocab.get(this.unkToken);
    if (unkId === undefined) throw new Error(`WordPiece: the vocabulary lacks ${this.unkToken}`);
    this.unkId = unkId;
    const late = this.addedTokens.find((token) => token.normalized);
    if (late) {
      throw new Error(
        `WordPiece: the added token ${JSON.stringify(late.content)} is to be found in the ` +
          'normalised text; only tokens with normalized: false are supported',
      );
    }
  }

  /**
   * Learns a vocabulary by joining frequent pairs, as Hugging Face's trainer does (the published
   * WordPiece chose by likelihood; its code was never published). Ids: special tokens, letters by
   * code point, letters that go on a word likewise, then joined pieces in the order found. Of pairs
   * seen equally often the one with the smaller ids comes first.
   *
   * @param texts read once; the distinct words must fit in memory
   */
  static train(texts: Iterable<string>, options: WordPieceTrainOptions): WordPiece {
    const { vocabSize, minFrequency = 2, limitAlphabet = Number.POSITIVE_INFINITY } = options;
    const special = [...new Set(options.specialTokens ?? BERT_SPECIAL_TOKENS)];
    if (!Number.isInteger(vocabSize) || vocabSize <= special.length) {
      throw new RangeError(
        `WordPiece.train: vocabSize is ${vocabSize}, wanted an integer above ${special.length}, ` +
          'the number of special tokens',
      );
    }
    const splitter = new BertWords(normalizingOf(options));
    const counts = new Map<string, number>();
    for (const text of textsOf('WordPiece.train', texts)) {
      for (const word of splitter.split(text)) {
        counts.set(word.text, (counts.get(word.text) ?? 0) + 1);
      }
    }
    const alphabet = chooseAlphabet(counts, limitAlphabet);
    const letters = new Set(alphabet);
    const words: { symbols: string[]; count: number }[] = [];
    const going = new Set<string>();
    for (const [word, count] of counts) {
      const symbols = [...word];
      if (!symbols.every((symbol) => letters.has(symbol))) continue;
      for (let i = 1; i < symbols.length; i++) {
        symbols[i] = `##${symbols[i]}`;
        going.add(symbols[i]);
      }
      words.push({ symbols, count });
    }
    const learned = learnMerges({
      words,
      tokens: [...special, ...alphabet, ...[...going].sort(byCodePoint)],
      vocabSize,
      minFrequency,
      join: (left, right) => left + right.slice(2),
      onMerge: options.onMerge,
    });
    const isBert = special.includes('[CLS]') && special.includes('[SEP]');
    return new WordPiece({
      ...options,
      vocab: new Map(learned.tokens.map((token, id) => [token, id])),
      addedTokens: special.map(specialToken),
      template: isBert ? bertTemplate() : PLAIN_TEMPLATE,
    });
  }

  protected encodePieces(text: string): Pieces {
    const pieces: Pieces = { ids: [], starts: [], ends: [] };
    for (const { start, end, token } of this.addedAsWritten.split(text)) {
      if (token) {
        pieces.ids.push(token.id);
        pieces.starts.push(start);
        pieces.ends.push(end);
        continue;
      }
      for (const word of this.words.split(text.slice(start, end))) {
        const { ids, lengths } = this.encodeWord(word.text);
        let unit = 0;
        for (let i = 0; i < ids.length; i++) {
          pieces.ids.push(ids[i]);
          pieces.starts.push(start + word.starts[unit]);
          unit += lengths[i];
          pieces.ends.push(start + word.ends[unit - 1]);
        }
      }
    }
    return pieces;
  }

  /** A word's longest pieces from left to right, remembered: most words were seen before. */
  private encodeWord(word: string): { ids: number[]; lengths: number[] } {
    const known = this.cache.get(word);
    if (known) return known;
    const pieces = this.cutWord(word) ?? { ids: [this.unkId], lengths: [word.length] };
    if (word.length <= this.maxInputCharsPerWord) {
      if (this.cache.size >= CACHED_WORDS) this.cache.clear();
      this.cache.set(word, pieces);
    }
    return pieces;
  }

  private cutWord(word: string): { ids: number[]; lengths: number[] } | undefined {
    if (word.length > this.maxInputCharsPerWord && [...word].length > this.maxInputCharsPerWord) {
      return undefined;
    }
    const ids: number[] = [];
    const lengths: number[] = [];
    for (let start = 0; start < word.length; ) {
      const prefix = start === 0 ? '' : this.continuingSubwordPrefix;
      let end = Math.min(word.length, start + this.longest);
      let id: number | undefined;
      while (end > start) {
        id = this.vocab.get(prefix + word.slice(start, end));
        if (id !== undefined) break;
        end--;
      }
      if (id === undefined) return undefined;
      ids.push(id);
      lengths.push(end - start);
      start = end;
    }
    return { ids, lengths };
  }

  protected decodeTokens(ids: number[]): string {
    let text = '';
    for (const [i, id] of ids.entries()) {
      let token = this.idToToken(id);
      if (i > 0) {
        const prefix = this.continuingSubwordPrefix;
        token = token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
      }
      text += this.cleanup ? token.replace(/^ (?=[.?!,]|n't|'m|'s|'ve|'re)/, '') : token;
    }
    return text;
  }

  override toJSON(): Record<string, unknown> {
    return wordPieceToJSON(this);
  }
}

function normalizingOf(options: Partial<BertNormalizing>): BertNormalizing {
  return {
    cleanText: options.cleanText ?? true,
    handleChineseChars: options.handleChineseChars ?? true,
    stripAccents: options.stripAccents ?? null,
    lowercase: options.lowercase ?? true,
  };
}

function chooseAlphabet(counts: ReadonlyMap<string, number>, limit: number): string[] {
  const letters = new Map<string, number>();
  for (const [word, count] of counts) {
    for (const letter of word) letters.set(letter, (letters.get(letter) ?? 0) + count);
  }
  return [...letters]
    .sort(([a, n], [b, m]) => m - n || byCodePoint(a, b))
    .slice(0, limit)
    .map(([letter]) => letter)
    .sort(byCodePoint);
}

function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i].codePointAt(0)! - right[i].codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
