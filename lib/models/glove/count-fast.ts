import {
  floats,
  integers,
  loadKernel,
  MemoryPlan,
  type Region,
  unsigned,
  type WasmMemory,
  WorkerPool,
} from '../parallel';
import { CooccurrenceMatrix } from './cooccurrence-matrix';
import { type Counter, tooManyPairs } from './count-readable';
import type { GloveSettings } from './options';

/** Calls into which the rows of one part of the text are cut. */
const CALLS = 64;

/**
 * The fast form of the count: an index of the places of every word, then row after row in a dense
 * array of sums, on threads; see assembly/count.ts. Sums are 32-bit floats. A row's sums are added
 * in the order of the text, so the number of threads changes no bit of them.
 *
 * The readable form's hash table reaches for another part of a large memory at each pair of words,
 * and two threads could not share it. One row fits in a core's cache, needs no search, and belongs
 * to one thread. In C, 835,000 words (3.2 million pairs) took 0.2 s with a table, 0.05 s with rows.
 *
 * The pool of pairs is cut into segments, which threads take one after another. Later parts of the
 * text write all rows anew, with the earlier sums in them, and free the old segments.
 */
export class FastCounter implements Counter {
  private readonly memory: WasmMemory;
  private readonly pool: WorkerPool;
  private readonly config: Region;
  private readonly regions: Record<
    | 'ids'
    | 'positions'
    | 'starts'
    | 'columns'
    | 'values'
    | 'rowStart'
    | 'rowLength'
    | 'shares'
    | 'free',
    Region
  >;
  private readonly threads: { head: Region; address: number }[];
  private readonly threadList: Region;
  private readonly segment: number;
  private readonly segments: number;

  /**
   * @param counts how often each word stands in the whole text
   * @param capacity ids in the longest part
   */
  constructor(
    private readonly words: readonly string[],
    counts: ArrayLike<number>,
    private readonly settings: GloveSettings,
    capacity: number,
  ) {
    const { window, symmetric, workers, maxMemory } = settings;
    const V = words.length;
    this.segment = Math.max(4 * V, 1 << 14);
    let most = 0; // pairs that there can be: a row has no more than V
    for (let i = 0; i < V; i++) {
      most += Math.min(V, counts[i] * window * (symmetric ? 2 : 1));
    }
    // A thread leaves at most a row's room at the end of a segment, a quarter of it. Old and new
    // rows lie side by side while a later part is counted.
    const wanted = Math.ceil((most * 4) / 3 / this.segment) * 2 + 2 * workers;
    this.segments = Math.min(wanted, Math.floor(maxMemory / 8 / this.segment));
    if (this.segments < workers) throw tooManyPairs(V, maxMemory);
    const plan = new MemoryPlan('Glove');
    this.config = plan.add(64);
    this.threadList = plan.add(4 * workers);
    const own = Array.from({ length: workers }, () => ({
      head: plan.add(64),
      parts: [plan.add(4 * V), plan.add(4 * (V + 1)), plan.add(4 * V)],
    }));
    this.regions = {
      ids: plan.add(4 * (capacity + 2)),
      positions: plan.add(4 * capacity),
      starts: plan.add(4 * (V + 1)),
      columns: plan.add(4 * this.segment * this.segments),
      values: plan.add(4 * this.segment * this.segments),
      rowStart: plan.add(4 * V),
      rowLength: plan.add(4 * V),
      shares: plan.add(4 * (window + 1)),
      free: plan.add(4 * this.segments),
    };
    this.memory = plan.allocate();
    this.threads = own.map(({ head, parts }) => {
      unsigned(this.memory, head).set(parts.map((part) => part.address));
      return { head, address: head.address };
    });
    unsigned(this.memory, this.threadList).set(this.threads.map(({ address }) => address));
    floats(this.memory, this.regions.shares).set(
      Array.from({ length: window + 1 }, (_, distance) => (distance === 0 ? 0 : 1 / distance)),
    );
    const { ids, positions, starts, columns, values, rowStart, rowLength, shares, free } =
      this.regions;
    // In the order of assembly/count.ts.
    unsigned(this.memory, this.config).set([
      // The text begins one id later: before it stands the end of a sentence.
      ...[ids.address + 4, positions.address, starts.address, columns.address, values.address],
      ...[rowStart.address, rowLength.address, shares.address, free.address],
      ...[0, 0, this.segment, V, window, symmetric ? 1 : 0],
    ]);
    unsigned(this.memory, free).forEach((_, i, list) => {
      list[i] = i;
    });
    this.pool = new WorkerPool(loadKernel('glove'), this.memory, workers);
  }

  async add(part: Int32Array): Promise<void> {
    const ids = integers(this.memory, this.regions.ids);
    ids[0] = -1;
    ids.set(part, 1);
    ids[part.length + 1] = -1;
    const old = this.segmentsInUse();
    this.freeAllBut(old);
    const { pool, threads } = this;
    const bound = (t: number) => Math.round((part.length * t) / threads.length);
    const each = (name: string) =>
      Promise.all(
        threads.map(({ address }, t) =>
          pool.call(t, name, [this.config.address, address, bound(t), bound(t + 1)]),
        ),
      );
    await each('histogram');
    await pool.call(0, 'addUp', [this.config.address, this.threadList.address, threads.length]);
    await each('scatter');
    await this.countRows();
  }

  /** The rows stay where the threads wrote them: the matrix keeps the memory. */
  finish(): CooccurrenceMatrix {
    const { words, memory, regions } = this;
    const starts = unsigned(memory, regions.rowStart);
    const length = unsigned(memory, regions.rowLength);
    const ends = new Float64Array(words.length);
    for (let row = 0; row < words.length; row++) ends[row] = starts[row] + length[row];
    const columns = unsigned(memory, regions.columns);
    return new CooccurrenceMatrix(words, starts, ends, columns, floats(memory, regions.values));
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  /** Cuts the rows where about as many places lie before as behind, and deals them out. */
  private async countRows(): Promise<void> {
    const starts = unsigned(this.memory, this.regions.starts);
    const V = this.words.length;
    let row = 0;
    const next = (): [number, number] => {
      const from = row;
      const wanted = starts[from] + Math.ceil(starts[V] / CALLS);
      // Rows without a place in this part are many in a small one; they are copied in passing.
      do row++;
      while (row < V && starts[row] < wanted && row - from < Math.ceil(V / 8));
      return [from, row];
    };
    let full = 0;
    const work = async (thread: number): Promise<void> => {
      while (row < V && full === 0) {
        const [from, to] = next();
        const args = [this.config.address, this.threads[thread].address, from, to];
        full += await this.pool.call(thread, 'countRows', args);
      }
    };
    await Promise.all(this.threads.map((_, t) => Promise.all([work(t), work(t)])));
    if (full > 0) throw tooManyPairs(V, this.settings.maxMemory);
  }

  private segmentsInUse(): Set<number> {
    const start = unsigned(this.memory, this.regions.rowStart);
    const length = unsigned(this.memory, this.regions.rowLength);
    const used = new Set<number>();
    for (let i = 0; i < start.length; i++) {
      if (length[i] > 0) used.add(Math.floor(start[i] / this.segment));
    }
    return used;
  }

  private freeAllBut(used: ReadonlySet<number>): void {
    const free = Array.from({ length: this.segments }, (_, i) => i).filter((i) => !used.has(i));
    unsigned(this.memory, this.regions.free).set(free);
    const config = unsigned(this.memory, this.config);
    config[9] = free.length;
    config[10] = 0;
    for (const { head } of this.threads) unsigned(this.memory, head).set([0, 0], 3);
  }
}
