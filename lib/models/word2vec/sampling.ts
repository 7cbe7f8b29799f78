/** The largest value of the cumulative noise distribution. */
const DOMAIN = 2 ** 31 - 1;

/**
 * Subsampling of frequent words (Mikolov et al. 2013b, section 2.3, in the form that word2vec.c has:
 * a word of frequency f stays with probability (√(f/t) + 1) · t/f).
 *
 * @param counts how often each word stands in the text, shape (V)
 * @param sample the threshold t as a share of the text; from 1 on, a count; 0 keeps all words
 * @returns for each word the bound of a 32-bit random number up to which it stays, shape (V)
 */
export function keepThresholds(counts: ArrayLike<number>, sample: number): Uint32Array {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  let threshold = total;
  if (sample > 0)
    threshold = sample < 1 ? sample * total : Math.floor((sample * (3 + 5 ** 0.5)) / 2);
  return Uint32Array.from(counts, (count) => {
    const probability = (Math.sqrt(count / threshold) + 1) * (threshold / count);
    return Math.min(probability, 1) * (2 ** 32 - 1);
  });
}

/**
 * The noise distribution of negative sampling (Mikolov et al. 2013b, section 2.2), cumulative: word i
 * is drawn by the numbers above entry i − 1 and up to entry i.
 *
 * @param exponent 0.75 in the paper
 * @returns integers that grow to 2^31 − 1, shape (V)
 */
export function cumulativeTable(counts: ArrayLike<number>, exponent: number): Uint32Array {
  const weights = Float64Array.from(counts, (count) => count ** exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const table = Uint32Array.from(weights, (weight) => {
    sum += weight;
    return halfToEven((sum / total) * DOMAIN);
  });
  table[table.length - 1] = DOMAIN; // where rounding of the sums ended beside it
  return table;
}

/** Python's round. */
function halfToEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** A word for 32 random bits: the first whose cumulative value is not below them. */
export function drawWord(table: Uint32Array, bits: number): number {
  const drawn = bits % DOMAIN;
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (table[middle] >= drawn) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Where to begin to look in a cumulative table, for the upper bits of a number: a search is then a
 * step or two. Entry b is what {@link drawWord} gives for b · 2^shift.
 */
export function cumulativeIndex(table: Uint32Array): { index: Uint32Array; shift: number } {
  const bits = Math.min(24, Math.max(8, Math.ceil(Math.log2(table.length)) + 2));
  const shift = 31 - bits;
  const index = new Uint32Array(2 ** bits);
  let word = 0;
  for (let b = 0; b < index.length; b++) {
    while (table[word] < b * 2 ** shift) word++;
    index[b] = word;
  }
  return { index, shift };
}
