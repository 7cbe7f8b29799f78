import { format, isPlainObject, isTensor, isTypedArray } from './format';

/**
 * Where and how an answer differs from the expected value; undefined when it does not.
 * Arrays, typed arrays and tensors of the same numbers are equal, so that an answer may
 * use any of them; everything else must be of the same kind.
 *
 * @param tolerance numbers may differ by this, or by this share of an expected number above 1
 */
export async function difference(
  came: unknown,
  expected: unknown,
  tolerance = 1e-6,
): Promise<string | undefined> {
  return compare(await toPlain(came), await toPlain(expected), tolerance, '');
}

/** Tensors as nested arrays. Only at the top: arrays of tensors are rare, and then compared by hand. */
async function toPlain(value: unknown): Promise<unknown> {
  if (!isTensor(value)) return value;
  if ((value as { isDisposed?: boolean }).isDisposed) {
    throw new Error('the tensor that came was disposed: return it from tf.tidy, or keep it');
  }
  return value.array();
}

function compare(
  came: unknown,
  expected: unknown,
  tolerance: number,
  where: string,
): string | undefined {
  if (came === expected) return undefined;
  const at = where ? `at ${where}: ` : '';
  if (typeof expected === 'number' && typeof came === 'number') {
    if (Number.isNaN(expected) && Number.isNaN(came)) return undefined;
    const far = tolerance * Math.max(1, Math.abs(expected));
    // Of infinity every number is within any share, and only infinity itself is right.
    const close = Number.isFinite(expected) && Math.abs(came - expected) <= far;
    return close ? undefined : `${at}${format(came)}, wanted ${format(expected)}`;
  }
  if (isList(expected)) {
    if (!isList(came)) return `${at}${kind(came)}, wanted a list`;
    if (came.length !== expected.length) {
      return `${at}${came.length} entries, wanted ${expected.length}`;
    }
    for (let i = 0; i < expected.length; i++) {
      const found = compare(came[i], expected[i], tolerance, `${where}[${i}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (isPlainObject(expected) && isPlainObject(came)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(came)])) {
      const found = compare(came[key], expected[key], tolerance, where ? `${where}.${key}` : key);
      if (found) return found;
    }
    return undefined;
  }
  return `${at}${kind(came)}, wanted ${kind(expected)}`;
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isTypedArray(value);
}

/** A value with its type where the value alone could mislead: "1" and 1, true and 1. */
function kind(value: unknown): string {
  if (value === undefined) return 'nothing (undefined)';
  if (value === null || isList(value) || typeof value === 'function') return format(value);
  return typeof value === 'object'
    ? `an object ${format(value)}`
    : `the ${typeof value} ${format(value)}`;
}

/**
 * A copy of plain data, with which a call can be repeated and compared. Functions,
 * tensors and instances of classes stay as they are.
 */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (isTypedArray(value)) return value.slice() as T;
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, copy(v)])) as T;
  }
  return value;
}

/** Whether plain data changed: exact, to the last bit. */
export function changed(now: unknown, before: unknown): boolean {
  return compare(now, before, 0, '') !== undefined;
}
