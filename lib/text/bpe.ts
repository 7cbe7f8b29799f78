// Byte-level byte-pair encoding, as in GPT-2.

import { type AddedToken, AddedTokens, specialToken } from './added-tokens';
import { bpeToJSON } from './bpe-json';
import { MergeTable, mergeWord } from './bpe-merge';
import { learnMerges, textsOf } from './bpe-train';
import { BYTE_LETTERS, byteOfLetter, preTokenize, toByteLetters } from './byte-level';
import type { Pieces } from './encoding';
import { PLAIN_TEMPLATE, type Template } from './template';
import { Tokenizer } from './tokenizer';

/** What a {@link ByteLevelBPE} is made of. */
export interface BPEOptions {
  /** Tokens, in the letters that stand for bytes, and their ids. */
  vocab: ReadonlyMap<string, number>;
  /** Pairs of tokens in the order in which they were learned. */
  merges: readonly (readonly [string, string])[];
  addedTokens?: readonly AddedToken[];
  /** Put a space before a text that does not begin with one. Default false. */
  addPrefixSpace?: boolean;
  /** Leave the spaces that a token begins or ends with out of its place. Default false. */
  trimOffsets?: boolean;
  template?: Template;
}

/** How {@link ByteLevelBPE.train} learns. */
export interface BPETrainOptions {
  /** How many tokens there shall be: special ones, 256 bytes and merges. Fewer if pairs run out. */
  vocabSize: number;
  /** Do not join pairs seen fewer times. Default 2. */
  minFrequency?: number;
  /** Get the first ids. Default `<|endoftext|>`. */
  specialTokens?: readonly string[];
  /** See {@link BPEOptions}. */
  addPrefixSpace?: boolean;
  /** Called after each merge, with how many tokens there are: for a progress bar. */
  onMerge?: (size: number) => void;
}

const CACHED_WORDS = 2 ** 16;
const CACHED_LENGTH = 64; // longer words seldom come twice

/**
 * GPT-2's tokenizer: the text is cut into words (each with the space before it), a word is its
 * UTF-8 bytes, and pairs of neighbours are joined in the order in which training found them. Every
 * text can be written, so there is no unknown token, and `decode(encode(text).ids)` is the text, if
 * it is well-formed (a surrogate without its other half is read as U+FFFD) and holds no special
 * token.
 *
 * Source: A. Radford and others, "Language Models are Unsupervised Multitask Learners", 2019,
 * section 2.2. Ids are those of Hugging Face's `tokenizers`.
 */
export class ByteLevelBPE extends Tokenizer {
  readonly merges: readonly (readonly [string, string])[];
  readonly addPrefixSpace: boolean;
  readonly trimOffsets: boolean;
  private readonly table: MergeTable;
  private readonly byteIds: Int32Array; // (256), −1 where the vocabulary has no such byte
  private readonly cache = new Map<string, Pieces>();
  private readonly addedAfter: AddedTokens;

  /** @throws Error when a merge names a token that the vocabulary lacks */
  constructor(options: BPEOptions) {
    super(options.vocab, options.addedTokens ?? [], options.template ?? PLAIN_TEMPLATE);
    this.merges = options.merges;
    this.addPrefixSpace = options.addPrefixSpace ?? false;
    this.trimOffsets = options.trimOffsets ?? false;
    this.byteIds = Int32Array.from(BYTE_LETTERS, (letter) => options.vocab.get(letter) ?? -1);
    let size = 1;
    for (const id of options.vocab.values()) size = Math.max(size, id + 1);
    this.table = new MergeTable(size);
    for (const [rank, [left, right]] of options.merges.entries()) {
      const ids = [left, right, left + right].map((token) => {
        const id = options.vocab.get(token);
        if (id !== undefined) return id;
        throw new Error(
          `merge ${rank + 1} (${left} ${right}): the vocabulary lacks ${JSON.stringify(token)}`,
        );
      });
      this.table.set(ids[0], ids[1], rank, ids[2]);
    }
    this.addedAfter = new AddedTokens(this.addedTokens.filter((token) => token.normalized));
  }

