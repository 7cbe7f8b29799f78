import { encodePng as encodePixels } from '../../files';
import type { Rgb } from '../color';

/**
 * A PNG picture, one pixel for each cell, so that a heat map of thousands of cells
 * stays a few kilobytes.
 *
 * @param rows colours from the top row down; null is transparent. Shape (height, width)
 */
export function encodePng(rows: (Rgb | null)[][]): Buffer {
  const height = rows.length;
  const width = rows[0]?.length ?? 0;
  if (width === 0) throw new RangeError('encodePng: wanted at least one row and one column');
  const data = new Uint8Array(4 * height * width);
  rows.forEach((row, y) => {
    if (row.length !== width) throw new RangeError(`encodePng: row ${y} is not ${width} wide`);
    row.forEach((color, x) => {
      if (color) data.set([...color, 255], 4 * (y * width + x));
    });
  });
  return encodePixels({ width, height, channels: 4, data });
}
