// AssemblyScript. Co-occurrences of one word after another: the sums of a whole row lie in a dense
// array that stays in the cache, and only what is not 0 is written to the pool.

// Where things lie: the same numbers stand in ../count-fast.ts.
export const IDS = 0; // words of the text; −1 before, between and after sentences
export const POSITIONS = 4; // places in the text, word after word
export const STARTS = 8; // (V + 1): where a word's places begin
export const COLUMNS = 12; // the pool: the other word of each pair …
export const VALUES = 16; // … and its sum, a 32-bit float
export const ROW_START = 20; // (V): where a word's pairs begin in the pool
export const ROW_LENGTH = 24; // (V)
export const SHARES = 28; // (window + 1): what a word at that distance adds
export const FREE = 32; // numbers of free segments of the pool
export const FREE_COUNT = 36;
export const TAKEN = 40; // how many of those were taken; threads count it up together
export const SEGMENT = 44; // pairs in a segment
export const WORDS = 48; // V
export const WINDOW = 52;
export const SYMMETRIC = 56;

// One thread's own memory.
export const SUMS = 0; // (V), all 0 between rows
export const TOUCHED = 4; // (V + 1)
export const HISTOGRAM = 8; // (V): how often each word stands in the thread's part of the text
export const NEXT = 12; // the next free place of the pool
export const END = 16; // the end of the segment

/** So many places ahead the text is fetched: a word's places lie far apart in it. */
const AHEAD: u32 = 4;

/** Counts the words of a part of the text, the first step of the index of places. */
export function histogram(config: usize, thread: usize, from: u32, to: u32): void {
  const ids = <usize>load<u32>(config, IDS);
  const counts = <usize>load<u32>(thread, HISTOGRAM);
  memory.fill(counts, 0, (<usize>load<u32>(config, WORDS)) << 2);
  for (let p = from; p < to; p++) {
    const word = load<i32>(ids + (p << 2));
    if (word < 0) continue;
    const at = counts + (word << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}

/** Second step: from counts to where each thread puts the places that it finds. */
export function addUp(config: usize, threads: usize, size: u32): void {
  const starts = <usize>load<u32>(config, STARTS);
  const words = load<u32>(config, WORDS);
  let total: u32 = 0;
  for (let word: u32 = 0; word < words; word++) {
    store<u32>(starts + (word << 2), total);
    for (let t: u32 = 0; t < size; t++) {
      const counts = <usize>load<u32>(<usize>load<u32>(threads + (t << 2)), HISTOGRAM);
      const count = load<u32>(counts + (word << 2));
      store<u32>(counts + (word << 2), total);
      total += count;
    }
  }
  store<u32>(starts + (words << 2), total);
}

/** Third step: writes down the places. */
export function scatter(config: usize, thread: usize, from: u32, to: u32): void {
  const ids = <usize>load<u32>(config, IDS);
  const positions = <usize>load<u32>(config, POSITIONS);
  const next = <usize>load<u32>(thread, HISTOGRAM);
  for (let p = from; p < to; p++) {
    const word = load<i32>(ids + (p << 2));
    if (word < 0) continue;
    const at = next + (word << 2);
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u32>(positions + (place << 2), p);
  }
}

/**
 * Counts the rows from one word to another, added to what they held before.
 * @returns 0, or 1 when the pool is full
 */
export function countRows(config: usize, thread: usize, from: u32, to: u32): u32 {
  const ids = <usize>load<u32>(config, IDS);
  const positions = <usize>load<u32>(config, POSITIONS);
  const starts = <usize>load<u32>(config, STARTS);
  const symmetric = load<u32>(config, SYMMETRIC) !== 0;
  const shares = <usize>load<u32>(config, SHARES);
  const last = shares + (load<u32>(config, WINDOW) << 2);
  const sums = <usize>load<u32>(thread, SUMS);
  const touched = <usize>load<u32>(thread, TOUCHED);
  const places = load<u32>(starts + (load<u32>(config, WORDS) << 2));
  let fetched: u32 = 0;
  for (let word = from; word < to; word++) {
    let end = recall(config, word, sums, touched);
    const stop = load<u32>(starts + ((word + 1) << 2));
    for (let i = load<u32>(starts + (word << 2)); i < stop; i++) {
      // Read from both sides, the nearest words of a later place come to the cache.
      const later = ids + (load<u32>(positions + (min(i + AHEAD, places - 1) << 2)) << 2);
      fetched |= load<u32>(later - 56) | load<u32>(later + 56);
      const at = ids + (load<u32>(positions + (i << 2)) << 2);
      let place = at - 4;
      for (let share = shares + 4; share <= last; share += 4) {
        const other = load<i32>(place);
        if (other < 0) break;
        const cell = sums + ((<usize>other) << 2);
        const sum = load<f32>(cell);
        store<u32>(end, other); // stays only where the word is new
        end += sum === 0 ? 4 : 0;
        store<f32>(cell, sum + load<f32>(share));
        place -= 4;
      }
      if (!symmetric) continue;
      place = at + 4;
      for (let share = shares + 4; share <= last; share += 4) {
        const other = load<i32>(place);
        if (other < 0) break;
        const cell = sums + ((<usize>other) << 2);
        const sum = load<f32>(cell);
        store<u32>(end, other);
        end += sum === 0 ? 4 : 0;
        store<f32>(cell, sum + load<f32>(share));
        place += 4;
      }
    }
    if (!keep(config, thread, word, sums, touched, <u32>((end - touched) >> 2))) return 1;
  }
  store<u32>(0, fetched); // to nobody's place: what is never used would not be read
  return 0;
}

/** Begins with what an earlier part of the text gave; returns the end of the words touched. */
function recall(config: usize, word: u32, sums: usize, touched: usize): usize {
  const at = word << 2;
  const length = load<u32>(<usize>load<u32>(config, ROW_LENGTH) + at);
  const start = load<u32>(<usize>load<u32>(config, ROW_START) + at) << 2;
  const columns = <usize>load<u32>(config, COLUMNS) + start;
  const values = <usize>load<u32>(config, VALUES) + start;
  for (let i: usize = 0; i < (<usize>length) << 2; i += 4) {
    const other = load<u32>(columns + i);
    store<f32>(sums + (other << 2), load<f32>(values + i));
    store<u32>(touched + i, other);
  }
  return touched + (length << 2);
}

/** Writes a row to the pool and clears the sums. */
function keep(
  config: usize,
  thread: usize,
  word: u32,
  sums: usize,
  touched: usize,
  length: u32,
): bool {
  let next = load<u32>(thread, NEXT);
  if (next + length > load<u32>(thread, END)) {
    const taken = atomic.add<u32>(config + TAKEN, 1);
    if (taken >= load<u32>(config, FREE_COUNT)) return false;
    const size = load<u32>(config, SEGMENT);
    next = load<u32>(<usize>load<u32>(config, FREE) + (taken << 2)) * size;
    store<u32>(thread, next + size, END);
  }
  store<u32>(thread, next + length, NEXT);
  store<u32>(<usize>load<u32>(config, ROW_START) + (word << 2), next);
  store<u32>(<usize>load<u32>(config, ROW_LENGTH) + (word << 2), length);
  const columns = <usize>load<u32>(config, COLUMNS) + (next << 2);
  const values = <usize>load<u32>(config, VALUES) + (next << 2);
  for (let i: usize = 0; i < (<usize>length) << 2; i += 4) {
    const other = load<u32>(touched + i);
    const cell = sums + ((<usize>other) << 2);
    store<u32>(columns + i, other);
    store<f32>(values + i, load<f32>(cell));
    store<f32>(cell, 0);
  }
  return true;
}
