import {
  floats,
  loadKernel,
  MemoryPlan,
  type Region,
  unsigned,
  type WasmMemory,
  WorkerPool,
} from '../parallel';
import { ENTRY, type EntryOrder, rowBytes } from './entries';
import type { Fit, FitPairs } from './fit-readable';
import type { GloveSettings } from './options';
import type { GloveWeights } from './weights';

/**
 * The fast form of the fit: the kernel of assembly/fit.ts on threads. The tiles of a round share no
 * rows, so threads need no locks, lose no update, and their number changes no bit of the result.
 */
export class FastFit implements Fit {
  readonly order: EntryOrder;
  private readonly pool: WorkerPool;
  private readonly memory: WasmMemory;
  private readonly entries: Region;
  private readonly rows: { words: Region; contexts: Region };
  /** Rows of words, and of contexts. */
  private readonly size: number;
  /** Bytes of a row. */
  private readonly bytes: number;

  constructor(
    pairs: FitPairs,
    private readonly weights: GloveWeights,
    private readonly settings: GloveSettings,
  ) {
    const bytes = rowBytes(settings.vectorSize);
    const size = weights.words.length / (settings.vectorSize + 1);
    this.size = size;
    this.bytes = bytes;
    const plan = new MemoryPlan('Glove');
    this.entries = plan.add(4 * ENTRY * pairs.count);
    this.rows = { words: plan.add(size * bytes), contexts: plan.add(size * bytes) };
    this.memory = plan.allocate();
    // The threads start while the entries are put in order.
    this.pool = new WorkerPool(loadKernel('glove'), this.memory, settings.workers);
    try {
      this.order = pairs.arrange(unsigned(this.memory, this.entries));
      this.copyRows(true);
    } catch (error) {
      void this.pool.close();
      throw error;
    }
  }

  async round(round: number): Promise<number> {
    const { blocks, starts } = this.order;
    const first = round * blocks;
    const { learningRate, gradClip } = this.settings;
    const { words, contexts } = this.rows;
    const losses = new Float64Array(blocks);
    const fit = async (thread: number, tile: number): Promise<void> => {
      const [from, to] = [starts[first + tile], starts[first + tile + 1]];
      if (from === to) return;
      const where = [this.entries.address, from, to, words.address, contexts.address, this.bytes];
      const rows = [this.size, blocks, tile, (tile + round) % blocks];
      losses[tile] = await this.pool.call(thread, 'fit', [
        ...where,
        learningRate,
        gradClip,
        ...rows,
      ]);
    };
    const running: Promise<void>[] = [];
    let tile = 0;
    for (let thread = 0; thread < this.pool.size; thread++) {
      // Neighbouring tiles for each thread, with about as many entries; what is left are empty ones.
      const share = (starts[first + blocks] - starts[first]) * ((thread + 1) / this.pool.size);
      for (
        ;
        tile < blocks &&
        starts[first + tile] + starts[first + tile + 1] < 2 * (starts[first] + share);
        tile++
      ) {
        running.push(fit(thread, tile));
      }
    }
    await Promise.all(running);
    return losses.reduce((sum, loss) => sum + loss, 0);
  }

  readBack(): void {
    this.copyRows(false);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  /**
   * Between rows of D numbers and a bias, and the kernel's: a word's are the D numbers, the bias
   * and a 1, a context's the D numbers, a 1 and the bias, so that one dot product has it all. After
   * each four stand those of AdaGrad, 1/√G. All are divided by √2: see assembly/fit.ts.
   */
  private copyRows(into: boolean): void {
    const { vectorSize: D } = this.settings;
    const { words, contexts, wordSquares, contextSquares } = this.weights;
    const length = this.bytes / 4;
    const sides = [
      {
        values: words,
        squares: wordSquares,
        shared: floats(this.memory, this.rows.words),
        bias: D,
      },
      {
        values: contexts,
        squares: contextSquares,
        shared: floats(this.memory, this.rows.contexts),
        bias: D + 1,
      },
    ];
    const place = (i: number) => 8 * (i >> 2) + (i & 3);
    for (const { values, squares, shared, bias } of sides) {
      for (let at = 0, row = 0; at < values.length; at += D + 1, row += length) {
        for (let i = 0; i <= D; i++) {
          const to = row + place(i < D ? i : bias);
          if (into) {
            shared[to] = values[at + i] * Math.SQRT1_2;
            shared[to + 4] = 1 / Math.sqrt(2 * squares[at + i]);
          } else {
            values[at + i] = shared[to] * Math.SQRT2;
            squares[at + i] = 0.5 / shared[to + 4] ** 2;
          }
        }
        shared[row + place(bias === D ? D + 1 : D)] = Math.SQRT1_2;
      }
    }
  }
}
