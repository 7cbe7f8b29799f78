import { escapeHtml } from '../../progress';
import { colorOf, INK } from '../style';

/** The part of Plotly's traces that the still picture draws. */
export interface Trace {
  type?: string;
  mode?: string;
  name?: string;
  x?: unknown[];
  y?: unknown[];
  z?: unknown[];
  text?: unknown;
  textfont?: { color?: string | string[] };
  orientation?: string;
  xaxis?: string;
  yaxis?: string;
  scene?: string;
  opacity?: number;
  showlegend?: boolean;
  visible?: boolean | string;
  hoverinfo?: string;
  line?: { color?: string; width?: number; dash?: string };
  marker?: {
    color?: unknown;
    size?: number | number[];
    symbol?: string | string[];
    line?: { color?: string; width?: number };
  };
  colorscale?: unknown;
  zmin?: number;
  zmax?: number;
}

const DASH_PATTERNS: Record<string, string> = { dash: '8 5', dot: '2 4', dashdot: '8 4 2 4' };

/** More marks than this are thinned out, so that the picture stays small. */
const MOST_MARKS = 3000;

/** A pixel to a tenth, as text. */
export const fixed = (pixel: number) => String(Number(pixel.toFixed(1)));

/** Points, lines and words of a trace whose pixels are known. */
export function drawScatter(trace: Trace, pixels: [number, number][], index: number): string {
  const mode = trace.mode ?? 'lines';
  const parts: string[] = [];
  if (mode.includes('lines')) parts.push(drawLine(trace, pixels, index));
  const step = Math.max(1, Math.ceil(pixels.length / MOST_MARKS));
  for (let i = 0; i < pixels.length; i += step) {
    const [x, y] = pixels[i];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (mode.includes('markers')) parts.push(drawMarker(trace, x, y, i, index));
    if (mode.includes('text')) {
      const word = Array.isArray(trace.text) ? trace.text[i] : trace.text;
      const ink = trace.textfont?.color;
      const color = Array.isArray(ink) ? ink[i] : ink;
      const at = mode.includes('markers') ? y - 9 : y + 5;
      parts.push(drawText(String(word ?? ''), x, at, 12, { color }));
    }
  }
  return group(trace, parts);
}

/** Words at a place; `anchor` is SVG's text-anchor. */
export function drawText(
  text: string,
  x: number,
  y: number,
  size = 13,
  { anchor = 'middle', color = INK, turn = 0 } = {},
): string {
  // Several lines stand around the place of a single one.
  const lines = text.split(/<br\s*\/?>/i).map((line) => escapeHtml(line.replace(/<[^>]*>/g, '')));
  const spans =
    lines.length === 1
      ? lines[0]
      : lines
          .map((line, i) => `<tspan x="${fixed(x)}" dy="${i === 0 ? 0 : 1.2}em">${line}</tspan>`)
          .join('');
  const start = y - (lines.length - 1) * size * 0.6;
  const rotate = turn ? ` transform="rotate(${turn} ${fixed(x)} ${fixed(y)})"` : '';
  return `<text x="${fixed(x)}" y="${fixed(start)}" font-size="${size}" fill="${color}" text-anchor="${anchor}"${rotate}>${spans}</text>`;
}

/** The mark that stands for a trace in the legend. */
export function drawLegendMark(trace: Trace, x: number, y: number, index: number): string {
  if (trace.type === 'bar') {
    const color = firstColor(trace, index);
    return `<rect x="${fixed(x - 6)}" y="${fixed(y - 6)}" width="12" height="12" fill="${color}"/>`;
  }
  const line: [number, number][] = [
    [x - 10, y],
    [x + 10, y],
  ];
  const mode = trace.mode ?? 'lines';
  return (
    (mode.includes('lines') ? drawLine(trace, line, index) : '') +
    (mode.includes('markers') ? drawMarker(trace, x, y, 0, index) : '')
  );
}

function drawLine(trace: Trace, pixels: [number, number][], index: number): string {
  let path = '';
  let pen = 'M';
  for (const [x, y] of pixels) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${fixed(x)} ${fixed(y)}`;
    pen = 'L';
  }
  const { color = colorOf(index), width = 2, dash = 'solid' } = trace.line ?? {};
  const pattern = DASH_PATTERNS[dash] ? ` stroke-dasharray="${DASH_PATTERNS[dash]}"` : '';
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}"${pattern}/>`;
}

function drawMarker(trace: Trace, x: number, y: number, i: number, index: number): string {
  const marker = trace.marker ?? {};
  const own = Array.isArray(marker.color) ? marker.color[i] : marker.color;
  const fill = typeof own === 'string' ? own : colorOf(index);
  const size = Array.isArray(marker.size) ? marker.size[i] : (marker.size ?? 7);
  const symbol = Array.isArray(marker.symbol) ? marker.symbol[i] : marker.symbol;
  const edge = marker.line?.width
    ? ` stroke="${marker.line.color ?? INK}" stroke-width="${marker.line.width}"`
    : '';
  const r = size / 2;
  const outline = OUTLINES[(symbol ?? 'circle').replace(/-open$/, '')];
  const paint = symbol?.endsWith('-open')
    ? ` fill="none" stroke="${fill}" stroke-width="2"`
    : ` fill="${fill}"${edge}`;
  if (!outline) return `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(r)}"${paint}/>`;
  const points = outline.map(([dx, dy]) => `${fixed(x + dx * r)},${fixed(y + dy * r)}`).join(' ');
  return `<polygon points="${points}"${paint}/>`;
}

/** Shapes other than the circle, around (0, 0), in half sizes. */
const CROSS: [number, number][] = [
  [-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4],
  [0.4, 1.2], [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4],
]; // biome-ignore format: a table of points
const OUTLINES: Record<string, [number, number][]> = {
  square: [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ],
  diamond: [
    [0, -1.3],
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
  ],
  'triangle-up': [
    [0, -1.2],
    [1.1, 0.8],
    [-1.1, 0.8],
  ],
  'triangle-down': [
    [0, 1.2],
    [1.1, -0.8],
    [-1.1, -0.8],
  ],
  cross: CROSS,
  x: CROSS.map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]),
  star: Array.from({ length: 10 }, (_, i) => {
    const radius = i % 2 === 0 ? 1.4 : 0.55;
    return [radius * Math.sin((i * Math.PI) / 5), -radius * Math.cos((i * Math.PI) / 5)];
  }),
};

/** The parts of one trace, with its opacity. */
export function group(trace: Trace, parts: string[]): string {
  const opacity = trace.opacity === undefined ? '' : ` opacity="${trace.opacity}"`;
  return `<g${opacity}>${parts.join('')}</g>`;
}

/** The colour of a trace's bars or markers, when it has one for all. */
function firstColor(trace: Trace, index: number): string {
  const color = trace.marker?.color;
  const one = Array.isArray(color) ? color[0] : color;
  return typeof one === 'string' ? one : colorOf(index);
}
