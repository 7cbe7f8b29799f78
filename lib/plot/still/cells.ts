import { colorAt, type Rgb, type Scale } from '../color';
import { colorOf, SEQUENTIAL } from '../style';
import type { Axis } from './axis';
import { drawText, fixed, group, type Trace } from './marks';
import { encodePng } from './png';

/** Bars that stand side by side; `slot` of `slots` is this trace's place in each group. */
export function drawBars(
  trace: Trace,
  x: Axis,
  y: Axis,
  index: number,
  slot: number,
  slots: number,
): string {
  const flat = trace.orientation === 'h';
  const [names, along] = flat ? [trace.y, y] : [trace.x, x];
  const [values, across] = flat ? [trace.x, x] : [trace.y, y];
  const count = names?.length ?? 0;
  const centers = Array.from({ length: count }, (_, i) => along.place(names?.[i]));
  const gap = count > 1 ? Math.abs(centers[1] - centers[0]) : 80;
  const thick = (gap * 0.8) / slots;
  const bars = centers.map((center, i) => {
    const [from, to] = [across.place(0), across.place(values?.[i])];
    const start = center - (gap * 0.8) / 2 + slot * thick;
    const own = trace.marker?.color;
    const color = Array.isArray(own) ? own[i] : own;
    const [low, length] = [Math.min(from, to), Math.abs(to - from)];
    const box = flat ? [low, start, length, thick] : [start, low, thick, length];
    const [bx, by, width, height] = box.map(fixed);
    const word = Array.isArray(trace.text) ? String(trace.text[i]) : '';
    const label = flat
      ? drawText(word, Math.max(from, to) + 4, start + thick / 2 + 4, 12, { anchor: 'start' })
      : drawText(word, start + thick / 2, Math.min(from, to) - 4, 12);
    return `<rect x="${bx}" y="${by}" width="${width}" height="${height}" fill="${color ?? colorOf(index)}"/>${word ? label : ''}`;
  });
  return group(trace, bars);
}

/** A heat map: one small PNG stretched over its cells, coloured as Plotly would. */
export function drawHeatmap(trace: Trace, x: Axis, y: Axis): string {
  const z = (trace.z ?? []) as (number | null)[][];
  const flat = z.flat().filter((value): value is number => typeof value === 'number');
  const low = trace.zmin ?? flat.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = trace.zmax ?? flat.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const scale = Array.isArray(trace.colorscale) ? (trace.colorscale as Scale) : SEQUENTIAL;
  const color = (value: number | null): Rgb | null =>
    value === null ? null : colorAt(scale, high > low ? (value - low) / (high - low) : 0.5);
  const columns = edges(trace.x, z[0].length, x);
  const rows = edges(trace.y, z.length, y);
  const pixels = z.map((row) => row.map(color));
  // The picture's rows go down the page; an axis may go either way.
  if (rows.high < rows.low) pixels.reverse();
  if (columns.high < columns.low) for (const row of pixels) row.reverse();
  const left = Math.min(columns.low, columns.high);
  const top = Math.min(rows.low, rows.high);
  const [width, height] = [Math.abs(columns.high - columns.low), Math.abs(rows.high - rows.low)];
  const href = `data:image/png;base64,${encodePng(pixels).toString('base64')}`;
  const image = `<image x="${fixed(left)}" y="${fixed(top)}" width="${fixed(width)}" height="${fixed(height)}" preserveAspectRatio="none" style="image-rendering: pixelated" href="${href}"/>`;
  return group(trace, [image]);
}

/** The pixels of the outer edges of `count` cells whose centres are `centers`. */
function edges(centers: unknown[] | undefined, count: number, axis: Axis) {
  const at = (i: number) => axis.place(centers ? centers[i] : i);
  const cell = count > 1 ? (at(count - 1) - at(0)) / (count - 1) : axis.place(1) - axis.place(0);
  return { low: at(0) - cell / 2, high: at(count - 1) + cell / 2 };
}
