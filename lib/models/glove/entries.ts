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
/** A multiple of this, so that two threads or four have as many tiles of a round each. */
const SHARED = 4;
/** More than this and a block's number takes more than a byte. */
const MOST_BLOCKS = 256;

/** So many counts are remembered with their logarithm and weight: they stay in the cache. */
const SLOT_BITS = 13;

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
  if (words < LEAST_BLOCKS * LEAST_WORDS) return 1;
  const cached = Math.ceil((2 * words * rowBytes) / CACHE);
  // A tile should use each of its rows some times, or nothing is won.
  const dense = Math.floor(pairs / (8 * words));
  const blocks = Math.max(LEAST_BLOCKS, Math.min(cached, dense, MOST_BLOCKS));
  return SHARED * Math.ceil(blocks / SHARED);
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
 * @param out for all pairs, {@link ENTRY} words each; begins at a multiple of 8 bytes
 */
export function orderEntries(
  matrix: CooccurrenceMatrix,
  { xMax, alpha, vectorSize }: GloveSettings,
  random: Random,
  out: Uint32Array,
): EntryOrder {
  const { size: V, rowStarts, rowEnds, columns, values, nonZero } = matrix;
  const blocks = blocksOf(matrix, rowBytes(vectorSize));
  const blockOf = Uint8Array.from({ length: V }, (_, word) => word % blocks);
  /** The tiles of a row, by the block of the column. */
  const tiles = Array.from({ length: blocks }, (_, block) =>
    Uint16Array.from(
      { length: blocks },
      (_, column) => ((column - block + blocks) % blocks) * blocks + block,
    ),
  );
  const sizes = new Uint32Array(blocks * blocks);
  for (let row = 0; row < V; row++) {
    const tileOf = tiles[blockOf[row]];
    const end = rowEnds[row];
    for (let i = rowStarts[row]; i < end; i++) sizes[tileOf[blockOf[columns[i]]]]++;
  }
  const starts = new Float64Array(blocks * blocks + 1);
  sizes.forEach((size, tile) => {
    starts[tile + 1] = starts[tile] + size;
  });
  const next = Uint32Array.from(starts);
  const known = new LogsAndWeights(xMax, alpha);
  const numbers = new Float32Array(out.buffer, out.byteOffset, ENTRY * nonZero);
  for (let row = 0; row < V; row++) {
    const tileOf = tiles[blockOf[row]];
    const end = rowEnds[row];
    for (let i = rowStarts[row]; i < end; i++) {
      const at = ENTRY * next[tileOf[blockOf[columns[i]]]]++;
      const slot = known.find(values[i]);
      out[at] = row;
      out[at + 1] = columns[i];
      numbers[at + 2] = known.logs[slot];
      numbers[at + 3] = known.weights[slot];
    }
  }
  for (let tile = 0; tile < blocks * blocks; tile++)
    shuffle(out, starts[tile], starts[tile + 1], random);
  return { blocks, starts };
}

/**
 * ln x and the weight of counts that were met before: most words stand near each other once or
 * twice, so that seven counts of eight in a real text are not new.
 */
class LogsAndWeights {
  readonly logs = new Float32Array(1 << SLOT_BITS);
  readonly weights = new Float32Array(1 << SLOT_BITS);
  private readonly counts = new Float32Array(1 << SLOT_BITS).fill(Number.NaN);
  private readonly count = new Float32Array(1);
  private readonly bits = new Uint32Array(this.count.buffer);
  private readonly logMax: number;

  constructor(
    private readonly xMax: number,
    private readonly alpha: number,
  ) {
    this.logMax = Math.log(xMax);
  }

  /** Where those of a count stand, until the next call. */
  find(x: number): number {
    this.count[0] = x;
    const slot = Math.imul(this.bits[0], 0x9e3779b1) >>> (32 - SLOT_BITS);
    if (this.counts[slot] !== x) {
      const log = Math.log(x);
      this.counts[slot] = x;
      this.logs[slot] = log;
      // (x / xMax)^alpha, section 3.1 of the paper
      this.weights[slot] = x < this.xMax ? Math.exp(this.alpha * (log - this.logMax)) : 1;
    }
    return slot;
  }
}

/** Shuffles the entries from one to another in place. */
function shuffle(entries: Uint32Array, from: number, to: number, random: Random): void {
  // As two doubles an entry: neither a column nor a weight ends in the bits of NaN, which an engine
  // might change on the way.
  const halves = new Float64Array(entries.buffer, entries.byteOffset, entries.length / 2);
  for (let i = to - 1; i > from; i--) {
    const a = 2 * i;
    const b = 2 * (from + random.integer(i - from + 1));
    const first = halves[a];
    const second = halves[a + 1];
    halves[a] = halves[b];
    halves[a + 1] = halves[b + 1];
    halves[b] = first;
    halves[b + 1] = second;
  }
}
