/** Beyond ±6 the logistic function is taken as 0 or 1, and nothing is learned there. */
export const MAX_EXP = 6;

const SIZE = 1000;

/** σ(x) at 1,000 places of (−6, 6), as in the first word2vec: word2vec.c's EXP_TABLE_SIZE. */
export const SIGMOID = Float32Array.from({ length: SIZE }, (_, i) => {
  const power = Math.fround(Math.exp(((i / SIZE) * 2 - 1) * MAX_EXP));
  return power / (power + 1);
});

/** ln σ(x) at the same places. */
export const LOG_SIGMOID = SIGMOID.map((value) => Math.log(value));

/** Where x, strictly between −6 and 6, stands in the tables. */
export function tableIndex(x: number): number {
  return Math.floor((Math.fround(x) + MAX_EXP) * (SIZE / MAX_EXP / 2));
}

/**
 * For the fast form, what a target of a label gives: (label − σ(x), −ln σ(±x)) at each place. Without
 * a label, zeros.
 */
export function labelTable(label: 0 | 1 | undefined): Float32Array {
  const pairs = new Float32Array(2 * (SIZE + 1)); // one more: x just below 6 may be rounded up to it
  if (label === undefined) return pairs;
  for (let i = 0; i <= SIZE; i++) {
    const place = Math.min(i, SIZE - 1);
    pairs[2 * i] = label - SIGMOID[place];
    pairs[2 * i + 1] = -LOG_SIGMOID[label ? place : SIZE - 1 - place];
  }
  return pairs;
}
