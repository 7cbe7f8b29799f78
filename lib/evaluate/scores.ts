import { type ClassCounts, classCounts } from './confusion-matrix';
import { checkBinary, checkPairs, type Label } from './labels';

/**
 * 0, 1 or NaN: what a score is when its denominator is 0, which is precision where nothing was
 * predicted as the class, recall where no example has it, specificity where every
 * example has it, F1 where neither happens. NaN also leaves such a class out of an
 * average; an average of nothing but such classes is NaN.
 */
export type ZeroDivision = number;

/** Options of {@link precision}, {@link recall}, {@link specificity} and {@link f1}. */
export interface ScoreOptions {
  /**
   * - 'binary' (default): the score of the class `positive` alone;
   * - 'macro': the mean of the classes' scores, each class as weighty as the next;
   * - 'weighted': their mean, each class weighted by its number of actual examples;
   * - 'micro': one score from the classes' summed counts.
   */
  average?: 'binary' | 'macro' | 'micro' | 'weighted';
  /** The positive class of 'binary': 1 by default. */
  positive?: Label;
  /** The classes that are averaged; by default all that occur. Not for 'binary'. */
  labels?: readonly Label[];
  /** 0 (default), 1 or NaN. */
  zeroDivision?: ZeroDivision;
}

const MANY = "average 'binary' is for two: choose 'macro', 'micro' or 'weighted'";

/** A score's fraction for one class. */
type Ratio = (counts: ClassCounts) => { numerator: number; denominator: number };

const precisionRatio: Ratio = ({ truePositives, falsePositives }) => ({
  numerator: truePositives,
  denominator: truePositives + falsePositives,
});

const recallRatio: Ratio = ({ truePositives, falseNegatives }) => ({
  numerator: truePositives,
  denominator: truePositives + falseNegatives,
});

const specificityRatio: Ratio = ({ trueNegatives, falsePositives }) => ({
  numerator: trueNegatives,
  denominator: trueNegatives + falsePositives,
});

const f1Ratio: Ratio = ({ truePositives, falsePositives, falseNegatives }) => ({
  numerator: 2 * truePositives,
  denominator: 2 * truePositives + falsePositives + falseNegatives,
});

/** The share of examples whose class was predicted rightly, 0 to 1. */
export function accuracy(actual: ArrayLike<Label>, predicted: ArrayLike<Label>): number {
  checkPairs('accuracy', actual, predicted);
  let right = 0;
  for (let i = 0; i < actual.length; i++) if (actual[i] === predicted[i]) right++;
  return right / actual.length;
}

/**
 * Of the examples that were predicted as the class, the share that are of it:
 * TP / (TP + FP), 0 to 1. Equal to scikit-learn's `precision_score`.
 */
export function precision(
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  options: ScoreOptions = {},
): number {
  return score('precision', precisionRatio, actual, predicted, options);
}

/**
 * Of the examples of the class, the share that were predicted so: TP / (TP + FN),
 * 0 to 1; also called sensitivity. Equal to scikit-learn's `recall_score`.
 */
export function recall(
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  options: ScoreOptions = {},
): number {
  return score('recall', recallRatio, actual, predicted, options);
}

/**
 * Of the examples that are not of the class, the share that were not predicted so:
 * TN / (TN + FP), 0 to 1. It is the recall of "not this class".
 */
export function specificity(
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  options: ScoreOptions = {},
): number {
  return score('specificity', specificityRatio, actual, predicted, options);
}

/**
 * The harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN), 0 to 1.
 * Equal to scikit-learn's `f1_score`.
 */
export function f1(
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  options: ScoreOptions = {},
): number {
  return score('f1', f1Ratio, actual, predicted, options);
}

/** The four scores together. */
export interface Scores {
  precision: number;
  recall: number;
  specificity: number;
  f1: number;
}

/** The four scores of one class, or of counts that were summed over classes. */
export function scoresOf(counts: ClassCounts, zeroDivision: ZeroDivision): Scores {
  return {
    precision: divide(precisionRatio(counts), zeroDivision),
    recall: divide(recallRatio(counts), zeroDivision),
    specificity: divide(specificityRatio(counts), zeroDivision),
    f1: divide(f1Ratio(counts), zeroDivision),
  };
}

/** The four scores averaged over classes. */
export function averageScores(
  counts: readonly ClassCounts[],
  average: 'macro' | 'micro' | 'weighted',
  zeroDivision: ZeroDivision,
): Scores {
  const mean = (ratio: Ratio) => averageRatio(ratio, counts, average, zeroDivision);
  return {
    precision: mean(precisionRatio),
    recall: mean(recallRatio),
    specificity: mean(specificityRatio),
    f1: mean(f1Ratio),
  };
}

/** @throws RangeError unless the value is 0, 1 or NaN */
export function checkZeroDivision(where: string, value: ZeroDivision): void {
  if (value !== 0 && value !== 1 && !Number.isNaN(value)) {
    throw new RangeError(`${where}: zeroDivision is ${value}, wanted 0, 1 or NaN`);
  }
}

function score(
  where: string,
  ratio: Ratio,
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  { average = 'binary', positive = 1, labels, zeroDivision = 0 }: ScoreOptions,
): number {
  checkPairs(where, actual, predicted);
  checkZeroDivision(where, zeroDivision);
  switch (average) {
    case 'binary': {
      if (labels) throw new RangeError(`${where}: labels goes with macro, micro or weighted`);
      checkBinary(where, MANY, positive, actual, predicted);
      const [counts] = classCounts(actual, predicted, { labels: [positive] });
      return divide(ratio(counts), zeroDivision);
    }
    case 'macro':
    case 'micro':
    case 'weighted':
      return averageRatio(ratio, classCounts(actual, predicted, { labels }), average, zeroDivision);
    default:
      throw new RangeError(
        `${where}: average is ${String(average)}, wanted binary, macro, micro or weighted`,
      );
  }
}

function averageRatio(
  ratio: Ratio,
  counts: readonly ClassCounts[],
  average: 'macro' | 'micro' | 'weighted',
  zeroDivision: ZeroDivision,
): number {
  if (average === 'micro') return divide(ratio(sumCounts(counts)), zeroDivision);
  const weights = counts.map((each) =>
    average === 'weighted' ? each.truePositives + each.falseNegatives : 1,
  );
  const values = counts.map((each) => divide(ratio(each), zeroDivision));
  const defined = values.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
  if (defined.length === 0) return Number.NaN;
  const total = defined.reduce((sum, i) => sum + weights[i], 0);
  // Without a single actual example all classes weigh the same.
  const weight = (i: number) => (total === 0 ? 1 / defined.length : weights[i] / total);
  return defined.reduce((sum, i) => sum + weight(i) * values[i], 0);
}

function sumCounts(counts: readonly ClassCounts[]): ClassCounts {
  const sum = { ...counts[0] };
  for (const each of counts.slice(1)) {
    sum.truePositives += each.truePositives;
    sum.falsePositives += each.falsePositives;
    sum.falseNegatives += each.falseNegatives;
    sum.trueNegatives += each.trueNegatives;
  }
  return sum;
}

function divide(
  { numerator, denominator }: { numerator: number; denominator: number },
  zeroDivision: ZeroDivision,
): number {
  return denominator === 0 ? zeroDivision : numerator / denominator;
}
