// What a tokenizer gives for a text, whichever kind it is.

/** Raw result of encoding one piece of text: ids with the places of their first and last unit. */
export interface Pieces {
  ids: number[];
  starts: number[];
  ends: number[];
}

/**
 * A text as ids, with where each came from. All lists have one entry per token, T.
 *
 * Places count UTF-16 units of the original text, as JavaScript's own strings do:
 * `text.slice(start, end)` is what the token stands for. (Python's `tokenizers` counts code points;
 * the two differ after an emoji.) A special token that the template adds has the place [0, 0]. A
 * token that holds only some bytes of a character has the place of the whole character.
 */
export class Encoding {
  /** Ids of the tokens. */
  readonly ids: number[] = [];
  /** 0 for tokens of the first text, 1 for those of the second: BERT's segments. */
  readonly typeIds: number[] = [];
  /** 1 for a token that the template added (`[CLS]`), 0 for one of the text. */
  readonly specialTokensMask: number[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** @param nameOf gives the token of an id */
  constructor(private readonly nameOf: (id: number) => string) {}

  /** How many tokens there are, T. */
  get length(): number {
    return this.ids.length;
  }

  /** The tokens as the vocabulary writes them: `Ġthe`, `##ing`. */
  get tokens(): string[] {
    return this.ids.map(this.nameOf);
  }

  /** For each token the place [start, end) of what it stands for, in UTF-16 units. */
  get offsets(): [number, number][] {
    return this.starts.map((start, i) => [start, this.ends[i]]);
  }

  /** Adds a token of the template. */
  addSpecial(id: number, typeId: number): void {
    this.ids.push(id);
    this.typeIds.push(typeId);
    this.specialTokensMask.push(1);
    this.starts.push(0);
    this.ends.push(0);
  }

  /** Adds the tokens of a text. */
  addPieces(pieces: Pieces, typeId: number): void {
    for (let i = 0; i < pieces.ids.length; i++) {
      this.ids.push(pieces.ids[i]);
      this.typeIds.push(typeId);
      this.specialTokensMask.push(0);
      this.starts.push(pieces.starts[i]);
      this.ends.push(pieces.ends[i]);
    }
  }
}
