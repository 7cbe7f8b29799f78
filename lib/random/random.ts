import { naturalLog } from './log';
import { splitMix64Words, Xoshiro128 } from './xoshiro';

/** All that a {@link Random} remembers, as plain data that JSON can hold. */
export interface RandomState {
  /** The generator's four 32-bit words. */
  words: [number, number, number, number];
  /** The second half of the last pair of normals, or null when it was used. */
  spareNormal: number | null;
}

/**
 * The one source of randomness: a seeded generator that is passed to whatever
 * needs random numbers. One seed gives one sequence, the same on every
 * platform: xoshiro128** for the words, and for normals only operations that
 * IEEE 754 fixes to the last bit.
 *
 * Not for secrets: the sequence can be worked out from a few of its numbers.
 *
 * @example
 * const random = new Random(42);
 * random.normal();                      // one draw from N(0, 1)
 * const forWeights = random.fork();     // a stream of its own
 */
export class Random {
  private generator: Xoshiro128;
  private spareNormal: number | null = null;

  /**
   * @param seed any integer that a double holds exactly (−2^53 < seed < 2^53)
   * @throws RangeError for a fraction, NaN, infinity or a larger integer
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new RangeError(`Random: the seed is ${seed}, wanted an integer (such as 42)`);
    }
    this.generator = new Xoshiro128(splitMix64Words(BigInt(seed)));
  }

  /** A number in [0, 1), a multiple of 2^−53: every such double is equally likely. */
  next(): number {
    const high = this.generator.next() >>> 5; // 27 bits
    const low = this.generator.next() >>> 6; // 26 bits
    return (high * 67108864 + low) / 9007199254740992; // (high · 2^26 + low) / 2^53
  }

  /**
   * A number from the uniform distribution on [lo, hi).
   * @throws RangeError unless both are finite and lo < hi
   */
  uniform(lo = 0, hi = 1): number {
    checkInterval(lo, hi);
    for (;;) {
      const value = lo + (hi - lo) * this.next();
      if (value < hi) return value; // rounding may reach hi: draw again
    }
  }

