import { checkExamples, type Separator } from './perceptron';

// The theorem is about lines through the origin. A bias becomes one by giving every
// example another input that is always 1: below, (x, 1) and (w, b) are those vectors.

/**
 * R: the length of the longest example (x, 1).
 * @param x N examples of F numbers, shape (N, F)
 */
export function radius(x: readonly ArrayLike<number>[]): number {
  checkExamples('radius', x, new Uint8Array(x.length));
  return Math.max(...x.map((row) => length([...Array.from(row), 1])));
}

/**
 * γ: how far the nearest example (x, 1) is on its right side of the line, measured
 * along (w, b). Above 0 exactly when every example is strictly on its side, and
 * negative when one is on the wrong side.
 * @param x N examples of F numbers, shape (N, F)
 * @param y their N classes, 0 or 1
 */
export function margin(
  x: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  { weights, bias }: Separator,
): number {
  checkExamples('margin', x, y, weights.length);
  const size = length([...weights, bias]);
  if (!(size > 0 && Number.isFinite(size))) {
    throw new RangeError('margin: the weights and the bias must be finite, and not all 0');
  }
  const distances = x.map((row, i) => {
    const decision = weights.reduce((sum, weight, j) => sum + weight * row[j], bias);
    return ((y[i] === 1 ? 1 : -1) * decision) / size;
  });
  return Math.min(...distances);
}

/**
 * (R/γ)²: the most mistakes that a perceptron which starts from weights of 0 can make
 * on these examples, in any order and at any learning rate, however often they come
 * by. Any line that separates them will do; the wider its margin, the sharper the
 * bound. Infinity when this line does not separate them: it then promises nothing.
 *
 * Source: A. B. J. Novikoff, "On Convergence Proofs for Perceptrons", Proceedings of
 * the Symposium on the Mathematical Theory of Automata 12, 1962.
 */
export function mistakeBound(
  x: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  separator: Separator,
): number {
  const gap = margin(x, y, separator);
  return gap > 0 ? (radius(x) / gap) ** 2 : Number.POSITIVE_INFINITY;
}

function length(vector: readonly number[]): number {
  return Math.hypot(...vector);
}
