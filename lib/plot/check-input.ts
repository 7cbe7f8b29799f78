/**
 * What every figure asks of its numbers. A figure drawn from bad numbers looks
 * right and misleads, so they are refused, with their place.
 */

/** A list of numbers: an array or a typed array. */
export type Numbers = ArrayLike<number>;

/** `values` as a plain array. @throws Error naming the first entry that is not a finite number */
export function finiteList(where: string, values: Numbers): number[] {
  if (values === null || typeof values !== 'object' || typeof values.length !== 'number') {
    throw new TypeError(`${where} is ${describe(values)}, wanted a list of numbers`);
  }
  const list = Array.from(values);
  list.forEach((value, i) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new TypeError(`${where}[${i}] is ${describe(value)}, wanted a finite number`);
    }
  });
  return list;
}

/**
 * `rows` as arrays of one length.
 * @param columns the length wanted; without it, the first row's
 * @throws Error for no rows, a ragged row, or an entry that is not a finite number
 */
export function finiteRows(where: string, rows: ArrayLike<Numbers>, columns?: number): number[][] {
  if (rows === null || typeof rows !== 'object' || typeof rows.length !== 'number') {
    throw new TypeError(`${where} is ${describe(rows)}, wanted rows of numbers`);
  }
  if (rows.length === 0) throw new RangeError(`${where} is empty, wanted at least one row`);
  const table = Array.from(rows, (row, i) => finiteList(`${where}[${i}]`, row));
  const wanted = columns ?? table[0].length;
  if (wanted === 0) throw new RangeError(`${where}[0] is empty, wanted numbers`);
  table.forEach((row, i) => {
    if (row.length !== wanted) {
      throw new RangeError(`${where}[${i}] has ${row.length} numbers, wanted ${wanted}`);
    }
  });
  return table;
}

/** @throws Error unless `list` has `wanted` entries */
export function sameLength(
  where: string,
  list: ArrayLike<unknown>,
  wanted: number,
  of: string,
): void {
  if (list.length !== wanted) {
    throw new RangeError(
      `${where} has ${list.length} entries, wanted ${wanted}: one for each ${of}`,
    );
  }
}

/**
 * Class numbers 0, 1, 2 … and how many classes there are.
 * @param names the classes' names; each label must be one's place in it
 */
export function classLabels(
  where: string,
  labels: Numbers,
  names?: readonly string[],
): { labels: number[]; names: string[] } {
  const list = finiteList(where, labels);
  list.forEach((label, i) => {
    if (!Number.isInteger(label) || label < 0) {
      throw new RangeError(`${where}[${i}] is ${label}, wanted a class number: 0, 1, 2 …`);
    }
    if (names && label >= names.length) {
      throw new RangeError(`${where}[${i}] is ${label}, but there are ${names.length} class names`);
    }
  });
  const count = list.reduce((most, label) => Math.max(most, label + 1), 0);
  return {
    labels: list,
    names: names ? [...names] : Array.from({ length: count }, (_, i) => `class ${i}`),
  };
}

function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
