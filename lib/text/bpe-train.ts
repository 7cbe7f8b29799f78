// Learns merges from counted words; the trainer of both byte-level BPE and WordPiece.

import { MergeQueue } from './merge-queue';

/** What {@link learnMerges} needs. */
export interface MergeTraining {
  /** Each distinct word as its symbols, and how often it was seen. */
  words: Iterable<{ symbols: readonly string[]; count: number }>;
  /** Tokens that exist before the first merge, in the order of their ids: specials, alphabet. */
  tokens: readonly string[];
  /** Stop when there are so many tokens. */
  vocabSize: number;
  /** Stop when the most frequent pair was seen fewer times. */
  minFrequency: number;
  /** How the parts of a pair are written as one token. */
  join: (left: string, right: string) => string;
  /** Called after each merge, with how many tokens there are. */
  onMerge?: (size: number) => void;
}

/** What was learned: tokens in the order of their ids, merges in the order of their ranks. */
export interface LearnedMerges {
  tokens: string[];
  merges: [string, string][];
}

interface Word {
  symbols: number[];
  count: number;
}

/**
 * Joins the most frequent pair of neighbouring symbols, again and again (R. Sennrich and others,
 * 2016, section 3.2). Of pairs seen equally often the one with the smaller left id comes first,
 * then with the smaller right id: as in Hugging Face's `tokenizers`, whose merges these are. Only
 * words that hold the pair are looked at, and a pair's count is mended when it reaches the top.
 *
 * @throws Error when a word has a symbol that is not among `tokens`
 */
export function learnMerges(training: MergeTraining): LearnedMerges {
  const { vocabSize, minFrequency, join, onMerge } = training;
  const tokens = [...new Set(training.tokens)];
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const words = toIds(training.words, idOf);
  const pairs = new PairCounts(Math.max(vocabSize, tokens.length) + 1);
  for (const [place, { symbols, count }] of words.entries()) {
    for (let i = 0; i + 1 < symbols.length; i++)
      pairs.add(symbols[i], symbols[i + 1], count, place);
  }
  const queue = new MergeQueue();
  pairs.flush(queue);

  const merges = new Map<string, [string, string]>();
  while (tokens.length < vocabSize) {
    const top = queue.pop();
    if (!top) break;
    const count = pairs.count(top.left, top.right);
    if (top.count !== count) {
      if (count > 0) queue.push({ ...top, count });
      continue;
    }
    if (count < Math.max(1, minFrequency)) break;
    const pair: [string, string] = [tokens[top.left], tokens[top.right]];
    const token = join(...pair);
    let id = idOf.get(token);
    if (id === undefined) {
      id = tokens.length;
      tokens.push(token);
      idOf.set(token, id);
    }
    // A pair that comes again, since another way led to one of its parts, gets the later rank.
    const key = JSON.stringify(pair);
    merges.delete(key);
    merges.set(key, pair);
    for (const place of top.places)
      mergeInWord(words[place], top.left, top.right, id, place, pairs);
    pairs.flush(queue);
    onMerge?.(tokens.length);
  }
  return { tokens, merges: [...merges.values()] };
}

function toIds(words: MergeTraining['words'], idOf: Map<string, number>): Word[] {
  return Array.from(words, ({ symbols, count }) => ({
    count,
    symbols: symbols.map((symbol) => {
      const id = idOf.get(symbol);
      if (id === undefined) throw new Error(`the symbol ${JSON.stringify(symbol)} has no token`);
      return id;
    }),
  }));
}

/** Joins every (left, right) of one word, from left to right, and keeps the counts in step. */
function mergeInWord(
  { symbols, count }: Word,
  left: number,
  right: number,
  id: number,
  place: number,
  pairs: PairCounts,
): void {
  for (let i = 0; i + 1 < symbols.length; i++) {
    if (symbols[i] !== left || symbols[i + 1] !== right) continue;
    if (i > 0) {
      pairs.subtract(symbols[i - 1], left, count);
      pairs.add(symbols[i - 1], id, count, place);
    }
    symbols.splice(i, 2, id);
    if (i + 1 < symbols.length) {
      pairs.subtract(right, symbols[i + 1], count);
      pairs.add(id, symbols[i + 1], count, place);
    }
  }
}

/** How often each pair was seen, and the words where it is new since the last flush. */
class PairCounts {
  private readonly counts = new Map<number, number>();
  private news = new Map<number, Set<number>>();

  /** @param size a bound on the ids: a pair's key is left · size + right */
  constructor(private readonly size: number) {}

  count(left: number, right: number): number {
    return this.counts.get(left * this.size + right) ?? 0;
  }

  subtract(left: number, right: number, count: number): void {
    const key = left * this.size + right;
    this.counts.set(key, (this.counts.get(key) ?? 0) - count);
  }

  add(left: number, right: number, count: number, place: number): void {
    const key = left * this.size + right;
    this.counts.set(key, (this.counts.get(key) ?? 0) + count);
    const places = this.news.get(key);
    if (places) places.add(place);
    else this.news.set(key, new Set([place]));
  }

  /** Queues the pairs that are new. */
  flush(queue: MergeQueue): void {
    for (const [key, places] of this.news) {
      const count = this.counts.get(key) ?? 0;
      const right = key % this.size;
      const left = (key - right) / this.size;
      if (count > 0) queue.push({ left, right, count, places });
    }
    this.news = new Map();
  }
}

/** The texts that a trainer is given: @throws TypeError for one string, read letter by letter else */
export function textsOf(where: string, texts: Iterable<string>): Iterable<string> {
  if (typeof texts === 'string') {
    throw new TypeError(`${where}: texts is one string, wanted an array of texts: [text]`);
  }
  return texts;
}
