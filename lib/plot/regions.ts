import type { Data } from 'plotly.js';
import { finiteList, finiteRows, type Numbers, sameLength } from './check-input';
import type { Scale } from './color';
import { Figure } from './figure';
import { pointTraces } from './scatter';
import { colorOf, dashOf, type FigureOptions, houseLayout, INK, legendOf } from './style';

/** The straight line w₁x + w₂y + b = 0, such as a perceptron of two inputs draws. */
export interface Line {
  /** The two weights; they point to the side where the sum is above zero. */
  weights: Numbers;
  bias: number;
  name?: string;
}

/** What a picture must hold: [lowest x, highest x, lowest y, highest y]. */
export type Box = [number, number, number, number];

/** The settings of {@link decisionRegions}. */
export interface RegionOptions extends FigureOptions {
  /** The class of each point. */
  labels?: Numbers;
  /** The classes' names. */
  names?: readonly string[];
  /** Lines to draw over the regions. */
  lines?: readonly Line[];
  /** Cells along each side of the grid that is asked, 2 to 400. */
  resolution?: number;
  /** The part of the plane to show; without it, the points and a margin. */
  box?: Box;
}

/** Asks a model for the classes of many points at once. (N, 2) → (N) */
export type PredictPoints = (points: [number, number][]) => ArrayLike<number>;

/**
 * Which class a model gives to each part of the plane, with the points over it.
 * @param predict the model: gets all the grid's points at once, shape (N, 2), and
 *   returns their classes (0, 1, 2 …), shape (N); `null` draws points and lines alone
 * @param points shape (N, 2)
 * @throws Error when points are ragged or empty, lengths differ, or a prediction is no class
 */
export function decisionRegions(
  predict: PredictPoints | null,
  points: ArrayLike<Numbers>,
  options: RegionOptions = {},
): Figure {
  const rows = finiteRows('decisionRegions: points', points, 2);
  const { names, lines = [] } = options;
  const box = options.box ?? boxAround(rows);
  finiteList('decisionRegions: box', box);
  if (box.length !== 4 || !(box[0] < box[1] && box[2] < box[3])) {
    throw new RangeError('decisionRegions: box must be [low x, high x, low y, high y]');
  }
  const data: Data[] = predict ? [regionTrace(predict, box, options)] : [];
  lines.forEach((line, i) => {
    data.push(lineTrace(line, box, i));
  });
  data.push(...pointTraces('decisionRegions', rows, { labels: options.labels, names }));
  const axis = { zeroline: false, showgrid: predict === null };
  const layout = houseLayout(
    { height: 440, width: 620, ...options },
    {
      xaxis: { ...axis, range: [box[0], box[1]] },
      yaxis: { ...axis, range: [box[2], box[3]] },
    },
    legendOf(data),
  );
  return new Figure(data, layout);
}

/** A box that holds all points with a margin of 15 % (of one unit where they do not differ). */
export function boxAround(points: number[][]): Box {
  const side = (c: number) => {
    const low = points.reduce((least, p) => Math.min(least, p[c]), Number.POSITIVE_INFINITY);
    const high = points.reduce((most, p) => Math.max(most, p[c]), Number.NEGATIVE_INFINITY);
    const margin = (high - low || 1) * 0.15;
    return [low - margin, high + margin];
  };
  return [...side(0), ...side(1)] as Box;
}

/**
 * The two ends of a line inside a box, or two gaps (NaN) when it does not cross it:
 * a moving line may leave the picture, and its trace then stays, empty.
 */
export function clipLine({ weights: w, bias: b }: Line, [x0, x1, y0, y1]: Box): [number, number][] {
  const hits: [number, number][] = [];
  const add = (x: number, y: number) => {
    const slack = 1e-9 * (Math.abs(x1 - x0) + Math.abs(y1 - y0));
    const inside = x >= x0 - slack && x <= x1 + slack && y >= y0 - slack && y <= y1 + slack;
    const known = hits.some(([hx, hy]) => Math.hypot(hx - x, hy - y) <= slack);
    if (inside && !known) hits.push([x, y]);
  };
  if (w[1] !== 0) for (const x of [x0, x1]) add(x, -(w[0] * x + b) / w[1]);
  if (w[0] !== 0) for (const y of [y0, y1]) add(-(w[1] * y + b) / w[0], y);
  if (hits.length >= 2) return hits.slice(0, 2);
  return [
    [Number.NaN, Number.NaN],
    [Number.NaN, Number.NaN],
  ];
}

function lineTrace(line: Line, box: Box, i: number): Data {
  const w = finiteList(`decisionRegions: lines[${i}].weights`, line.weights);
  sameLength(`decisionRegions: lines[${i}].weights`, w, 2, 'coordinate');
  finiteList(`decisionRegions: lines[${i}].bias`, [line.bias]);
  const ends = clipLine(line, box);
  return {
    type: 'scatter',
    mode: 'lines',
    name: line.name ?? '',
    x: ends.map(([x]) => x),
    y: ends.map(([, y]) => y),
    line: { color: INK, width: 3, dash: dashOf(i) },
    showlegend: line.name !== undefined,
    hoverinfo: 'skip',
  };
}

function regionTrace(predict: PredictPoints, box: Box, options: RegionOptions): Data {
  const { resolution = 100 } = options;
  if (!Number.isInteger(resolution) || resolution < 2 || resolution > 400) {
    throw new RangeError(`decisionRegions: resolution is ${resolution}, wanted 2 to 400`);
  }
  // The centres of the cells, so that the cells fill the box exactly.
  const centers = (low: number, high: number) =>
    Array.from({ length: resolution }, (_, i) => low + ((i + 0.5) / resolution) * (high - low));
  const xs = centers(box[0], box[1]);
  const ys = centers(box[2], box[3]);
  const grid = ys.flatMap((y) => xs.map((x): [number, number] => [x, y]));
  const classes = Array.from(predict(grid));
  sameLength('decisionRegions: the predictions', classes, grid.length, 'point of the grid');
  const known = options.names?.length ?? Number.POSITIVE_INFINITY;
  classes.forEach((k, i) => {
    if (!Number.isInteger(k) || k < 0 || k >= known) {
      const [x, y] = grid[i].map((value) => value.toPrecision(3));
      throw new RangeError(
        `decisionRegions: the prediction at (${x}, ${y}) is ${k}, wanted a class number` +
          (options.names ? ` from 0 to ${known - 1}` : ': 0, 1, 2 …'),
      );
    }
  });
  const labels = options.labels ? finiteList('decisionRegions: labels', options.labels) : [];
  const most = [...classes, ...labels].reduce((a, b) => Math.max(a, b), 1);
  return {
    type: 'heatmap',
    x: xs,
    y: ys,
    z: ys.map((_, r) => classes.slice(r * resolution, (r + 1) * resolution)),
    zmin: -0.5,
    zmax: most + 0.5,
    colorscale: steps(most + 1),
    opacity: 0.25,
    showscale: false,
    hoverinfo: 'skip',
  };
}

/** A scale of flat colours: class k fills [k / count, (k + 1) / count]. */
function steps(count: number): Scale {
  return Array.from(
    { length: count },
    (_, k): Scale => [
      [k / count, colorOf(k)],
      [(k + 1) / count, colorOf(k)],
    ],
  ).flat();
}
