import { deflateSync } from 'node:zlib';
import * as CRC32 from 'crc-32';
import type { Rgb } from '../color';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A PNG picture, one pixel for each cell, so that a heat map of thousands of cells
 * stays a few kilobytes. Format: PNG, third edition, https://www.w3.org/TR/png-3/.
 *
 * @param rows colours from the top row down; null is transparent. Shape (height, width)
 */
export function encodePng(rows: (Rgb | null)[][]): Buffer {
  const height = rows.length;
  const width = rows[0]?.length ?? 0;
  if (width === 0) throw new RangeError('encodePng: wanted at least one row and one column');
  const raw = Buffer.alloc(height * (1 + 4 * width)); // each row: filter type 0, then RGBA
  rows.forEach((row, y) => {
    if (row.length !== width) throw new RangeError(`encodePng: row ${y} is not ${width} wide`);
    row.forEach((color, x) => {
      if (color) raw.set([...color, 255], y * (1 + 4 * width) + 1 + 4 * x);
    });
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits a channel, RGBA, and the only methods there are
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(raw)), chunk('IEND')];
  return Buffer.concat([SIGNATURE, ...parts]);
}

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeInt32BE(CRC32.buf(body));
  return Buffer.concat([length, body, crc]);
}
