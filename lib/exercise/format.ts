import { inspect } from 'node:util';

const MOST_LETTERS = 160;

/** A value in one short line, as one would write it in TypeScript. */
export function format(value: unknown): string {
  const text = short(value, 0);
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
}

function short(value: unknown, depth: number): string {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return value.name ? `function ${value.name}` : 'a function';
  if (Array.isArray(value) || isTypedArray(value)) {
    const name = Array.isArray(value) ? '' : value.constructor.name;
    if (depth === 3) return `${name}[…]`;
    const shown = Array.from(value.slice(0, 12) as ArrayLike<unknown>, (v) => short(v, depth + 1));
    return `${name}[${shown.join(', ')}${value.length > 12 ? `, … ${value.length} in all` : ''}]`;
  }
  if (isTensor(value)) return `tensor of shape (${value.shape.join(', ')})`;
  if (isPlainObject(value)) {
    if (depth === 3) return '{…}';
    const entries = Object.entries(value).map(([key, v]) => `${key}: ${short(v, depth + 1)}`);
    return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}';
  }
  return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, compact: true });
}

function formatNumber(value: number): string {
  if (Object.is(value, -0)) return '0';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}

/** Anything with tfjs's way to give its numbers: so that this room need not load tfjs. */
export interface TensorLike {
  shape: number[];
  array(): Promise<unknown>;
}

export function isTensor(value: unknown): value is TensorLike {
  const tensor = value as TensorLike | null | undefined;
  return (
    typeof value === 'object' && Array.isArray(tensor?.shape) && typeof tensor?.array === 'function'
  );
}

/** The typed arrays of numbers. */
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
