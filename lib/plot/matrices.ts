import type { Data, PlotData } from 'plotly.js';
import type { ConfusionMatrix } from '../evaluate';
import { finiteRows, type Numbers, sameLength } from './check-input';
import { colorAt, inkOn, type Rgb } from './color';
import { Figure } from './figure';
import { DIVERGING, type FigureOptions, houseLayout, SEQUENTIAL } from './style';

/** The settings of {@link heatmap}. */
export interface HeatmapOptions extends FigureOptions {
  /** Names of the columns, left to right. */
  xNames?: readonly string[];
  /** Names of the rows, top to bottom. */
  yNames?: readonly string[];
  /** Colours for values around zero, with zero in the middle. */
  diverging?: boolean;
  /** The values that the ends of the colours stand for; without it, the smallest and largest. */
  range?: [number, number];
  /** The number in each cell, as this function writes it. */
  format?: (value: number) => string;
}

/**
 * A matrix as colours, its first row at the top, as one writes it.
 * @param values shape (rows, columns)
 * @throws Error for an empty or ragged matrix, names that do not fit, or entries that are no numbers
 */
export function heatmap(values: ArrayLike<Numbers>, options: HeatmapOptions = {}): Figure {
  const z = finiteRows('heatmap: values', values);
  const words = options.format && z.map((row) => row.map(options.format as (v: number) => string));
  return cells(z, words, options);
}

/** The settings of {@link confusionMatrixPlot}. */
export interface ConfusionOptions extends FigureOptions {
  /** The classes' names, in the order of rows and columns; without them, their labels. */
  names?: readonly string[];
}

/**
 * A confusion matrix: rows are actual classes, columns predicted ones. Each cell says
 * how many examples fell in it and what share of its row that is; the share gives the colour.
 * @param matrix what `confusionMatrix` of lib/evaluate gives: counts of shape (K, K)
 * @throws Error when the matrix is not square or holds anything but counts
 */
export function confusionMatrixPlot(
  { counts, labels }: Pick<ConfusionMatrix, 'counts' | 'labels'>,
  options: ConfusionOptions = {},
): Figure {
  const table = finiteRows('confusionMatrixPlot: counts', counts, counts?.length);
  table.forEach((row, r) => {
    row.forEach((count, c) => {
      if (!Number.isInteger(count) || count < 0) {
        throw new RangeError(
          `confusionMatrixPlot: counts[${r}][${c}] is ${count}, wanted a count (0, 1, 2 …)`,
        );
      }
    });
  });
  const { names = labels.map(String) } = options;
  const totals = table.map((row) => row.reduce((a, b) => a + b, 0));
  // A class without examples has no rates; its row gets the colour of 0.
  const shares = table.map((row, r) => row.map((count) => (totals[r] ? count / totals[r] : 0)));
  const words = table.map((row, r) =>
    row.map((count, c) => (totals[r] ? `${count}<br>${(shares[r][c] * 100).toFixed(1)} %` : '0')),
  );
  const side = Math.max(3, table.length) * 62;
  return cells(shares, words, {
    title: 'Confusion matrix',
    xLabel: 'predicted',
    yLabel: 'actual',
    height: side + 130,
    width: side + 230,
    ...options,
    xNames: names,
    yNames: names,
    range: [0, 1],
  });
}

function cells(z: number[][], words: string[][] | undefined, options: HeatmapOptions): Figure {
  const { xNames, yNames, diverging = false } = options;
  if (xNames) sameLength('heatmap: xNames', xNames, z[0].length, 'column');
  if (yNames) sameLength('heatmap: yNames', yNames, z.length, 'row');
  const [low, high] = options.range ?? extent(z, diverging);
  const scale = diverging ? DIVERGING : SEQUENTIAL;
  const trace: Partial<PlotData> = {
    type: 'heatmap',
    z,
    zmin: low,
    zmax: high,
    colorscale: scale,
    showscale: !words,
    ...(words ? { hoverinfo: 'skip' } : {}),
  };
  const axis = (names: readonly string[] | undefined, count: number) => ({
    showgrid: false,
    zeroline: false,
    ...(names || count <= 12 ? { tickvals: Array.from({ length: count }, (_, i) => i) } : {}),
    ...(names ? { ticktext: [...names] } : {}),
  });
  const layout = houseLayout(options, {
    xaxis: axis(xNames, z[0].length),
    yaxis: { ...axis(yNames, z.length), autorange: 'reversed' },
  });
  const shade = (value: number) => (high > low ? (value - low) / (high - low) : 0.5);
  const texts = words ? [wordTrace(z, words, (value) => colorAt(scale, shade(value)))] : [];
  return new Figure([trace, ...texts], layout);
}

/** The words of all cells, each black or white, whichever stands out from its cell. */
function wordTrace(z: number[][], words: string[][], ground: (value: number) => Rgb): Data {
  const places = z.flatMap((row, r) => row.map((_, c) => [c, r]));
  return {
    type: 'scatter',
    mode: 'text',
    x: places.map(([c]) => c),
    y: places.map(([, r]) => r),
    text: places.map(([c, r]) => words[r][c]),
    textfont: { color: places.map(([c, r]) => inkOn(ground(z[r][c]))) },
    hoverinfo: 'skip',
    showlegend: false,
  };
}

function extent(z: number[][], diverging: boolean): [number, number] {
  const all = z.flat();
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  if (!diverging) return low < high ? [low, high] : [low - 0.5, high + 0.5];
  const far = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return [-far, far];
}
