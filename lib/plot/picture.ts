import { encodePng } from '../files';
import type { MimeBundle } from '../progress';
import { type Numbers, sameLength } from './check-input';

/** A picture in colour, pixel by pixel. As a cell's last value it shows itself. */
export class Picture {
  constructor(
    /** The picture as a PNG file holds it. */
    readonly png: Uint8Array,
    readonly height: number,
    readonly width: number,
  ) {}

  /** Its size, for a terminal. */
  toString(): string {
    return `Picture (${this.height} × ${this.width} pixels)`;
  }

  /** The notebook's forms of it (Deno's display convention). */
  [Symbol.for('Jupyter.display')](): MimeBundle {
    const png = Buffer.from(this.png).toString('base64');
    return { 'image/png': png, 'text/plain': this.toString() };
  }
}

/**
 * A picture of red, green and blue values.
 * @param pixels brightness from 0 to 1 (beyond is as the nearest), row by row from the top
 *   left, each pixel's red, green and blue together: shape (height, width, 3) in one line
 * @param shape height and width in pixels
 * @throws Error when there are not height · width · 3 values, or one is no number
 */
export function colorPicture(pixels: Numbers, [height, width]: [number, number]): Picture {
  sameLength('colorPicture: pixels', pixels, height * width * 3, 'channel of a pixel');
  const data = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    if (!Number.isFinite(pixels[i])) {
      throw new TypeError(`colorPicture: pixels[${i}] is ${pixels[i]}, wanted a finite number`);
    }
    data[i] = Math.round(255 * Math.min(1, Math.max(0, pixels[i])));
  }
  return new Picture(encodePng({ width, height, channels: 3, data }), height, width);
}
