/**
 * Colours as numbers: reading `#rrggbb`, mixing along a scale, and contrast by
 * WCAG 2.2 (https://www.w3.org/TR/WCAG22/, "relative luminance" and "contrast ratio").
 */

/** Red, green and blue, each 0 to 255. */
export type Rgb = [number, number, number];

/** A colour scale as Plotly writes it: places from 0 to 1, rising, each with a colour. */
export type Scale = [number, string][];

/** Reads `#rrggbb`. @throws Error for any other form */
export function parseHex(hex: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!match) throw new Error(`color: came ${JSON.stringify(hex)}, wanted the form #rrggbb`);
  return [parseInt(match[1], 16), parseInt(match[2], 16), parseInt(match[3], 16)];
}

/** Relative luminance, 0 (black) to 1 (white). */
export function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast ratio of two `#rrggbb` colours, 1 (the same) to 21 (black on white). */
export function contrastRatio(a: string, b: string): number {
  const [la, lb] = [luminance(parseHex(a)), luminance(parseHex(b))];
  return (Math.max(la, lb) + 0.05) / (Math.min(la, lb) + 0.05);
}

/** The colour at place `t` (0 to 1; beyond, the nearest end), mixed linearly in sRGB. */
export function colorAt(scale: Scale, t: number): Rgb {
  const next = scale.findIndex(([place]) => place >= t);
  if (next === 0) return parseHex(scale[0][1]);
  if (next < 0) return parseHex(scale[scale.length - 1][1]);
  const [[start, from], [end, to]] = [scale[next - 1], scale[next]];
  const share = (t - start) / (end - start);
  const [a, b] = [parseHex(from), parseHex(to)];
  return [0, 1, 2].map((i) => Math.round(a[i] + (b[i] - a[i]) * share)) as Rgb;
}

/** Black or white, whichever stands out more on `ground`: at least 4.58 : 1. */
export function inkOn(ground: Rgb): string {
  return luminance(ground) > 0.179 ? '#000000' : '#ffffff'; // where both are equal
}
