import type { Data } from 'plotly.js';
import { finiteRows, type Numbers } from './check-input';
import { Figure } from './figure';
import { colorOf, type FigureOptions, houseLayout } from './style';

/** The settings of {@link outlinePlot}. */
export interface OutlineOptions extends FigureOptions {
  /** Both axes go from −reach to reach; without it they hold the shapes. */
  reach?: number;
}

/**
 * Closed outlines in the plane, filled, where one unit is as long on both axes.
 * @param shapes each by name: its corners' x in the first row and y in the second, shape (2, N)
 * @throws Error for no shapes, rows of different lengths, or entries that are no numbers
 */
export function outlinePlot(
  shapes: Record<string, ArrayLike<Numbers>>,
  { reach, ...options }: OutlineOptions = {},
): Figure {
  const names = Object.keys(shapes);
  if (names.length === 0) throw new RangeError('outlinePlot: there is no shape to draw');
  const data = names.map((name, i): Data => {
    const rows = finiteRows(`outlinePlot: ${name}`, shapes[name]);
    if (rows.length !== 2) {
      throw new RangeError(`outlinePlot: ${name} has ${rows.length} rows, wanted 2: x and y`);
    }
    return {
      type: 'scatter',
      mode: 'lines',
      name,
      x: rows[0],
      y: rows[1],
      fill: 'toself',
      line: { color: colorOf(i), width: 3 },
    };
  });
  const range = reach === undefined ? {} : { range: [-reach, reach] };
  const words = { xLabel: 'x', yLabel: 'y', height: 460, width: 660, ...options };
  const axes = { xaxis: range, yaxis: { ...range, scaleanchor: 'x' as const } };
  return new Figure(data, houseLayout(words, axes, names));
}
