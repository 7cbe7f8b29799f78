/** The name of a class: a whole number or a string, one kind in one data set. */
export type Label = number | string;

/**
 * Refuses label lists that no metric can be computed from.
 * @throws RangeError when the lengths differ or are 0
 * @throws TypeError for a label that is no number or string, for NaN and fractions, and where
 *   numbers and strings are mixed
 */
export function checkPairs(
  where: string,
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
): void {
  if (actual.length !== predicted.length) {
    throw new RangeError(
      `${where}: ${actual.length} actual labels and ${predicted.length} predicted ones, ` +
        'wanted as many of each',
    );
  }
  if (actual.length === 0) throw new RangeError(`${where}: there are no labels`);
  const kind = checkLabels(`${where}: actual`, actual);
  checkLabels(`${where}: predicted`, predicted, kind);
}

function checkLabels(where: string, labels: ArrayLike<Label>, kind: string = typeof labels[0]) {
  for (let i = 0; i < labels.length; i++) {
    const label: unknown = labels[i];
    const valid = typeof label === 'number' ? !Number.isNaN(label) : typeof label === 'string';
    if (!valid || typeof label !== kind) {
      const wanted = kind === 'number' || kind === 'string' ? `a ${kind}` : 'a number or a string';
      throw new TypeError(`${where}[${i}] is ${String(label)} (${typeof label}), wanted ${wanted}`);
    }
    if (typeof label === 'number' && !Number.isInteger(label)) {
      throw new TypeError(
        `${where}[${i}] is ${label}, wanted a class, a whole number: make classes of probabilities ` +
          'first, such as p >= 0.5 ? 1 : 0',
      );
    }
  }
  return kind;
}

/**
 * The classes to report on, in order: those given, or all that occur, numbers by
 * size and strings by their characters' code points.
 */
export function classesOf(
  where: string,
  given: readonly Label[] | undefined,
  ...lists: ArrayLike<Label>[]
): Label[] {
  if (given === undefined) {
    const present = new Set<Label>();
    for (const list of lists) for (let i = 0; i < list.length; i++) present.add(list[i]);
    return [...present].sort(compareLabels);
  }
  if (given.length === 0) throw new RangeError(`${where}: labels is empty`);
  if (new Set(given).size !== given.length) {
    throw new RangeError(`${where}: labels names a class twice: ${given.join(', ')}`);
  }
  checkLabels(`${where}: labels`, given, typeof lists[0][0]);
  return [...given];
}

/**
 * Refuses labels of more than two classes, and two of which neither is the positive
 * one. A single class may be either.
 * @param many what to do where there are more than two
 */
export function checkBinary(
  where: string,
  many: string,
  positive: Label,
  ...lists: ArrayLike<Label>[]
): void {
  const present = new Set<Label>();
  for (const list of lists) for (let i = 0; i < list.length; i++) present.add(list[i]);
  const names = [...present].slice(0, 6).join(', ');
  if (present.size > 2) {
    throw new RangeError(
      `${where}: there are ${present.size} classes (${names}${present.size > 6 ? ', …' : ''}); ${many}`,
    );
  }
  const [sample] = present;
  const missing = present.size === 2 && !present.has(positive);
  if (missing || typeof positive !== typeof sample) {
    throw new RangeError(
      `${where}: the positive class is ${JSON.stringify(positive)}, but the classes are ${names}: ` +
        'name it with { positive: … }',
    );
  }
}

/** Which row or column a class has. */
export function positions(labels: readonly Label[]): Map<Label, number> {
  return new Map(labels.map((label, i) => [label, i]));
}

function compareLabels(a: Label, b: Label): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [Array.from(String(a)), Array.from(String(b))];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i].codePointAt(0)! - right[i].codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