  /**
   * An integer from 0 to n − 1, each equally likely (draws that would favour the
   * small ones are thrown away, so there is no modulo bias).
   * @param n how many values there are, 1 to 2^32
   */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 4294967296) {
      throw new RangeError(`Random.integer: n is ${n}, wanted an integer from 1 to 2^32`);
    }
    for (;;) {
      const word = this.generator.next();
      // The words are cut into runs of n; a last one that is not whole would favour the small. All
      // in 32-bit integers: a remainder of doubles takes several times as long.
      const value = n === 4294967296 ? word : (word % (n >>> 0)) >>> 0;
      if (word - value <= 4294967296 - n) return value;
    }
  }

  /**
   * A number from the normal distribution N(mean, std²), by the polar method: a
   * point in the unit disc, drawn by rejection, gives two independent normals;
   * the second is kept for the next call.
   *
   * Source: G. Marsaglia and T. A. Bray, "A Convenient Method for Generating
   * Normal Variables", SIAM Review 6(3), 1964.
   *
   * @param std the standard deviation, 0 or more
   */
  normal(mean = 0, std = 1): number {
    checkNormal(mean, std);
    return mean + std * this.standardNormal();
  }

  /**
   * A new array with the elements of `array` in random order; `array` keeps its
   * own. (Fisher–Yates, in Durstenfeld's form: Communications of the ACM 7(7), 1964.)
   */
  shuffle<T>(array: readonly T[]): T[] {
    const shuffled = array.slice();
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swapped;
    }
    return shuffled;
  }

  /** The integers 0 to n − 1 in random order. Shape (n). */
  permutation(n: number): Int32Array {
    if (!Number.isInteger(n) || n < 0 || n > 2147483647) {
      throw new RangeError(`Random.permutation: n is ${n}, wanted an integer from 0 to 2^31 − 1`);
    }
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const j = this.integer(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** One element of `array`, each equally likely. Throws for an empty array. */
  choice<T>(array: ArrayLike<T>): T {
    if (array.length === 0) throw new RangeError('Random.choice: the array is empty');
    return array[this.integer(array.length)];
  }

  /**
   * `length` numbers from the uniform distribution on [lo, hi), as 32-bit floats.
   * Each takes one word of 24 bits (what a 32-bit float holds), so the numbers
   * are not those of {@link uniform}. Shape (length).
   */
  uniformArray(length: number, lo = 0, hi = 1): Float32Array {
    checkLength('uniformArray', length);
    checkInterval(lo, hi);
    const top = Math.fround(hi);
    if (!(Math.fround(lo) < top)) {
      throw new RangeError(`Random: [${lo}, ${hi}) holds no 32-bit float to draw`);
    }
    const out = new Float32Array(length);
    for (let i = 0; i < length; ) {
      out[i] = lo + (hi - lo) * ((this.generator.next() >>> 8) / 16777216);
      if (out[i] < top) i++; // rounding may reach hi: draw again
    }
    return out;
  }

  /**
   * `length` numbers from N(mean, std²): those that as many calls of
   * {@link normal} would give, rounded to 32-bit floats. Shape (length).
   */
  normalArray(length: number, mean = 0, std = 1): Float32Array {
    checkLength('normalArray', length);
    checkNormal(mean, std);
    const out = new Float32Array(length);
    for (let i = 0; i < length; i++) out[i] = mean + std * this.standardNormal();
    return out;
  }

  /**
   * A new generator with a stream of its own. Give one to each part of a
   * program, and a part that starts to draw more often leaves the others'
   * numbers as they were. Moves this generator on by two words.
   */
  fork(): Random {
    const low = this.generator.next();
    const high = this.generator.next();
    const forked = new Random(0);
    forked.generator = new Xoshiro128(splitMix64Words((BigInt(high) << 32n) | BigInt(low)));
    return forked;
  }

  /** What is needed to go on from here: see {@link Random.fromState}. */
  state(): RandomState {
    return { words: this.generator.words(), spareNormal: this.spareNormal };
  }

  /**
   * A generator that goes on where the one that gave `state` stood.
   * @throws TypeError when `state` is not what {@link state} returns
   */
  static fromState(state: RandomState): Random {
    const isWord = (word: unknown) => Number.isInteger(word) && (word as number) >>> 0 === word;
    const spare = state?.spareNormal;
    const whole =
      Array.isArray(state?.words) &&
      state.words.length === 4 &&
      state.words.every(isWord) &&
      (spare === null || Number.isFinite(spare));
    if (!whole) {
      throw new TypeError(
        'Random.fromState: wanted { words: four integers from 0 to 2^32 − 1, spareNormal: ' +
          `a number or null }, came ${JSON.stringify(state)}`,
      );
    }
    const random = new Random(0);
    random.generator = new Xoshiro128(state.words);
    random.spareNormal = spare;
    return random;
  }

  private standardNormal(): number {
    if (this.spareNormal !== null) {
      const spare = this.spareNormal;
      this.spareNormal = null;
      return spare;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const s = x * x + y * y;
      if (s >= 1 || s === 0) continue; // outside the disc, or its centre
      const scale = Math.sqrt((-2 * naturalLog(s)) / s);
      this.spareNormal = y * scale;
      return x * scale;
    }
  }
}

function checkInterval(lo: number, hi: number): void {
  if (!(Number.isFinite(hi - lo) && lo < hi)) {
    throw new RangeError(`Random: the interval is [${lo}, ${hi}), wanted finite lo < hi`);
  }
}

function checkNormal(mean: number, std: number): void {
  if (!(Number.isFinite(mean) && Number.isFinite(std) && std >= 0)) {
    throw new RangeError(`Random: mean ${mean} and std ${std}, wanted finite numbers and std ≥ 0`);
  }
}

function checkLength(name: string, length: number): void {
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(`Random.${name}: length is ${length}, wanted an integer, 0 or more`);
  }
}
