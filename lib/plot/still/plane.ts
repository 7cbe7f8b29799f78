import { GRID, INK } from '../style';
import { type Axis, type AxisSpec, makeAxis } from './axis';
import { drawBars, drawHeatmap } from './cells';
import { drawScatter, drawText, fixed, type Trace } from './marks';

/** A rectangle of the picture, in pixels from its upper left corner. */
export interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The kinds of trace that {@link drawPlane} draws. */
export const FLAT_KINDS = new Set(['scatter', 'scattergl', 'bar', 'heatmap']);

/** One pair of axes, such as ['x', 'y'] or ['x2', 'y2'], with all that lies on it. */
export function drawPlane(
  traces: Trace[],
  [xName, yName]: [string, string],
  layout: Record<string, unknown>,
  area: Area,
): string {
  const mine = traces.filter(
    ({ xaxis = 'x', yaxis = 'y', type = 'scatter' }) =>
      xaxis === xName && yaxis === yName && FLAT_KINDS.has(type),
  );
  const xSpec = (layout[xName.replace('x', 'xaxis')] ?? {}) as AxisSpec;
  const ySpec = (layout[yName.replace('y', 'yaxis')] ?? {}) as AxisSpec;
  const [x0, x1] = xSpec.domain ?? [0, 1];
  const [y0, y1] = ySpec.domain ?? [0, 1];
  const across = area.right - area.left;
  const down = area.bottom - area.top;
  const box: Area = {
    left: area.left + x0 * across,
    right: area.left + x1 * across,
    top: area.bottom - y1 * down,
    bottom: area.bottom - y0 * down,
  };
  const tight = mine.some(({ type }) => type === 'heatmap');
  if (ySpec.scaleanchor) squareUnits(box, valuesOn('x', mine), valuesOn('y', mine));
  const x = makeAxis(
    xSpec,
    { values: valuesOn('x', mine), tight, bars: slotted(mine, 'x') },
    box.left,
    box.right,
  );
  const y = makeAxis(
    ySpec,
    { values: valuesOn('y', mine), tight, bars: slotted(mine, 'y') },
    box.bottom,
    box.top,
  );
  const bars = mine.filter(({ type }) => type === 'bar');
  const clip = `clip-${xName}${yName}`;
  const marks = mine.map((trace) => {
    const index = traces.indexOf(trace);
    if (trace.type === 'heatmap') return drawHeatmap(trace, x, y);
    if (trace.type === 'bar') return drawBars(trace, x, y, index, bars.indexOf(trace), bars.length);
    const pixels = (trace.x ?? trace.y ?? []).map((_, i): [number, number] => [
      x.place(trace.x ? trace.x[i] : i),
      y.place(trace.y?.[i]),
    ]);
    return drawScatter(trace, pixels, index);
  });
  const shapes = [...drawShapes(layout, x, y, xName, yName)];
  const size = `width="${fixed(box.right - box.left)}" height="${fixed(box.bottom - box.top)}"`;
  return [
    drawAxes(x, y, box, box.left - area.left + 14),
    `<clipPath id="${clip}"><rect x="${fixed(box.left)}" y="${fixed(box.top)}" ${size}/></clipPath>`,
    `<g clip-path="url(#${clip})">${marks.join('')}${shapes.join('')}</g>`,
    ...drawNotes(layout, x, y, xName, yName, box),
  ].join('');
}

/** Shrinks a box until one unit is as long across as it is down. */
function squareUnits(box: Area, xs: unknown[], ys: unknown[]): void {
  const span = (values: unknown[]) => {
    const numbers = values.map(Number).filter(Number.isFinite);
    const low = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    return numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - low || 1;
  };
  const [across, down] = [span(xs), span(ys)];
  const unit = Math.min((box.right - box.left) / across, (box.bottom - box.top) / down);
  const spareX = (box.right - box.left - unit * across) / 2;
  const spareY = (box.bottom - box.top - unit * down) / 2;
  box.left += spareX;
  box.right -= spareX;
  box.top += spareY;
  box.bottom -= spareY;
}

