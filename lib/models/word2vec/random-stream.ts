// 25214903917, in two halves of 24 bits: products of halves are exact in a double.
const HIGH = 1502;
const LOW = 15525485;
const HALF = 2 ** 24;

/**
 * The random numbers that training draws: gensim's generator, which is Java's, so that one stream
 * gives the same vectors in every form and in gensim: 48 bits of state,
 * next = (next · 25214903917 + 11) mod 2^48, of which the upper 32 are given.
 */
export class RandomStream {
  private high: number;
  private low: number;

  /** @param seed the state, an integer from 0 to 2^48 − 1 */
  constructor(seed: number) {
    this.high = Math.floor(seed / HALF);
    this.low = seed % HALF;
  }

  /** 32 random bits, as an integer from 0 to 2^32 − 1. */
  next32(): number {
    const bits = this.high * 256 + (this.low >>> 16);
    const low = this.low * LOW + 11;
    this.high = (this.high * LOW + this.low * HIGH + Math.floor(low / HALF)) % HALF;
    this.low = low % HALF;
    return bits;
  }
}
