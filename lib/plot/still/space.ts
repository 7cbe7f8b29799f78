import { GRID } from '../style';
import type { AxisSpec } from './axis';
import { drawScatter, drawText, fixed, type Trace } from './marks';
import type { Area } from './plane';

type Point = [number, number, number];

/** The eye's place: 45° round the upright axis, 25° above the ground. */
const TURN = (45 * Math.PI) / 180;
const LIFT = (25 * Math.PI) / 180;

/**
 * Points in space, seen from the fixed eye without perspective, in the box that just
 * holds them.
 *
 * @param index the place of a trace among all of the figure's, for its colour
 */
export function drawSpace(
  traces: Trace[],
  index: (trace: Trace) => number,
  layout: Record<string, unknown>,
  area: Area,
): string {
  const clouds = traces.map(({ x = [], y = [], z = [] }) =>
    x.map((value, i): Point => [Number(value), Number(y[i]), Number(z[i])]),
  );
  const ranges = [0, 1, 2].map((axis) => {
    const values = clouds.flat().map((point) => point[axis]);
    const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return [low, high > low ? high - low : 1];
  });
  const unit = (point: Point) =>
    point.map((value, axis) => (value - ranges[axis][0]) / ranges[axis][1] - 0.5) as Point;
  const scale = Math.min(area.right - area.left, area.bottom - area.top) / 1.65;
  const middle = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
  const project = ([x, y, z]: Point): [number, number] => {
    const across = y * Math.cos(TURN) - x * Math.sin(TURN);
    const away = x * Math.cos(TURN) + y * Math.sin(TURN);
    return [
      middle[0] + across * scale,
      middle[1] - (z * Math.cos(LIFT) - away * Math.sin(LIFT)) * scale,
    ];
  };

  const parts = boxEdges().map(([from, to]) => {
    const [[x1, y1], [x2, y2]] = [project(from), project(to)];
    return `<path d="M${fixed(x1)} ${fixed(y1)}L${fixed(x2)} ${fixed(y2)}" stroke="${GRID}"/>`;
  });
  traces.forEach((trace, t) => {
    const pixels = clouds[t].map((point) => project(unit(point)));
    parts.push(drawScatter(trace, pixels, index(trace)));
  });
  const scene = (layout.scene ?? {}) as Record<string, AxisSpec | undefined>;
  const ends: [string, Point][] = [
    ['xaxis', [0, 0.62, -0.5]],
    ['yaxis', [0.62, 0, -0.5]],
    ['zaxis', [0.5, -0.6, 0]],
  ];
  for (const [name, place] of ends) {
    const title = scene[name]?.title;
    const text = typeof title === 'string' ? title : (title?.text ?? '');
    parts.push(drawText(text, ...project(place)));
  }
  return parts.join('');
}

/** The twelve edges of the unit box around the origin. */
function boxEdges(): [Point, Point][] {
  const edges: [Point, Point][] = [];
  for (let axis = 0; axis < 3; axis++) {
    for (const a of [-0.5, 0.5]) {
      for (const b of [-0.5, 0.5]) {
        const end = (value: number) => {
          const point = [a, b];
          point.splice(axis, 0, value);
          return point as Point;
        };
        edges.push([end(-0.5), end(0.5)]);
      }
    }
  }
  return edges;
}
