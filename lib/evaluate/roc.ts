import { checkBinary, checkPairs, type Label } from './labels';

/** A ROC curve's points, from the strictest threshold to the laxest: see {@link rocCurve}. */
export interface RocCurve {
  /** False positive rate (1 − specificity) at each threshold, rising from 0 to 1. */
  fpr: number[];
  /** True positive rate (recall) at each threshold, rising from 0 to 1. */
  tpr: number[];
  /** A score of at least this counts as positive. The first is Infinity: nothing does. */
  thresholds: number[];
}

/** Options of {@link rocCurve} and {@link rocAuc}. */
export interface RocOptions {
  /** The positive class: 1 by default. Named, all other classes are negative. */
  positive?: Label;
}

/**
 * The receiver operating characteristic: what share of the negatives is taken for
 * positive, and what share of the positives is found, as the threshold on the score
 * falls. Equal scores cross the threshold together, as one point.
 *
 * Equal to scikit-learn's `roc_curve`. Without negatives every `fpr` is NaN, and
 * without positives every `tpr` is.
 *
 * @param actual the N true classes
 * @param scores N finite numbers, higher for what looks more positive
 * @param options.dropIntermediate leave out points on a straight line between their
 *   neighbours, which change neither the picture nor the area (default true)
 */
export function rocCurve(
  actual: ArrayLike<Label>,
  scores: ArrayLike<number>,
  { positive, dropIntermediate = true }: RocOptions & { dropIntermediate?: boolean } = {},
): RocCurve {
  checkInput(actual, scores, positive);
  const { truePositives, falsePositives, thresholds } = countDown(actual, scores, positive ?? 1);
  const last = thresholds.length - 1;
  const bends = (series: number[], i: number) =>
    series[i + 1] - series[i] !== series[i] - series[i - 1];
  const kept = thresholds.flatMap((_, i) => {
    const corner = i === 0 || i === last || bends(truePositives, i) || bends(falsePositives, i);
    return corner || !dropIntermediate ? [i] : [];
  });
  const rates = (series: number[]) => {
    const total = series[last];
    // Where a class is missing, 0 / 0 gives the NaN that says so.
    return [0, ...kept.map((i) => series[i])].map((n) => n / total);
  };
  return {
    fpr: rates(falsePositives),
    tpr: rates(truePositives),
    thresholds: [Number.POSITIVE_INFINITY, ...kept.map((i) => thresholds[i])],
  };
}

/**
 * The area under the ROC curve: the chance that a random positive example scores
 * higher than a random negative one, a tie counting half. 1 is perfect order, 0.5 is
 * chance. NaN when one of the two classes is missing. Equal to scikit-learn's
 * `roc_auc_score`.
 */
export function rocAuc(
  actual: ArrayLike<Label>,
  scores: ArrayLike<number>,
  options: RocOptions = {},
): number {
  const { fpr, tpr } = rocCurve(actual, scores, options);
  return auc(fpr, tpr);
}

/**
 * The area under a curve through points in order of x, by the trapezoidal rule.
 * NaN when a coordinate is NaN.
 * @throws RangeError for fewer than two points, lists of different lengths, or x that
 *   neither rises nor falls throughout
 */
export function auc(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length || x.length < 2) {
    throw new RangeError(`auc: ${x.length} x and ${y.length} y, wanted as many of each, 2 or more`);
  }
  let area = 0;
  let direction = 0;
  for (let i = 1; i < x.length; i++) {
    const step = x[i] - x[i - 1];
    if (direction * step < 0) {
      throw new RangeError(`auc: x turns back at point ${i} (${x[i - 1]} to ${x[i]})`);
    }
    if (step !== 0) direction = Math.sign(step);
    area += (step * (y[i] + y[i - 1])) / 2;
  }
  return direction < 0 ? -area : area;
}

function checkInput(actual: ArrayLike<Label>, scores: ArrayLike<number>, positive?: Label): void {
  if (actual.length !== scores.length) {
    throw new RangeError(
      `rocCurve: ${actual.length} labels and ${scores.length} scores, wanted as many of each`,
    );
  }
  checkPairs('rocCurve', actual, actual);
  if (positive === undefined) {
    checkBinary('rocCurve', 'name the positive one with { positive: … }', 1, actual);
  } else if (typeof positive !== typeof actual[0]) {
    throw new TypeError(
      `rocCurve: the positive class is ${JSON.stringify(positive)}, but the classes are such as ` +
        `${JSON.stringify(actual[0])}`,
    );
  }
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) {
      throw new RangeError(`rocCurve: scores[${i}] is ${scores[i]}, wanted a finite number`);
    }
  }
}

/** How many of each class score at least each distinct score, the highest first. */
function countDown(actual: ArrayLike<Label>, scores: ArrayLike<number>, positive: Label) {
  const order = Array.from({ length: scores.length }, (_, i) => i);
  order.sort((a, b) => scores[b] - scores[a]);
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  const thresholds: number[] = [];
  let [found, alarms] = [0, 0];
  order.forEach((example, rank) => {
    if (actual[example] === positive) found++;
    else alarms++;
    const tied = rank + 1 < order.length && scores[order[rank + 1]] === scores[example];
    if (tied) return;
    truePositives.push(found);
    falsePositives.push(alarms);
    thresholds.push(scores[example]);
  });
  return { truePositives, falsePositives, thresholds };
}
