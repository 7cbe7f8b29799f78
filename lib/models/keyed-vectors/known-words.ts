/** The words that an evaluation may use, and the row of each. */
export interface KnownWords {
  /** As a question's words are looked up: in capitals where case does not matter. */
  normalize(word: string): string;
  rows: ReadonlyMap<string, number>;
}

/** How an evaluation looks words up. */
export interface EvaluationOptions {
  /** Use only so many words from the start, the most frequent. Default 300,000. */
  restrictVocab?: number;
  /**
   * Treat "Athens" and "athens" as one word, whose vector is that of its first row.
   * Default true.
   */
  caseInsensitive?: boolean;
  /** Count what has an unknown word as wrong, instead of leaving it out. Default false. */
  dummy4unknown?: boolean;
  /** Ends the evaluation when it aborts; by default the running cell's. */
  signal?: AbortSignal;
}

/** The first `restrictVocab` words; of those that differ in case alone, the first. */
export function knownWords(
  words: readonly string[],
  { restrictVocab = 300_000, caseInsensitive = true }: EvaluationOptions,
): KnownWords {
  if (!(restrictVocab >= 1)) {
    throw new RangeError(`restrictVocab is ${restrictVocab}, wanted a number of words, 1 or more`);
  }
  const normalize = (word: string) => (caseInsensitive ? word.toUpperCase() : word);
  const rows = new Map<string, number>();
  for (let row = Math.min(words.length, restrictVocab) - 1; row >= 0; row--) {
    rows.set(normalize(words[row]), row);
  }
  return { normalize, rows };
}

/** Lets the event loop turn, so that an interrupt arrives and a bar is drawn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