/** Whether bars stand along this axis, each in a slot of its own. */
function slotted(traces: Trace[], side: 'x' | 'y'): boolean {
  return traces.some(
    ({ type, orientation }) => type === 'bar' && (orientation === 'h') === (side === 'y'),
  );
}

/** All that an axis must reach: bars stand on zero, and heat maps fill their cells. */
function valuesOn(side: 'x' | 'y', traces: Trace[]): unknown[] {
  return traces.flatMap((trace) => {
    const values = trace[side];
    if (trace.type === 'heatmap') {
      const z = trace.z as unknown[][];
      const count = side === 'x' ? z[0].length : z.length;
      const centers = values ?? Array.from({ length: count }, (_, i) => i);
      if (centers.some((center) => typeof center === 'string')) return [...centers];
      const [low, high] = [Number(centers[0]), Number(centers[count - 1])];
      const half = count > 1 ? (high - low) / (count - 1) / 2 : 0.5;
      return [low - half, high + half];
    }
    if (trace.type === 'bar') {
      const along = (trace.orientation === 'h') === (side === 'y');
      return along ? [...(values ?? [])] : [0, ...(values ?? [])];
    }
    return values ?? (trace.y ?? []).map((_, i) => i);
  });
}

function drawAxes(x: Axis, y: Axis, box: Area, titleAt: number): string {
  const parts: string[] = [];
  const line = (x1: number, y1: number, x2: number, y2: number, color: string) =>
    `<path d="M${fixed(x1)} ${fixed(y1)}L${fixed(x2)} ${fixed(y2)}" stroke="${color}"/>`;
  if (x.spec.visible !== false) {
    for (const { pixel, label } of x.ticks) {
      if (x.spec.showgrid !== false) parts.push(line(pixel, box.top, pixel, box.bottom, GRID));
      if (x.spec.showticklabels !== false) parts.push(drawText(label, pixel, box.bottom + 18, 12));
    }
    parts.push(drawText(x.title, (box.left + box.right) / 2, box.bottom + 42));
  }
  if (y.spec.visible !== false) {
    for (const { pixel, label } of y.ticks) {
      if (y.spec.showgrid !== false) parts.push(line(box.left, pixel, box.right, pixel, GRID));
      if (y.spec.showticklabels !== false) {
        parts.push(drawText(label, box.left - 8, pixel + 4, 12, { anchor: 'end' }));
      }
    }
    const middle = (box.top + box.bottom) / 2;
    parts.push(drawText(y.title, titleAt, middle, 13, { turn: -90 }));
  }
  return parts.join('');
}

function drawShapes(
  layout: Record<string, unknown>,
  x: Axis,
  y: Axis,
  xName: string,
  yName: string,
): string[] {
  const shapes = (layout.shapes ?? []) as Record<string, unknown>[];
  return shapes
    .filter(
      ({ xref = 'x', yref = 'y', type }) => xref === xName && yref === yName && type === 'line',
    )
    .map((shape) => {
      const { color, width, dash } = (shape.line ?? {}) as Required<Trace>['line'];
      const ends: [number, number][] = [
        [x.place(shape.x0), y.place(shape.y0)],
        [x.place(shape.x1), y.place(shape.y1)],
      ];
      return drawScatter({ mode: 'lines', line: { color: color ?? INK, width, dash } }, ends, 0);
    });
}

function drawNotes(
  layout: Record<string, unknown>,
  x: Axis,
  y: Axis,
  xName: string,
  yName: string,
  box: Area,
): string[] {
  const notes = (layout.annotations ?? []) as Record<string, unknown>[];
  return notes
    .filter(
      ({ xref = 'x', yref = 'y' }) =>
        [xName, 'paper'].includes(xref as string) && [yName, 'paper'].includes(yref as string),
    )
    .map(({ xref, yref, x: atX, y: atY, text }) => {
      const px = xref === 'paper' ? box.left + Number(atX) * (box.right - box.left) : x.place(atX);
      const py =
        yref === 'paper' ? box.bottom - Number(atY) * (box.bottom - box.top) : y.place(atY);
      return drawText(String(text ?? ''), px, py, 12);
    });
}
