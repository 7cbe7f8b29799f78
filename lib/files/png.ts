import { deflateSync } from 'node:zlib';
import CRC32 from 'crc-32';

/** A picture as bytes: row by row from the top, each pixel's channels together. */
export interface Pixels {
  width: number;
  height: number;
  /** 1 is grey, 3 is red, green and blue, 4 has opacity besides. */
  channels: 1 | 3 | 4;
  /** 0 to 255. Length width·height·channels. */
  data: Uint8Array;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOR_TYPES = { 1: 0, 3: 2, 4: 6 };

/**
 * A picture as a PNG file, without loss. Format: PNG, third edition,
 * https://www.w3.org/TR/png-3/.
 *
 * @throws RangeError when the picture is empty or the bytes are not as many as its size says
 */
export function encodePng({ width, height, channels, data }: Pixels): Buffer {
  const isSize = (size: number) => Number.isInteger(size) && size > 0;
  if (!isSize(width) || !isSize(height) || data.length !== width * height * channels) {
    throw new RangeError(
      `encodePng: ${data.length} bytes for ${width} × ${height} pixels of ${channels} channels`,
    );
  }
  const line = width * channels;
  const raw = Buffer.alloc(height * (1 + line)); // each row: filter type 0, then its pixels
  for (let y = 0; y < height; y++) {
    raw.set(data.subarray(y * line, (y + 1) * line), y * (1 + line) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, COLOR_TYPES[channels], 0, 0, 0], 8); // 8 bits a channel; the only methods there are
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
