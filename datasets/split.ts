import type { Random } from '../lib/random';

/** Options of {@link splitIndices}. */
export interface SplitOptions {
  /** Draws who goes where. */
  random: Random;
  /** The class of each example: every part then has the classes in the whole's proportions. */
  stratify?: ArrayLike<number | string>;
}

/**
 * Divides the examples 0 to count − 1 among parts, at random. With shares, the parts' sizes
 * are the shares rounded so that nobody is left out or comes twice. With whole numbers, each
 * part has so many examples, and who is left over is in no part. With `stratify` every part
 * has the classes, to within an example, in the proportions of the whole.
 *
 * @param count how many examples there are
 * @param sizes the parts by name, each with its share above 0, together 1; or each with its
 *   number of examples, together at most `count`
 * @returns for each part the indices of its examples, in random order
 * @throws RangeError for sizes that are neither, for a part that would be empty, for labels
 *   that are not as many as the examples, and for a class with fewer examples than there are
 *   parts
 *
 * @example
 * const { train, validation, test } = splitIndices(
 *   150, { train: 0.6, validation: 0.2, test: 0.2 }, { random, stratify: labels });
 * const { few } = splitIndices(150, { few: 12 }, { random, stratify: labels });
 */
export function splitIndices<K extends string>(
  count: number,
  sizes: Record<K, number>,
  { random, stratify }: SplitOptions,
): Record<K, Int32Array> {
  const names = Object.keys(sizes) as K[];
  const portions = portionsOf(count, sizes);
  const members = countClasses(count, names.length, stratify);
  const whole = apportion(count, portions);
  names.forEach((name, k) => {
    if (whole[k] === 0) {
      throw new RangeError(`splitIndices: ${name}, ${sizes[name]} of ${count}, would be empty`);
    }
  });
  const quotas = shareClasses(members, portions, whole);
  const parts = whole.map((size) => ({ indices: new Int32Array(size), filled: 0 }));
  // The examples come in random order; each goes to the first part with a place for its class.
  for (const example of random.permutation(count)) {
    const left = quotas.get(stratify?.[example])!;
    const k = left.findIndex((places) => places > 0);
    left[k]--;
    parts[k].indices[parts[k].filled++] = example;
  }
  return Object.fromEntries(names.map((name, k) => [name, parts[k].indices])) as Record<
    K,
    Int32Array
  >;
}

/** What {@link trainTestSplit} gives. */
export interface TrainTestSplit<T, L> {
  xTrain: T[];
  yTrain: L[];
  xTest: T[];
  yTest: L[];
  /** Where each training example stood in x. */
  trainIndices: Int32Array;
  /** Where each test example stood in x. */
  testIndices: Int32Array;
}

/**
 * Divides examples and their labels into a part to learn from and a part to test on.
 *
 * @param x N examples
 * @param y their N labels
 * @param options.testSize the test part's share of the examples (default 0.25)
 * @param options.stratify keep the classes' proportions in both parts (default false)
 * @throws as {@link splitIndices} does
 */
export function trainTestSplit<T, L extends number | string>(
  x: readonly T[],
  y: ArrayLike<L>,
  {
    testSize = 0.25,
    stratify = false,
    random,
  }: { random: Random; testSize?: number; stratify?: boolean },
): TrainTestSplit<T, L> {
  if (x.length !== y.length) {
    throw new RangeError(`trainTestSplit: ${x.length} examples and ${y.length} labels`);
  }
  if (!(testSize > 0 && testSize < 1)) {
    throw new RangeError(`trainTestSplit: testSize is ${testSize}, wanted a share between 0 and 1`);
  }
  const { train, test } = splitIndices(
    x.length,
    { train: 1 - testSize, test: testSize },
    { random, stratify: stratify ? y : undefined },
  );
  const pick = <E>(list: ArrayLike<E>, indices: Int32Array) => Array.from(indices, (i) => list[i]);
  return {
    xTrain: pick(x, train),
    yTrain: pick(y, train),
    xTest: pick(x, test),
    yTest: pick(y, test),
    trainIndices: train,
    testIndices: test,
  };
}

type Class = number | string | undefined;

function countClasses(
  count: number,
  parts: number,
  stratify: ArrayLike<number | string> | undefined,
): Map<Class, number> {
  if (stratify === undefined) return new Map([[undefined, count]]);
  if (stratify.length !== count) {
    throw new RangeError(`splitIndices: ${stratify.length} labels for ${count} examples`);
  }
  const members = new Map<Class, number>();
  for (let i = 0; i < count; i++) members.set(stratify[i], (members.get(stratify[i]) ?? 0) + 1);
  for (const [label, size] of members) {
    if (size < parts) {
      throw new RangeError(
        `splitIndices: ${size} of the examples ${size === 1 ? 'is' : 'are'} of class ${label}, ` +
          `wanted ${parts} or more to have it in ${parts} parts`,
      );
    }
  }
  return members;
}

/** Whole numbers in proportion to the portions, with the given sum: largest remainders. */
function apportion(total: number, portions: number[]): number[] {
  const sizes = portions.map((portion) => Math.floor(total * portion + 1e-9));
  const remainders = portions.map((portion, k) => total * portion - sizes[k]);
  let left = total - sizes.reduce((sum, size) => sum + size, 0);
  const order = portions.map((_, k) => k).sort((a, b) => remainders[b] - remainders[a]);
  for (let i = 0; left > 0; i++, left--) sizes[order[i]]++;
  return sizes;
}

/** How many of each class go to each part, so that the parts get the sizes they should. */
function shareClasses(
  members: Map<Class, number>,
  portions: number[],
  sizes: number[],
): Map<Class, number[]> {
  const quotas = new Map<Class, number[]>();
  const open = [...sizes];
  for (const [label, size] of members) {
    const quota = portions.map((portion) => Math.floor(size * portion + 1e-9));
    quotas.set(label, quota);
    quota.forEach((places, k) => {
      open[k] -= places;
    });
  }
  // What the rounding left over goes where a place is open and most is owed.
  for (const [label, size] of members) {
    const quota = quotas.get(label)!;
    const owed = (k: number) => size * portions[k] - quota[k];
    for (let left = size - quota.reduce((sum, places) => sum + places, 0); left > 0; left--) {
      const candidates = open.flatMap((places, k) => (places > 0 ? [k] : []));
      const k = candidates.reduce((best, next) => (owed(next) > owed(best) ? next : best));
      quota[k]++;
      open[k]--;
    }
  }
  return quotas;
}

/** Each part's share of the examples; after the named ones, that of who is left over, if any. */
function portionsOf(count: number, sizes: Record<string, number>): number[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`splitIndices: count is ${count}, wanted an integer, 1 or more`);
  }
  const given = Object.values(sizes);
  const sum = given.reduce((total, size) => total + size, 0);
  const positive = given.every((size) => size > 0);
  if (positive && Math.abs(sum - 1) < 1e-9) return given;
  if (positive && given.length > 0 && given.every(Number.isInteger) && sum <= count) {
    const left = sum < count ? [(count - sum) / count] : [];
    return [...given.map((size) => size / count), ...left];
  }
  const words = Object.entries(sizes).map(([name, size]) => `${name} ${size}`);
  throw new RangeError(
    `splitIndices: the sizes are ${words.join(', ')}, wanted shares above 0 that sum to 1, ` +
      `or whole numbers of examples, together at most ${count}`,
  );
}
