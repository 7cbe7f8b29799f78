import { engine, type WasmMemory } from './webassembly';

/** Bytes between the starts of two regions are a multiple of this: a cache line. */
const LINE = 64;

/** The first page is left to the kernel's compiler. */
const FIRST = 65536;

const PAGE = 65536;

/** What 32-bit addresses reach. */
const LIMIT = 2 ** 32;

/** A part of the shared memory. */
export interface Region {
  /** Its address, which a kernel is told; a multiple of 64. */
  readonly address: number;
  readonly bytes: number;
}

/**
 * Says what lies where in a memory that a kernel's threads share. Regions are planned first, and
 * the memory is made once with their sum, for it cannot shrink or move.
 *
 * @example
 * const plan = new MemoryPlan('Word2Vec');
 * const rows = plan.add(4 * V * D);
 * const memory = plan.allocate();
 * const vectors = floats(memory, rows);   // Float32Array of length V · D, all zero
 */
export class MemoryPlan {
  private end = FIRST;

  /** @param owner who is named in errors */
  constructor(private readonly owner: string) {}

  /** Plans a region of so many bytes. */
  add(bytes: number): Region {
    const address = this.end;
    this.end += Math.ceil(bytes / LINE) * LINE;
    return { address, bytes };
  }

  /**
   * Makes the memory, filled with zeros.
   * @throws RangeError when it would be larger than 4 GiB, or the system has not so much
   */
  allocate(): WasmMemory {
    const needed = `${this.owner} needs ${(this.end / 2 ** 30).toFixed(2)} GiB of memory`;
    if (this.end > LIMIT) {
      throw new RangeError(
        `${needed}, and a kernel reaches 4 GiB: take fewer words (a higher minCount) or dimensions`,
      );
    }
    const pages = Math.ceil(this.end / PAGE);
    try {
      return new engine.Memory({ initial: pages, maximum: pages, shared: true });
    } catch (error) {
      throw new RangeError(`${needed}, and the system does not give it`, { cause: error });
    }
  }
}

/** A region as 32-bit floats. */
export function floats(memory: WasmMemory, { address, bytes }: Region): Float32Array {
  return new Float32Array(memory.buffer, address, bytes >> 2);
}

/** A region as 32-bit integers. */
export function integers(memory: WasmMemory, { address, bytes }: Region): Int32Array {
  return new Int32Array(memory.buffer, address, bytes >> 2);
}

/** A region as unsigned 32-bit integers. */
export function unsigned(memory: WasmMemory, { address, bytes }: Region): Uint32Array {
  return new Uint32Array(memory.buffer, address, bytes >> 2);
}

/** A region as 64-bit floats. */
export function doubles(memory: WasmMemory, { address, bytes }: Region): Float64Array {
  return new Float64Array(memory.buffer, address, bytes >> 3);
}
