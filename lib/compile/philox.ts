type Words = [number, number, number, number];

const MULTIPLIER_A = 0xd2511f53;
const MULTIPLIER_B = 0xcd9e8d57;
const WEYL_A = 0x9e3779b9;
const WEYL_B = 0xbb67ae85;
const ROUNDS = 10;

/**
 * Philox 4×32 with ten rounds: random words as a function of a key and a counter.
 *
 * Source: Salmon and others 2011, "Parallel Random Numbers: As Easy as 1, 2, 3", section 3.3.
 *
 * @returns four 32-bit words
 */
export function philox(counter: Words, key: [number, number]): Words {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const a = multiply(MULTIPLIER_A, c0);
    const b = multiply(MULTIPLIER_B, c2);
    [c0, c1, c2, c3] = [b.high ^ c1 ^ k0, b.low, a.high ^ c3 ^ k1, a.low];
    k0 = (k0 + WEYL_A) | 0;
    k1 = (k1 + WEYL_B) | 0;
  }
  return [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
}

/** The 64 bits of a product of two 32-bit words, in halves. */
function multiply(x: number, y: number): { high: number; low: number } {
  const [xHigh, xLow, yHigh, yLow] = [x >>> 16, x & 0xffff, y >>> 16, y & 0xffff];
  const middle = xHigh * yLow + ((xLow * yLow) >>> 16);
  const carry = (xLow * yHigh + (middle & 0xffff)) >>> 16;
  return { high: (xHigh * yHigh + (middle >>> 16) + carry) | 0, low: Math.imul(x, y) };
}

/**
 * The words that TensorFlow's stateless operations draw for the two numbers of a seed, each
 * from 0 to 2^31 − 1: the seed is first mixed by Philox itself, so that no part of it is weak
 * (`GenerateKey` in tensorflow/core/kernels/stateless_random_ops.cc).
 *
 * @returns at least `count` words, four at a time
 */
export function statelessWords(seed: number, counter: number, count: number): Uint32Array {
  const mixed = philox([seed, 0, counter, 0], [0x3ec8f720, 0x02461e29]);
  const words = new Uint32Array(Math.ceil(count / 4) * 4);
  for (let block = 0; block < words.length / 4; block++) {
    words.set(philox([block, 0, mixed[2], mixed[3]], [mixed[0], mixed[1]]), block * 4);
  }
  return words;
}
