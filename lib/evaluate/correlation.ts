/** How two lists of numbers go together, and how likely that is by chance. */
export interface Correlation {
  /** −1 (one falls as the other rises) to 1; NaN where a list is all one number. */
  correlation: number;
  /**
   * The chance of a correlation at least so far from 0 when there is none, both signs counted.
   * Exact for pairs from a normal distribution (Pearson's), an approximation otherwise. NaN for
   * fewer than three pairs.
   */
  pValue: number;
}

/**
 * Pearson's correlation: how near the points (xᵢ, yᵢ) lie to a line.
 *
 * The p-value is that of Student's t with n − 2 degrees of freedom for
 * t = r √((n − 2) / (1 − r²)), which is the incomplete beta function I₁₋ᵣ₂(n/2 − 1, ½).
 *
 * @throws RangeError unless there are as many of each, 2 or more, all finite
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): Correlation {
  check('pearson', x, y);
  return correlate(Float64Array.from(x), Float64Array.from(y));
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, so that any rising relation gives 1.
 * Equal numbers share the mean of their ranks.
 *
 * @throws RangeError unless there are as many of each, 2 or more, all finite
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): Correlation {
  check('spearman', x, y);
  return correlate(ranks(x), ranks(y));
}

function check(name: string, x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length !== y.length || x.length < 2) {
    throw new RangeError(
      `${name}: ${x.length} and ${y.length} numbers, wanted as many of each, 2 or more`,
    );
  }
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) {
      throw new RangeError(`${name}: pair ${i} is (${x[i]}, ${y[i]}), wanted finite numbers`);
    }
  }
}

function correlate(x: Float64Array, y: Float64Array): Correlation {
  const n = x.length;
  const [dx, dy] = [centred(x), centred(y)];
  if (!dx || !dy) return { correlation: Number.NaN, pValue: Number.NaN };
  const sum = (a: Float64Array, b: Float64Array) =>
    a.reduce((all, value, i) => all + value * b[i], 0);
  const r = sum(dx, dy) / Math.sqrt(sum(dx, dx) * sum(dy, dy));
  const correlation = Math.max(-1, Math.min(1, r));
  if (n < 3) return { correlation, pValue: Number.NaN };
  const rest = (1 - correlation) * (1 + correlation);
  return { correlation, pValue: incompleteBeta(rest, n / 2 - 1, 0.5) };
}

/** Distances from the mean, over the largest, so that squares stay finite; none if all are 0. */
function centred(values: Float64Array): Float64Array | undefined {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const distances = values.map((value) => value - mean);
  const largest = distances.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (values.every((value) => value === values[0])) return undefined;
  return distances.map((value) => value / largest);
}

/** Ranks from 1; equal numbers get the mean of theirs. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i);
  order.sort((a, b) => values[a] - values[b]);
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) out[order[i]] = (start + 1 + end) / 2;
    start = end;
  }
  return out;
}

/**
 * The regularised incomplete beta function Iₓ(a, b), by Lentz's method for its continued
 * fraction. Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.5.8.
 */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  // The fraction converges fast on this side; the other side is 1 − I₁₋ₓ(b, a).
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = 1 + term / c;
      if (Math.abs(c) < tiny) c = tiny;
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return front * fraction;
}

/** ln Γ(x) for x > 0, by Lanczos's approximation (g = 7, nine terms; to about 1e-15). */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
    12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const sum = terms.reduce((all, term, i) => all + term / (z + i + 1), 0.9999999999998099);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
