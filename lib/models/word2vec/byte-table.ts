const FREE = -1;

/** The words of a text as bytes, each with a number from 0 on: a hash table without strings. */
export class ByteTable {
  private slots = new Int32Array(1 << 12).fill(FREE);
  private hashes = new Int32Array(1 << 11);
  /** Word i lies in the pool from starts[i] to starts[i + 1]. */
  private starts = new Uint32Array((1 << 11) + 1);
  private pool = new Uint8Array(1 << 15);
  /** How many words there are. */
  size = 0;

  /** The number of the word bytes[from..to), or −1. `hash` is {@link hashOf} of it. */
  find(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const { slots, hashes, starts, pool } = this;
    const mask = slots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const word = slots[slot];
      if (word === FREE) return FREE;
      if (hashes[word] !== hash) continue;
      let a = starts[word];
      if (starts[word + 1] - a !== to - from) continue;
      let b = from;
      while (b < to && pool[a] === bytes[b]) {
        a++;
        b++;
      }
      if (b === to) return word;
    }
  }

  /** Adds a word that {@link find} did not find; returns its number. */
  add(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const word = this.size++;
    const start = this.starts[word];
    const end = start + to - from;
    if (2 * this.size > this.slots.length) this.grow();
    while (end > this.pool.length)
      this.pool = extended(this.pool, new Uint8Array(2 * this.pool.length));
    this.pool.set(bytes.subarray(from, to), start);
    this.starts[word + 1] = end;
    this.hashes[word] = hash;
    this.place(word);
    return word;
  }

  /** A word's bytes. */
  bytes(word: number): Uint8Array {
    return this.pool.subarray(this.starts[word], this.starts[word + 1]);
  }

  private grow(): void {
    const { length } = this.slots;
    this.hashes = extended(this.hashes, new Int32Array(length));
    this.starts = extended(this.starts, new Uint32Array(length + 1));
    this.slots = new Int32Array(2 * length).fill(FREE);
    for (let word = 0; word < this.size - 1; word++) this.place(word);
  }

  private place(word: number): void {
    const mask = this.slots.length - 1;
    let slot = spread(this.hashes[word]) & mask;
    while (this.slots[slot] !== FREE) slot = (slot + 1) & mask;
    this.slots[slot] = word;
  }
}

function extended<T extends Uint8Array | Int32Array | Uint32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

/** What a word's hash begins with. */
export const HASH_SEED = 0x811c9dc5 | 0;

/** The hash of a word that has one byte more (FNV-1a). */
export function hashOf(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 16777619);
}

/** FNV's low bits know little of the first bytes. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
