import type { Data } from 'plotly.js';
import { Figure } from './figure';
import { colorOf, type FigureOptions, houseLayout, INK } from './style';

/** One dot of {@link graphPlot}. */
export interface GraphNode {
  /** The places, in the list of nodes, of those it is made from; all before its own. */
  from: readonly number[];
  /** How high it stands; without it, at the mean height of those it is made from. */
  row?: number;
  /** Over the dot. */
  above?: string;
  /** Under the dot. */
  below?: string;
}

/**
 * A graph of what is made from what, left to right: each node stands one column further
 * than the furthest that it is made from.
 *
 * @throws RangeError for no nodes, and for a node that is made from itself or a later one
 */
export function graphPlot(nodes: readonly GraphNode[], options: FigureOptions = {}): Figure {
  if (nodes.length === 0) throw new RangeError('graphPlot: there are no nodes to draw');
  const x: number[] = [];
  const y: number[] = [];
  nodes.forEach(({ from, row }, i) => {
    const wrong = from.find((place) => !(Number.isInteger(place) && place >= 0 && place < i));
    if (wrong !== undefined) {
      throw new RangeError(`graphPlot: node ${i} is made from node ${wrong}, wanted one before it`);
    }
    x.push(from.reduce((most, place) => Math.max(most, x[place] + 1), 0));
    y.push(row ?? from.reduce((sum, place) => sum + y[place], 0) / (from.length || 1));
  });
  const edges = nodes.flatMap(({ from }, i) => from.map((place) => [place, i]));
  const lines: Data = {
    type: 'scatter',
    mode: 'lines',
    line: { color: INK, width: 1.5 },
    x: edges.flatMap(([p, q]) => [x[p], x[q], null]),
    y: edges.flatMap(([p, q]) => [y[p], y[q], null]),
    hoverinfo: 'skip',
  };
  const words = (text: string[], where: 'top center' | 'bottom center'): Data => ({
    type: 'scatter',
    mode: 'text+markers',
    text,
    textposition: where,
    x,
    y,
    marker: { size: 14, color: colorOf(0) },
    hoverinfo: 'skip',
  });
  const texts = [
    words(
      nodes.map(({ above = '' }) => above),
      'top center',
    ),
    words(
      nodes.map(({ below = '' }) => below),
      'bottom center',
    ),
  ];
  const around = (values: number[]) => [Math.min(...values) - 0.6, Math.max(...values) + 0.6];
  const axis = { visible: false };
  const axes = { xaxis: { ...axis, range: around(x) }, yaxis: { ...axis, range: around(y) } };
  return new Figure([lines, ...texts], houseLayout({ height: 460, ...options }, axes));
}
