import { checkPairs, classesOf, type Label, positions } from './labels';

/** How often each actual class was taken for each: see {@link confusionMatrix}. */
export interface ConfusionMatrix {
  /** The class of each row and column. Length K. */
  labels: Label[];
  /** Shape (K, K): `counts[r][c]` examples are of class r and were predicted as c. */
  counts: number[][];
  /** `counts` with each row divided by its sum: a row without examples is all 0. */
  rates: number[][];
}

/**
 * Counts how often each actual class was predicted as each: rows are actual
 * classes, columns predicted ones, and the diagonal is what was right. With the
 * classes 0 and 1 the negative class comes first, so the counts are
 * `[[true negatives, false positives], [false negatives, true positives]]`.
 *
 * Equal to scikit-learn's `confusion_matrix`.
 *
 * @param actual the N true classes
 * @param predicted the N predicted classes
 * @param options.labels the classes and their order; by default all that occur,
 *   sorted. Examples with a class that is not named are left out.
 * @throws when the lists' lengths differ, they are empty, or a label is no label,
 *   or no example is of a class in `labels`
 */
export function confusionMatrix(
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  options: { labels?: readonly Label[] } = {},
): ConfusionMatrix {
  checkPairs('confusionMatrix', actual, predicted);
  const labels = classesOf('confusionMatrix', options.labels, actual, predicted);
  const position = positions(labels);
  if (!Array.prototype.some.call(actual, (label: Label) => position.has(label))) {
    throw new RangeError(`confusionMatrix: no example is of the classes ${labels.join(', ')}`);
  }
  const counts = labels.map(() => labels.map(() => 0));
  for (let i = 0; i < actual.length; i++) {
    const row = position.get(actual[i]);
    const column = position.get(predicted[i]);
    if (row !== undefined && column !== undefined) counts[row][column]++;
  }
  const rates = counts.map((row) => {
    const sum = row.reduce((total, count) => total + count, 0);
    return row.map((count) => (sum === 0 ? 0 : count / sum));
  });
  return { labels, counts, rates };
}

/** One class against all others, in counts. */
export interface ClassCounts {
  label: Label;
  /** Of this class and predicted so. */
  truePositives: number;
  /** Of another class and predicted as this one: type I errors. */
  falsePositives: number;
  /** Of this class and predicted as another: type II errors. */
  falseNegatives: number;
  /** Of another class and predicted as another. */
  trueNegatives: number;
}

/**
 * For each class the four counts of "this class or not". Equal to scikit-learn's
 * `multilabel_confusion_matrix`: unlike {@link confusionMatrix} every example
 * counts, even where `labels` leaves its class out.
 */
export function classCounts(
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  options: { labels?: readonly Label[] } = {},
): ClassCounts[] {
  checkPairs('classCounts', actual, predicted);
  const labels = classesOf('classCounts', options.labels, actual, predicted);
  const position = positions(labels);
  const all = labels.map((label) => ({
    label,
    truePositives: 0,
    falsePositives: 0,
    falseNegatives: 0,
    trueNegatives: 0,
  }));
  for (let i = 0; i < actual.length; i++) {
    const wanted = position.get(actual[i]);
    const came = position.get(predicted[i]);
    if (wanted !== undefined && wanted === came) all[wanted].truePositives++;
    else {
      if (came !== undefined) all[came].falsePositives++;
      if (wanted !== undefined) all[wanted].falseNegatives++;
    }
  }
  for (const counts of all) {
    const others = counts.truePositives + counts.falsePositives + counts.falseNegatives;
    counts.trueNegatives = actual.length - others;
  }
  return all;
}
