/**
 * A copy of `value` fit for JSON and for a notebook's file: typed arrays become
 * arrays, fractions keep seven significant digits (a screen shows four), and numbers
 * that JSON cannot write become null, which Plotly draws as a gap.
 */
export function compact(value: unknown): unknown {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return null;
    return Number.isInteger(value) ? value : Number(value.toPrecision(7));
  }
  if (Array.isArray(value)) return value.map(compact);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as Float32Array, compact);
  }
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return Object.fromEntries(entries.map(([key, entry]) => [key, compact(entry)]));
  }
  return value;
}
