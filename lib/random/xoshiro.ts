/**
 * xoshiro128**, the generator of 32-bit words under {@link Random}.
 *
 * Source: D. Blackman and S. Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", ACM Transactions on Mathematical Software 47(4), 2021, §4.4.
 * Period 2^128 − 1. It needs only 32-bit integer operations, which JavaScript
 * defines exactly, so the words are the same on every platform.
 */
export class Xoshiro128 {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  /** @param words the 128 bits of state, as four 32-bit words, not all zero */
  constructor(words: ArrayLike<number>) {
    this.s0 = words[0] | 0;
    this.s1 = words[1] | 0;
    this.s2 = words[2] | 0;
    this.s3 = words[3] | 0;
    if (words.length !== 4 || (this.s0 | this.s1 | this.s2 | this.s3) === 0) {
      throw new RangeError('Xoshiro128: the state is four 32-bit words, not all of them zero');
    }
  }

  /** The next word: an integer in [0, 2^32). */
  next(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.s1, 5), 7), 9);
    const shifted = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= shifted;
    this.s3 = rotateLeft(this.s3, 11);
    return scrambled >>> 0;
  }

  /** The four words of state, each in [0, 2^32). */
  words(): [number, number, number, number] {
    return [this.s0 >>> 0, this.s1 >>> 0, this.s2 >>> 0, this.s3 >>> 0];
  }
}

/**
 * Spreads a 64-bit seed over the 128 bits of state with SplitMix64, as
 * xoshiro's authors advise: seeds that differ in one bit give unrelated streams.
 *
 * Source: G. L. Steele, D. Lea and C. H. Flood, "Fast Splittable Pseudorandom
 * Number Generators", OOPSLA 2014, figure 16 (with the constants of Vigna's
 * splitmix64.c).
 */
export function splitMix64Words(seed: bigint): [number, number, number, number] {
  let counter = BigInt.asUintN(64, seed);
  const next = (): bigint => {
    counter = BigInt.asUintN(64, counter + 0x9e3779b97f4a7c15n);
    let z = counter;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
  const a = next();
  const b = next();
  const low = (z: bigint) => Number(z & 0xffffffffn);
  const high = (z: bigint) => Number(z >> 32n);
  return [low(a), high(a), low(b), high(b)];
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
