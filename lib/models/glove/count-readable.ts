import { CooccurrenceMatrix } from './cooccurrence-matrix';
import type { GloveSettings } from './options';

/** Counts co-occurrences; takes a text part by part. */
export interface Counter {
  /** Counts a part: numbers of words, −1 after each sentence. */
  add(ids: Int32Array): Promise<void>;
  /** What was counted; no part may come after. */
  finish(): CooccurrenceMatrix;
  /** Gives threads and memory back. */
  close(): Promise<void>;
}

/** The error of counts that take more than they may. */
export function tooManyPairs(words: number, maxMemory: number): RangeError {
  const size = `${(maxMemory / 2 ** 20).toFixed(0)} MiB`;
  return new RangeError(
    `Glove: the co-occurrences of ${words.toLocaleString('en')} words take more than ${size}. ` +
      'Take fewer words (a higher minCount, or maxFinalVocab), a smaller window, or a larger ' +
      'maxMemory',
  );
}

/** Pairs of words with a sum each: a hash table with open addressing, in typed arrays. */
class PairTable {
  /** 0 for a free slot, else 1 + word · V + context. */
  private keys = new Float64Array(1024);
  private sums = new Float64Array(1024);
  private used = 0;

  constructor(
    private readonly words: number,
    private readonly maxMemory: number,
  ) {}

  add(word: number, context: number, share: number): void {
    const key = 1 + word * this.words + context;
    const slot = this.find(key);
    this.sums[slot] += share;
    if (this.keys[slot] === key) return;
    this.keys[slot] = key;
    if (++this.used > 0.7 * this.keys.length) this.grow();
  }

  /** All pairs, in the order of their keys: row after row. */
  sorted(): { key: number; sum: number }[] {
    const pairs: { key: number; sum: number }[] = [];
    this.keys.forEach((key, slot) => {
      if (key > 0) pairs.push({ key: key - 1, sum: this.sums[slot] });
    });
    return pairs.sort((a, b) => a.key - b.key);
  }

  /** The slot that holds a key, or the free one where it belongs. */
  private find(key: number): number {
    const mask = this.keys.length - 1;
    // Knuth's multiplicative hash, of both halves of the key.
    const mixed = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul((key / 2 ** 32) | 0, 0x85ebca6b);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (this.keys[slot] !== 0 && this.keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys, sums } = this;
    // The old table and one of twice its size, 16 bytes a slot.
    if (48 * keys.length > this.maxMemory) throw tooManyPairs(this.words, this.maxMemory);
    this.keys = new Float64Array(2 * keys.length);
    this.sums = new Float64Array(2 * keys.length);
    keys.forEach((key, old) => {
      if (key === 0) return;
      const slot = this.find(key);
      this.keys[slot] = key;
      this.sums[slot] = sums[old];
    });
  }
}

/**
 * The readable form of the count. Each pair of words that stand at most `window` words apart in a
 * sentence adds one over their distance, to both words' rows, or to the second's alone.
 */
export class ReadableCounter implements Counter {
  private readonly table: PairTable;

  constructor(
    private readonly words: readonly string[],
    private readonly settings: GloveSettings,
  ) {
    this.table = new PairTable(words.length, settings.maxMemory);
  }

  async add(ids: Int32Array): Promise<void> {
    const { window, symmetric } = this.settings;
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] < 0) continue;
      for (let distance = 1; distance <= window; distance++) {
        const other = ids[i - distance] ?? -1;
        if (other < 0) break; // the sentence begins here
        this.table.add(ids[i], other, 1 / distance);
        if (symmetric) this.table.add(other, ids[i], 1 / distance);
      }
    }
  }

  finish(): CooccurrenceMatrix {
    const { words } = this;
    const pairs = this.table.sorted();
    const rowStarts = new Float64Array(words.length + 1);
    for (const { key } of pairs) rowStarts[Math.floor(key / words.length) + 1]++;
    for (let row = 0; row < words.length; row++) rowStarts[row + 1] += rowStarts[row];
    const columns = Uint32Array.from(pairs, ({ key }) => key % words.length);
    const values = Float32Array.from(pairs, ({ sum }) => sum);
    return new CooccurrenceMatrix(words, rowStarts, rowStarts.subarray(1), columns, values);
  }

  async close(): Promise<void> {}
}
