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

/**
 * Places to a unit of x: 83, and not 83⅓, since word2vec.c divides integers (1000 / 6 / 2), and gensim
 * does as it does. So σ(0) is read as 0.494, and the last four places are never reached.
 */
export const TABLE_SCALE = Math.floor(Math.floor(SIZE / MAX_EXP) / 2);

/** Where x, strictly between −6 and 6, stands in the tables. */
export function tableIndex(x: number): number {
  return Math.floor((Math.fround(x) + MAX_EXP) * TABLE_SCALE);
}

/**
 * For the fast form, what a target of a label gives: (label − σ(x), −ln σ(±x)) at each place. Without
 * a label, zeros.
 */
export function labelTable(label: 0 | 1 | undefined): Float32Array {
  const pairs = new Float32Array(2 * SIZE);
  if (label === undefined) return pairs;
  const mirror = 2 * MAX_EXP * TABLE_SCALE - 1; // from the place of x to that of −x
  for (let i = 0; i < SIZE; i++) {
    pairs[2 * i] = label - SIGMOID[i];
    pairs[2 * i + 1] = -LOG_SIGMOID[label ? i : Math.max(0, mirror - i)];
  }
  return pairs;
}
