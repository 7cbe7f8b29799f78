// What every subword tokenizer shares: the vocabulary, added tokens, templates.

import { type AddedToken, AddedTokens } from './added-tokens';
import type { Encoding, Pieces } from './encoding';
import { applyTemplate, type Template } from './template';

/** How {@link Tokenizer.encode} treats a text. */
export interface EncodeOptions {
  /** A second text, for models that read two: it becomes the template's B. */
  pair?: string;
  /** Put the template's special tokens around the text. Default true. */
  addSpecialTokens?: boolean;
}

/** How {@link Tokenizer.decode} treats ids. */
export interface DecodeOptions {
  /** Leave special tokens out. Default true. */
  skipSpecialTokens?: boolean;
}

/** A tokenizer whose tokens are parts of words: {@link ByteLevelBPE} or {@link WordPiece}. */
export abstract class Tokenizer {
  /** Tokens that are found in the text as they stand. */
  readonly addedTokens: readonly AddedToken[];
  protected readonly addedById: ReadonlyMap<number, AddedToken>;
  protected readonly addedAsWritten: AddedTokens;
  private readonly ids: Map<string, number>;
  private readonly tokenOf: (string | undefined)[] = [];

  /**
   * @param vocab the model's own tokens and their ids
   * @param added tokens found before the model runs; their ids may lie in or beyond the vocabulary
   * @throws Error when an id is no integer ≥ 0 or belongs to two tokens
   */
  protected constructor(
    readonly vocab: ReadonlyMap<string, number>,
    added: readonly AddedToken[],
    readonly template: Template,
  ) {
    this.ids = new Map(vocab);
    for (const { content, id } of added) this.ids.set(content, id);
    for (const [token, id] of this.ids) {
      if (!Number.isInteger(id) || id < 0 || id >= 2 ** 31) {
        throw new Error(
          `the id of ${JSON.stringify(token)} is ${id}, wanted an integer, 0 or more`,
        );
      }
      const other = this.tokenOf[id];
      if (other !== undefined) {
        throw new Error(
          `the id ${id} belongs to both ${JSON.stringify(other)} and ${JSON.stringify(token)}`,
        );
      }
      this.tokenOf[id] = token;
    }
    this.addedTokens = added;
    this.addedById = new Map(added.map((token) => [token.id, token]));
    this.addedAsWritten = new AddedTokens(added.filter((token) => !token.normalized));
  }

  /** How many tokens there are, added ones included. */
  get vocabSize(): number {
    return this.ids.size;
  }

  /** A token's id, or undefined where there is no such token. */
  tokenToId(token: string): number | undefined {
    return this.ids.get(token);
  }

  /** The token of an id. Throws RangeError where no token has it. */
  idToToken(id: number): string {
    const token = this.tokenOf[id];
    if (token !== undefined) return token;
    throw new RangeError(`no token has the id ${id}; there are ${this.vocabSize} tokens`);
  }

  /**
   * A text (or two) as ids, with tokens and places.
   *
   * @example
   * tokenizer.encode('Hello world').ids
   * tokenizer.encode('A question?', { pair: 'An answer.' }).typeIds
   */
  encode(text: string, options: EncodeOptions = {}): Encoding {
    const { pair, addSpecialTokens = true } = options;
    const parts = pair === undefined ? this.template.single : this.template.pair;
    return applyTemplate(
      addSpecialTokens ? parts : parts.filter((part) => 'text' in part),
      { A: this.encodePieces(text), B: pair === undefined ? undefined : this.encodePieces(pair) },
      (token) => this.tokenToId(token),
      (id) => this.idToToken(id),
    );
  }

  /** Ids of a text without the template's special tokens. */
  encodeIds(text: string): number[] {
    return this.encodePieces(text).ids;
  }

  /** The text of ids. */
  decode(ids: Iterable<number>, options: DecodeOptions = {}): string {
    const { skipSpecialTokens = true } = options;
    const kept = Array.from(ids).filter(
      (id) => !(skipSpecialTokens && this.addedById.get(id)?.special),
    );
    return this.decodeTokens(kept);
  }

  /** Ids and places of a text, added tokens found, nothing put around it. */
  protected abstract encodePieces(text: string): Pieces;

  /** The text of ids, special tokens written out. */
  protected abstract decodeTokens(ids: number[]): string;

  /** The tokenizer as `tokenizer.json` has it: Hugging Face's one-file format. */
  abstract toJSON(): Record<string, unknown>;
}
