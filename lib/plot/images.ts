import type { Layout, PlotData } from 'plotly.js';
import { finiteList, finiteRows, type Numbers, sameLength } from './check-input';
import { Figure } from './figure';
import { DIVERGING, type FigureOptions, GRAYS, houseLayout } from './style';

/** The settings of {@link imageGrid}. */
export interface ImageGridOptions extends Omit<FigureOptions, 'xLabel' | 'yLabel'> {
  /** Height and width of each image in pixels; without it they must be squares. */
  shape?: [number, number];
  /** How many images stand in a row. */
  perRow?: number;
  /** A few letters above each image. */
  labels?: readonly string[];
  /** The values of black and of white. With `diverging`, of blue and of vermilion. */
  range?: [number, number];
  /** For weights: below zero blue, zero light grey, above zero vermilion. */
  diverging?: boolean;
}

/**
 * Small images side by side, such as digits or a layer's weights.
 * @param images shape (N, height · width), each row by row from the top left
 * @throws Error for no images, different sizes, or a size that is no square without `shape`
 */
export function imageGrid(images: ArrayLike<Numbers>, options: ImageGridOptions = {}): Figure {
  const flat = finiteRows('imageGrid: images', images);
  const [rows, columns] = options.shape ?? squareOf(flat[0].length);
  if (rows * columns !== flat[0].length) {
    throw new RangeError(
      `imageGrid: an image has ${flat[0].length} pixels, but shape [${rows}, ${columns}] has ${rows * columns}`,
    );
  }
  const { perRow = Math.min(10, flat.length), labels, diverging = false } = options;
  if (!Number.isInteger(perRow) || perRow < 1) {
    throw new RangeError(`imageGrid: perRow is ${perRow}, wanted an integer, 1 or more`);
  }
  if (labels) sameLength('imageGrid: labels', labels, flat.length, 'image');
  const gap = Math.max(1, Math.round(columns / 10));
  const above = labels ? Math.max(gap, Math.round(rows * 0.45)) : gap;
  const down = Math.ceil(flat.length / perRow);
  const height = down * (rows + above);
  const width = perRow * (columns + gap) - gap;
  // One heat map holds all images, with gaps of null: a subplot for each would draw slowly.
  const z = Array.from({ length: height }, () => new Array<number | null>(width).fill(null));
  const corners = flat.map((image, i) => {
    const top = Math.floor(i / perRow) * (rows + above) + above;
    const left = (i % perRow) * (columns + gap);
    image.forEach((value, p) => {
      z[top + Math.floor(p / columns)][left + (p % columns)] = value;
    });
    return { top, left };
  });
  const [low, high] = options.range ?? (diverging ? symmetric(flat) : [0, 1]);
  finiteList('imageGrid: range', [low, high]);
  const trace: Partial<PlotData> = {
    type: 'heatmap',
    z: z as number[][],
    zmin: low,
    zmax: high,
    colorscale: diverging ? DIVERGING : GRAYS,
    showscale: diverging,
    hoverongaps: false,
  };
  const annotations = labels?.map((text, i) => ({
    text,
    x: corners[i].left + (columns - 1) / 2,
    y: corners[i].top - above / 2 - 0.5,
    showarrow: false,
  }));
  const bare = { visible: false, showgrid: false, zeroline: false };
  const extra: Partial<Layout> = {
    margin: { l: 10, r: 10, t: options.title ? 50 : 10, b: 10 },
    ...(annotations ? { annotations } : {}),
    xaxis: { ...bare, constrain: 'domain' },
    yaxis: { ...bare, autorange: 'reversed', scaleanchor: 'x', constrain: 'domain' },
  };
  const tile = Math.min(80, Math.floor(640 / perRow));
  const size = { height: Math.round((down * tile * (rows + above)) / columns) + 70 };
  return new Figure([trace], houseLayout({ ...size, ...options }, extra));
}

function squareOf(pixels: number): [number, number] {
  const side = Math.round(Math.sqrt(pixels));
  if (side * side !== pixels) {
    throw new RangeError(
      `imageGrid: ${pixels} pixels make no square; give the shape: { shape: [height, width] }`,
    );
  }
  return [side, side];
}

function symmetric(images: number[][]): [number, number] {
  const far = images.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return [-far, far];
}
