import type { Point } from './digit-strokes';

/** A point of a drawn line, in pixels, with half the line's width there. */
export interface InkPoint {
  x: number;
  y: number;
  halfWidth: number;
}

/**
 * Draws a line into a picture, its edges softened over one pixel. Where lines
 * cross, the brighter wins, as with one pen.
 *
 * @param image the picture, brightness in [0, 1], shape (rows, columns); changed
 * @param columns width of the picture
 * @param line points of the line, joined by straight pieces
 */
export function drawLine(image: Float32Array, columns: number, line: readonly InkPoint[]): void {
  const rows = image.length / columns;
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1];
    const b = line[i];
    const reach = Math.max(a.halfWidth, b.halfWidth) + 0.5;
    const left = Math.max(0, Math.floor(Math.min(a.x, b.x) - reach));
    const right = Math.min(columns - 1, Math.ceil(Math.max(a.x, b.x) + reach));
    const top = Math.max(0, Math.floor(Math.min(a.y, b.y) - reach));
    const bottom = Math.min(rows - 1, Math.ceil(Math.max(a.y, b.y) + reach));
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    const lengthSquared = dx * dx + dy * dy || 1;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        // How far along the piece the nearest point lies, and how far away that is.
        const along = ((x - a.x) * dx + (y - a.y) * dy) / lengthSquared;
        const t = Math.min(1, Math.max(0, along));
        const distance = Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
        const halfWidth = a.halfWidth + t * (b.halfWidth - a.halfWidth);
        const ink = Math.min(1, halfWidth + 0.5 - distance);
        const at = y * columns + x;
        if (ink > image[at]) image[at] = ink;
      }
    }
  }
}

/**
 * Points of a smooth curve that passes through all the given ones.
 *
 * Source: E. Catmull and R. Rom, "A Class of Local Interpolating Splines", 1974.
 *
 * @param points two or more
 * @param steps pieces between two points
 */
export function smoothCurve(points: readonly Point[], steps: number): Point[] {
  const curve: Point[] = [];
  const last = points.length - 1;
  for (let i = 0; i < last; i++) {
    const before = points[Math.max(0, i - 1)];
    const a = points[i];
    const b = points[i + 1];
    const after = points[Math.min(last, i + 2)];
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      curve.push([
        blend(before[0], a[0], b[0], after[0], t),
        blend(before[1], a[1], b[1], after[1], t),
      ]);
    }
  }
  curve.push(points[last]);
  return curve;
}

/** The cubic with value a at t = 0 and b at t = 1, and slopes (b − before)/2, (after − a)/2. */
function blend(before: number, a: number, b: number, after: number, t: number): number {
  const linear = (b - before) / 2;
  const square = before - 2.5 * a + 2 * b - 0.5 * after;
  const cube = 1.5 * (a - b) + 0.5 * (after - before);
  return a + t * (linear + t * (square + t * cube));
}