  /**
   * Learns a tokenizer from texts. Of pairs seen equally often the one with the smaller ids is
   * joined first, so the same texts give the same tokenizer.
   *
   * @param texts read once; the distinct words must fit in memory
   * @throws RangeError when `vocabSize` cannot hold the 256 bytes and the special tokens
   */
  static train(texts: Iterable<string>, options: BPETrainOptions): ByteLevelBPE {
    const { vocabSize, minFrequency = 2, addPrefixSpace = false } = options;
    const special = [...new Set(options.specialTokens ?? ['<|endoftext|>'])];
    if (!Number.isInteger(vocabSize) || vocabSize < 256 + special.length) {
      throw new RangeError(
        `ByteLevelBPE.train: vocabSize is ${vocabSize}, wanted an integer, at least ` +
          `${256 + special.length} (256 bytes and ${special.length} special tokens)`,
      );
    }
    const counts = new Map<string, number>();
    for (const text of textsOf('ByteLevelBPE.train', texts)) {
      const prefixed = addPrefixSpace && !text.startsWith(' ') ? ` ${text}` : text;
      for (const word of preTokenize(prefixed)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    const learned = learnMerges({
      words: Array.from(counts, ([word, count]) => ({ symbols: [...toByteLetters(word)], count })),
      tokens: [...special, ...[...BYTE_LETTERS].sort()],
      vocabSize,
      minFrequency,
      join: (left, right) => left + right,
      onMerge: options.onMerge,
    });
    return new ByteLevelBPE({
      vocab: new Map(learned.tokens.map((token, id) => [token, id])),
      merges: learned.merges,
      addedTokens: special.map(specialToken),
      addPrefixSpace,
    });
  }

  protected encodePieces(text: string): Pieces {
    const pieces: Pieces = { ids: [], starts: [], ends: [] };
    for (const part of this.addedAsWritten.split(text)) {
      if (part.token) {
        append(pieces, part.token.id, part.start, part.end);
        continue;
      }
      for (const { token, start, end } of this.addedAfter.split(text.slice(part.start, part.end))) {
        if (token) append(pieces, token.id, part.start + start, part.start + end);
        else
          this.encodePart(
            text.slice(part.start + start, part.start + end),
            part.start + start,
            pieces,
          );
      }
    }
    if (this.trimOffsets) trim(text, pieces, this.addPrefixSpace);
    return pieces;
  }

  private encodePart(text: string, start: number, pieces: Pieces): void {
    const prefix = this.addPrefixSpace && !text.startsWith(' ') ? 1 : 0;
    let place = start - prefix;
    for (const word of preTokenize(prefix ? ` ${text}` : text)) {
      const { ids, starts, ends } = this.encodeWord(word);
      for (let i = 0; i < ids.length; i++) {
        append(
          pieces,
          ids[i],
          Math.max(start, place + starts[i]),
          Math.max(start, place + ends[i]),
        );
      }
      place += word.length;
    }
  }

  /** Ids and places of one word, remembered: most words of a text were seen before. */
  private encodeWord(word: string): Pieces {
    const known = this.cache.get(word);
    if (known) return known;
    const bytes = new TextEncoder().encode(word);
    const symbols = new Int32Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) {
      symbols[i] = this.byteIds[bytes[i]];
      if (symbols[i] >= 0) continue;
      throw new Error(
        `ByteLevelBPE: the vocabulary has no token for the byte 0x${bytes[i].toString(16)} of ` +
          `${JSON.stringify(word)}; train with all 256 bytes as the alphabet`,
      );
    }
    const lengths = new Int32Array(bytes.length).fill(1);
    const count = mergeWord(symbols, lengths, this.table);
    const pieces = { ids: Array.from(symbols.subarray(0, count)), ...places(word, lengths, count) };
    if (word.length <= CACHED_LENGTH) {
      if (this.cache.size >= CACHED_WORDS) this.cache.clear();
      this.cache.set(word, pieces);
    }
    return pieces;
  }

  protected decodeTokens(ids: number[]): string {
    const bytes: number[] = [];
    for (const id of ids) {
      const added = this.addedById.get(id);
      const token = added ? added.content : this.idToToken(id);
      const letters = added ? undefined : Array.from(token, byteOfLetter);
      if (letters?.every((byte) => byte !== undefined)) {
        for (const byte of letters) bytes.push(byte as number);
      } else {
        for (const byte of new TextEncoder().encode(token)) bytes.push(byte);
      }
    }
    // A byte order mark is text like any other.
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
  }

  override toJSON(): Record<string, unknown> {
    return bpeToJSON(this);
  }
}

function append(pieces: Pieces, id: number, start: number, end: number): void {
  pieces.ids.push(id);
  pieces.starts.push(start);
  pieces.ends.push(end);
}

/** From lengths in bytes to places in UTF-16 units; a part of a character has the whole's place. */
function places(word: string, lengths: Int32Array, count: number): Omit<Pieces, 'ids'> {
  const unitOf: number[] = []; // the first unit of each byte's character
  for (let unit = 0; unit < word.length; ) {
    const code = word.codePointAt(unit)!;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let i = 0; i < bytes; i++) unitOf.push(unit);
    unit += code < 0x10000 ? 1 : 2;
  }
  const starts: number[] = [];
  const ends: number[] = [];
  for (let i = 0, byte = 0; i < count; i++) {
    starts.push(unitOf[byte]);
    byte += lengths[i];
    const last = unitOf[byte - 1];
    ends.push(last + (word.codePointAt(last)! < 0x10000 ? 1 : 2));
  }
  return { starts, ends };
}

/** Leaves spaces at the ends out; as in `tokenizers`, not the first where one may be put before. */
function trim(text: string, { starts, ends }: Pieces, addPrefixSpace: boolean): void {
  for (let i = 0; i < starts.length; i++) {
    let start = starts[i];
    while (start < ends[i] && text[start] === ' ') start++;
    if (!(addPrefixSpace && starts[i] === 0 && start === 1)) starts[i] = start;
    while (ends[i] > starts[i] && text[ends[i] - 1] === ' ') ends[i]--;
  }
}
