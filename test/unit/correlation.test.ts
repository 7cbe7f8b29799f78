import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pearson, spearman } from '../../lib/evaluate';

const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a}, wanted ${b}`);

test("Pearson's is 1 on a line, Spearman's wherever one rises with the other", () => {
  close(pearson([1, 2, 4], [3, 5, 9]).correlation, 1);
  assert.ok(pearson([1, 2, 4], [-3, -5, -9]).pValue < 1e-7);
  const curve = [1, 10, 100, 1000];
  assert.ok(pearson([1, 2, 3, 4], curve).correlation < 0.9);
  close(spearman([1, 2, 3, 4], curve).correlation, 1);
  close(pearson([1, 2, 3, 4], [1, -1, -1, 1]).correlation, 0);
  close(pearson([1, 2, 3, 4], [1, -1, -1, 1]).pValue, 1);
});

test('equal numbers share their ranks', () => {
  // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4.
  close(spearman([5, 7, 7, 9], [1, 2, 3, 4]).correlation, 4.5 / Math.sqrt(4.5 * 5));
});

test('a list that is all one number has no correlation; two pairs say nothing of chance', () => {
  assert.ok(Number.isNaN(pearson([1, 1, 1], [1, 2, 3]).correlation));
  assert.ok(Number.isNaN(spearman([1, 2, 3], [0.1, 0.1, 0.1]).pValue));
  close(pearson([1, 2], [5, 3]).correlation, -1);
  assert.ok(Number.isNaN(pearson([1, 2], [5, 3]).pValue));
});

test('many pairs and large numbers are no trouble', () => {
  const x = Float64Array.from({ length: 300_000 }, (_, i) => (i % 1000) * 1e300);
  close(pearson(x, x).correlation, 1);
  close(spearman(x, x).correlation, 1);
});

test('what cannot be compared is refused', () => {
  assert.throws(() => pearson([1, 2], [1]), /pearson: 2 and 1 numbers/);
  assert.throws(() => spearman([1], [1]), /spearman: 1 and 1 numbers, wanted .* 2 or more/);
  assert.throws(() => spearman([1, Number.NaN], [1, 2]), /pair 1 is \(NaN, 2\)/);
});
