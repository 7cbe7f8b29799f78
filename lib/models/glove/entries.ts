import type { Random } from '../../random';
import type { CooccurrenceMatrix } from './cooccurrence-matrix';
import type { GloveSettings } from './options';

/** Words of 32 bits in an entry: row, column, ln x, weight. */
export const ENTRY = 4;

/** Bytes of rows that a tile may touch, so that they stay in a core's own cache. */
const CACHE = 1 << 20;
/** Words are dealt to so many blocks at least, so that as many threads find work … */
const LEAST_BLOCKS = 8;
/** … unless blocks would have fewer words than this. */
const LEAST_WORDS = 8;
/** More than this and a block's number takes more than a byte. */
const MOST_BLOCKS = 256;

/** The entries of the fit in the order in which they are gone through. */
export interface EntryOrder {
  /** Blocks of words, B. */
  blocks: number;
  /**
   * Where each tile's entries begin, (B² + 1): first the B tiles of round 0, then those of round 1,
   * and so on. Tile b of round r has the words of block b and the contexts of block (b + r) mod B.
   */
  starts: Float64Array;
}

/**
 * Bytes of a word's numbers in the fast form, which the order is laid out for: D, a bias and a 1,
 * filled up to whole vectors of four floats, and as much for AdaGrad.
 */
export function rowBytes(vectorSize: number): number {
  return 2 * 16 * Math.ceil((vectorSize + 2) / 4);
}

/** Into how many blocks words and contexts are dealt. */
function blocksOf({ size: words, nonZero: pairs }: CooccurrenceMatrix, rowBytes: number): number {
  const least = words >= LEAST_BLOCKS * LEAST_WORDS ? LEAST_BLOCKS : 1;
  const cached = Math.ceil((2 * words * rowBytes) / CACHE);
  // A tile should use each of its rows some times, or nothing is won.
  const dense = Math.floor(pairs / (8 * words));
  return Math.max(least, Math.min(cached, dense, MOST_BLOCKS));
}

/**
 * Puts all pairs in the order of the fit and works out ln x and the weight f(x) of each once.
 *
 * The authors' tool shuffles the whole list. Here words and contexts are dealt to B blocks in turn,
 * which cuts the matrix into B² tiles; each tile is shuffled. A round is B tiles that share no word
 * and no context: threads work on them at the same time without touching each other's rows, and
 * the rows of one tile stay in the core's cache. This is the order of R. Gemulla, E. Nijkamp,
 * P. Haas, Y. Sismanis, "Large-Scale Matrix Factorization with Distributed Stochastic Gradient
 * Descent", KDD 2011. What is learned is as good: see the tests.
 *
 * @param out for all pairs, {@link ENTRY} words each
 */
export function orderEntries(
  matrix: CooccurrenceMatrix,
  { xMax, alpha, vectorSize }: GloveSettings,
  random: Random,
  out: Uint32Array,
): EntryOrder {
  const { size: V, rowStarts, rowEnds, columns, values, nonZero } = matrix;
  const blocks = blocksOf(matrix, rowBytes(vectorSize));
  const starts = new Float64Array(blocks * blocks + 1);
  const blockOf = Uint8Array.from({ length: V }, (_, word) => word % blocks);
  /** The tiles of a row, by the block of the column. */
  const tiles = Array.from({ length: blocks }, (_, block) =>
    Uint16Array.from(
      { length: blocks },
      (_, column) => ((column - block + blocks) % blocks) * blocks + block,
    ),
  );
  for (let row = 0; row < V; row++) {
    const tileOf = tiles[blockOf[row]];
    for (let i = rowStarts[row]; i < rowEnds[row]; i++) {
      starts[tileOf[blockOf[columns[i]]] + 1]++;
    }
  }
  for (let tile = 0; tile < blocks * blocks; tile++) starts[tile + 1] += starts[tile];
  const next = starts.slice();
  const logMax = Math.log(xMax);
  const numbers = new Float32Array(out.buffer, out.byteOffset, ENTRY * nonZero);
  for (let row = 0; row < V; row++) {
    const tileOf = tiles[blockOf[row]];
    for (let i = rowStarts[row]; i < rowEnds[row]; i++) {
      const at = ENTRY * next[tileOf[blockOf[columns[i]]]]++;
      const log = Math.log(values[i]);
      out[at] = row;
      out[at + 1] = columns[i];
      numbers[at + 2] = log;
      // (x / xMax)^alpha, section 3.1 of the paper
      numbers[at + 3] = values[i] < xMax ? Math.exp(alpha * (log - logMax)) : 1;
    }
  }
  for (let tile = 0; tile < blocks * blocks; tile++)
    shuffle(out, starts[tile], starts[tile + 1], random);
  return { blocks, starts };
}

/** Shuffles the entries from one to another in place. */
function shuffle(entries: Uint32Array, from: number, to: number, random: Random): void {
  for (let i = to - 1; i > from; i--) {
    const a = ENTRY * i;
    const b = ENTRY * (from + random.integer(i - from + 1));
    for (let k = 0; k < ENTRY; k++) {
      const kept = entries[a + k];
      entries[a + k] = entries[b + k];
      entries[b + k] = kept;
    }
  }
}
