import type { Data, Layout, PlotData } from 'plotly.js';
import { classLabels, finiteRows, type Numbers, sameLength } from './check-input';
import { Figure } from './figure';
import { colorOf, type FigureOptions, houseLayout, INK, legendOf, symbolOf } from './style';

/** The settings of {@link scatterPlot}. */
export interface ScatterOptions extends FigureOptions {
  /** The class of each point, 0, 1, 2 …: gives its colour and shape. */
  labels?: Numbers;
  /** The classes' names, for the legend. */
  names?: readonly string[];
  /** A word beside each point. */
  text?: readonly string[];
  /** What a point says when the mouse is on it; without it, its place. */
  hover?: readonly string[];
  /** One unit is as long on every axis: distances and angles then look as they are. */
  equal?: boolean;
}

/** The settings of {@link scatterPlot3d}. */
export interface Scatter3dOptions extends ScatterOptions {
  /** What the upright axis shows. */
  zLabel?: string;
}

/**
 * Points in the plane, coloured by class, with words beside them if there are any.
 * @param points shape (N, 2)
 * @throws Error for no points, rows of another length, or entries that are no numbers
 */
export function scatterPlot(points: ArrayLike<Numbers>, options: ScatterOptions = {}): Figure {
  const rows = finiteRows('scatterPlot: points', points, 2);
  const extra: Partial<Layout> = options.equal ? { yaxis: { scaleanchor: 'x' } } : {};
  const data = pointTraces('scatterPlot', rows, options);
  return new Figure(data, houseLayout({ height: 440, ...options }, extra, legendOf(data)));
}

/**
 * Points in space, to be turned with the mouse.
 * @param points shape (N, 3)
 * @throws Error as {@link scatterPlot}
 */
export function scatterPlot3d(points: ArrayLike<Numbers>, options: Scatter3dOptions = {}): Figure {
  const rows = finiteRows('scatterPlot3d: points', points, 3);
  const { xLabel, yLabel, zLabel, ...rest } = options;
  const axis = (text = '') => ({
    title: { text },
    gridcolor: INK, // WebGL draws no half-clear lines
    color: INK,
    showbackground: false,
  });
  const scene = {
    xaxis: axis(xLabel),
    yaxis: axis(yLabel),
    zaxis: axis(zLabel),
    camera: { eye: { x: 1.6, y: 1.6, z: 0.9 }, center: { x: 0, y: 0, z: -0.15 } },
    aspectmode: options.equal ? ('data' as const) : ('cube' as const),
  };
  const data = pointTraces('scatterPlot3d', rows, options);
  return new Figure(data, houseLayout({ height: 520, ...rest }, { scene }, legendOf(data)));
}

/** One trace for each class that has points, so that the legend can hide and show it. */
export function pointTraces(where: string, rows: number[][], options: ScatterOptions): Data[] {
  const { labels, names, text, hover } = options;
  if (labels) sameLength(`${where}: labels`, labels, rows.length, 'point');
  if (text) sameLength(`${where}: text`, text, rows.length, 'point');
  if (hover) sameLength(`${where}: hover`, hover, rows.length, 'point');
  const space = rows[0].length === 3;
  const classes = labels
    ? classLabels(`${where}: labels`, labels, names)
    : { labels: rows.map(() => 0), names: [''] };
  return classes.names.flatMap((name, k): Data[] => {
    const mine = rows.flatMap((_, i) => (classes.labels[i] === k ? [i] : []));
    if (mine.length === 0) return [];
    const column = (c: number) => mine.map((i) => rows[i][c]);
    return [
      {
        type: space ? 'scatter3d' : 'scatter',
        mode: text ? 'text+markers' : 'markers',
        name,
        x: column(0),
        y: column(1),
        ...(space ? { z: column(2) } : {}),
        ...(text ? { text: mine.map((i) => text[i]), textposition: 'top center' } : {}),
        ...(hover ? { hovertext: mine.map((i) => hover[i]), hoverinfo: 'text' } : {}),
        marker: {
          color: colorOf(k),
          symbol: space ? SPACE_SYMBOLS[k % SPACE_SYMBOLS.length] : symbolOf(k),
          size: space ? 4 : 9,
          line: { color: INK, width: 1 },
        },
        showlegend: name !== '',
      } as Partial<PlotData>,
    ];
  });
}

/** In space Plotly has fewer shapes. */
const SPACE_SYMBOLS = ['circle', 'square', 'diamond', 'cross', 'x'] as const;
