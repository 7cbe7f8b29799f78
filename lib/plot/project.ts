import { UMAP } from 'umap-js';
import type { Random } from '../random';
import { finiteRows, type Numbers } from './check-input';

/** Power steps for each axis: enough for axes whose variances differ by a hundredth. */
const STEPS = 300;

/**
 * Principal components: the directions in which points are spread most, one at a right angle to the
 * other. A straight view from the side, so that far may look near but never near far.
 *
 * @param points shape (N, F), N 2 or more
 * @param dimensions how many directions, 1 to F
 * @returns each point's place along them, the point of balance at zero, shape (N, dimensions), and
 *   the share of all variance that each direction holds. A direction's sign is such that the point
 *   farthest from zero is on the positive side.
 * @throws Error for rows of different lengths or entries that are no numbers; RangeError for too few
 *   points or too many dimensions
 *
 * Source: C. Bishop, "Pattern Recognition and Machine Learning", 2006, section 12.1.1.
 */
export function principalComponents(
  points: ArrayLike<Numbers>,
  dimensions = 2,
): { places: number[][]; shares: number[] } {
  const rows = finiteRows('principalComponents: points', points);
  const size = rows[0].length;
  if (rows.length < 2 || !(dimensions >= 1 && dimensions <= size)) {
    throw new RangeError(
      `principalComponents: ${rows.length} points of ${size} numbers onto ${dimensions} directions, ` +
        'wanted 2 points or more, and 1 direction or more, as many as a point has numbers at most',
    );
  }
  const mean = rows[0].map((_, f) => rows.reduce((sum, row) => sum + row[f], 0) / rows.length);
  let left = rows.map((row) => row.map((value, f) => value - mean[f]));
  const spread = (of: number[][]) => of.reduce((sum, row) => sum + dot(row, row), 0);
  const all = spread(left) || 1;
  const places: number[][] = rows.map(() => []);
  const shares: number[] = [];
  for (let d = 0; d < dimensions; d++) {
    const axis = widest(left);
    const along = left.map((row) => dot(row, axis));
    along.forEach((value, i) => {
      places[i].push(value);
    });
    shares.push(dot(along, along) / all);
    left = left.map((row, i) => row.map((value, f) => value - along[i] * axis[f]));
  }
  return { places, shares };
}

/** The settings of {@link umap}. */
export interface UmapOptions {
  /** 2 for the plane (the default), 3 for space. */
  dimensions?: number;
  /** Draws the first places and the steps. */
  random: Random;
  /** How many neighbours of each point count: few show small groups, many large ones (15). */
  neighbours?: number;
}

/**
 * Lays points out so that neighbours stay together, by the npm package umap-js. Distances between
 * far groups, and the directions, mean nothing; another seed gives another picture.
 *
 * Source: L. McInnes, J. Healy, J. Melville, "UMAP: Uniform Manifold Approximation and Projection
 * for Dimension Reduction", 2018, section 3.
 *
 * @param points shape (N, F), N more than `neighbours`
 * @returns shape (N, dimensions)
 * @throws Error as {@link principalComponents}; RangeError when there are too few points
 */
export function umap(
  points: ArrayLike<Numbers>,
  { dimensions = 2, random, neighbours = 15 }: UmapOptions,
): number[][] {
  const rows = finiteRows('umap: points', points);
  if (rows.length <= neighbours) {
    throw new RangeError(`umap: ${rows.length} points, wanted more than ${neighbours} neighbours`);
  }
  const layout = new UMAP({
    nComponents: dimensions,
    nNeighbors: neighbours,
    random: () => random.next(),
  });
  return layout.fit(rows);
}

/** The unit vector along which centred rows are spread most, by power iteration. */
function widest(rows: number[][]): number[] {
  const longest = rows.reduce((a, b) => (dot(b, b) > dot(a, a) ? b : a));
  let axis = unit(longest);
  for (let step = 0; step < STEPS; step++) {
    const next = axis.map(() => 0);
    for (const row of rows) {
      const along = dot(row, axis);
      for (let f = 0; f < next.length; f++) next[f] += along * row[f];
    }
    axis = unit(next);
  }
  const along = rows.map((row) => dot(row, axis));
  const far = along.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  return far < 0 ? axis.map((value) => -value) : axis;
}

function unit(vector: number[]): number[] {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}

function dot(a: number[], b: number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
