import { escapeHtml } from '../../progress';
import type { FigureLike } from '../figure';
import { displayWidth, FONT_FAMILY } from '../style';
import type { AxisSpec } from './axis';
import { drawLegendMark, drawText, type Trace } from './marks';
import { type Area, drawPlane, FLAT_KINDS } from './plane';
import { drawSpace } from './space';

/**
 * A still picture of a figure, for viewers that run no scripts. It draws what this
 * room's figures are made of: scatter, bar, heat map and 3-D scatter traces, line
 * shapes and notes, on one or more pairs of axes. Anything else is left out, and the
 * picture says so.
 */
export function toSvg(figure: FigureLike): string {
  const layout = (figure.layout ?? {}) as Record<string, unknown>;
  const width = typeof layout.width === 'number' ? layout.width : 680;
  const height = typeof layout.height === 'number' ? layout.height : 380;
  const traces = finalTraces(figure).filter(({ visible }) => visible !== false);
  const legend = layout.showlegend === false ? [] : legendEntries(traces);
  const seats = seatLegend(
    legend.map((i) => traces[i].name as string),
    width,
  );
  const legendRows = seats.length > 0 ? seats[seats.length - 1].row + 1 : 0;
  const above = titleOf(layout) ? 46 : 14;
  const top = above + 22 * legendRows + 6;
  const area: Area = {
    left: 62 + tickRoom(traces, layout),
    right: width - 25,
    top,
    bottom: height - 55,
  };

  const parts: string[] = [];
  const title = titleOf(layout);
  if (title) parts.push(drawText(title, 16, 28, 16, { anchor: 'start' }));
  legend.forEach((index, i) => {
    const { x, row } = seats[i];
    const y = above + 22 * row + 8;
    parts.push(drawLegendMark(traces[index], x, y, index));
    parts.push(drawText(traces[index].name as string, x + 16, y + 4, 13, { anchor: 'start' }));
  });
  for (const pair of axisPairs(traces)) parts.push(drawPlane(traces, pair, layout, area));
  const inSpace = traces.filter(({ type }) => type === 'scatter3d');
  if (inSpace.length > 0) {
    const index = (trace: Trace) => traces.indexOf(trace);
    parts.push(drawSpace(inSpace, index, layout, area));
  }
  const unknown = traces.filter(
    ({ type = 'scatter' }) => !FLAT_KINDS.has(type) && type !== 'scatter3d',
  );
  if (unknown.length > 0) {
    parts.push(drawText('Parts of this figure need Plotly.', width / 2, height - 6, 11));
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="${escapeHtml(FONT_FAMILY)}">${parts.join('')}</svg>`
  );
}

/** The traces as they stand when an animation has ended. */
function finalTraces({ data, frames }: FigureLike): Trace[] {
  const traces = data as Trace[];
  const last = frames?.[frames.length - 1];
  if (!last) return traces;
  const numbers = last.traces ?? last.data.map((_, i) => i);
  return traces.map((trace, i) => {
    const place = numbers.indexOf(i);
    return place < 0 ? trace : { ...trace, ...(last.data[place] as Trace) };
  });
}

/** Which traces have a line in the legend: those with a name, when there is more than one. */
function legendEntries(traces: Trace[]): number[] {
  const named = traces.flatMap((trace, i) =>
    trace.name && trace.showlegend !== false && trace.type !== 'heatmap' ? [i] : [],
  );
  const forced = named.some((i) => traces[i].showlegend === true);
  return named.length > 1 || forced ? named : [];
}

/** Where each name of the legend stands: left to right, then the next row. */
function seatLegend(names: string[], width: number): { x: number; row: number }[] {
  let x = 24;
  let row = 0;
  return names.map((name) => {
    const room = 44 + 8 * displayWidth(name);
    if (x + room > width && x > 24) {
      x = 24;
      row++;
    }
    const seat = { x, row };
    x += room;
    return seat;
  });
}

/** The pairs of axes in use, such as ['x', 'y'] and ['x2', 'y2']. */
function axisPairs(traces: Trace[]): [string, string][] {
  const flat = traces.filter(({ type = 'scatter' }) => FLAT_KINDS.has(type));
  const pairs = new Set(flat.map(({ xaxis = 'x', yaxis = 'y' }) => `${xaxis} ${yaxis}`));
  return [...pairs].map((pair) => pair.split(' ') as [string, string]);
}

function titleOf(layout: Record<string, unknown>): string {
  const title = layout.title as string | { text?: string } | undefined;
  return typeof title === 'string' ? title : (title?.text ?? '');
}

/** Extra pixels on the left for long names on the vertical axis. */
function tickRoom(traces: Trace[], layout: Record<string, unknown>): number {
  const { ticktext } = (layout.yaxis ?? {}) as AxisSpec;
  const flat = traces.filter(({ orientation }) => orientation === 'h');
  const names = ticktext ?? flat.flatMap(({ y = [] }) => y.map(String));
  const longest = names.reduce((most, name) => Math.max(most, displayWidth(name)), 0);
  return Math.min(160, Math.max(0, longest * 7 - 24));
}
