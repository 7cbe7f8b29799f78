import type { Data } from 'plotly.js';
import { finiteRows, type Numbers } from './check-input';
import { Figure } from './figure';
import { colorOf, type FigureOptions, houseLayout, INK, legendOf } from './style';

/** The settings of {@link pathPlot}. */
export interface PathOptions extends FigureOptions {
  /** Where the paths should lead: a point (x, y). */
  goal?: Numbers;
  /** What the legend calls the goal. */
  goalName?: string;
}

/** A path with more places than this is drawn as a line without dots. */
const MOST_DOTS = 200;

/**
 * Paths in the plane, for example of two weights during a training. Each one's first place
 * is marked by a ring and its last by a large dot. Paths with many places lie beneath those
 * with few, and paler.
 *
 * @param paths each by name: its places in their order, shape (N, 2)
 * @throws Error for no paths, a path without places, or entries that are no numbers
 */
export function pathPlot(
  paths: Record<string, ArrayLike<Numbers>>,
  { goal, goalName = 'goal', ...options }: PathOptions = {},
): Figure {
  const names = Object.keys(paths);
  if (names.length === 0) throw new RangeError('pathPlot: there is no path to draw');
  const places = names.map((name) => finiteRows(`pathPlot: ${name}`, paths[name], 2));
  const order = names.map((_, i) => i).sort((a, b) => places[b].length - places[a].length);
  const lines = order.map((i): Data => {
    const many = places[i].length > MOST_DOTS;
    return {
      type: 'scatter',
      mode: many ? 'lines' : 'lines+markers',
      name: names[i],
      x: places[i].map(([x]) => x),
      y: places[i].map(([, y]) => y),
      opacity: many ? 0.6 : 1,
      line: { color: colorOf(i), width: many ? 1 : 1.5 },
      ...(many ? {} : { marker: { size: 5, color: colorOf(i) } }),
    };
  });
  const spots = (points: number[][], marker: object, name?: string): Data => ({
    type: 'scatter',
    mode: 'markers',
    name: name ?? '',
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    marker,
    showlegend: name !== undefined,
  });
  const starts = { symbol: 'circle-open', size: 14, color: INK, line: { width: 2, color: INK } };
  const ends = { size: 11, color: order.map(colorOf), line: { width: 1, color: INK } };
  const data = [
    ...lines,
    spots(
      order.map((i) => places[i][0]),
      starts,
      'start',
    ),
    spots(
      order.map((i) => places[i][places[i].length - 1]),
      ends,
    ),
  ];
  if (goal) {
    const cross = { symbol: 'x', size: 13, color: colorOf(3), line: { width: 1, color: INK } };
    data.push(spots(finiteRows('pathPlot: goal', [goal], 2), cross, goalName));
  }
  return new Figure(data, houseLayout({ height: 440, ...options }, {}, legendOf(data)));
}
