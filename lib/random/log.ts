/**
 * The natural logarithm of a number in (0, 1], the same to the last bit on every
 * platform. `Math.log` may differ in its last bit from engine to engine, and one
 * such bit in an initial weight makes two training runs part ways; sums, products
 * and quotients of doubles may not differ.
 *
 * With x = m · 2^−k and m in (√½, √2], ln x = ln m − k ln 2, and
 * ln m = 2 (f + f³/3 + f⁵/5 + …) for f = (m − 1)/(m + 1), where |f| < 0.172: eleven
 * terms leave less than 1e−18.
 */
export function naturalLog(x: number): number {
  let m = x;
  let k = 0;
  while (m <= Math.SQRT1_2) {
    m *= 2; // exact
    k++;
  }
  const f = (m - 1) / (m + 1);
  const square = f * f;
  let sum = 0;
  for (let odd = 21; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return 2 * f * sum - k * Math.LN2;
}
