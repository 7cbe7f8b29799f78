import { escapeHtml } from '../progress';
import { classCounts } from './confusion-matrix';
import { checkPairs, type Label } from './labels';
import {
  accuracy,
  averageScores,
  checkZeroDivision,
  type Scores,
  scoresOf,
  type ZeroDivision,
} from './scores';

/** One class's line in a {@link ClassificationReport}. */
export interface ClassScores extends Scores {
  label: Label;
  /** The words that stand for the class in the table. */
  name: string;
  /** How many examples are of this class. */
  support: number;
}

/** Options of {@link classificationReport}. */
export interface ReportOptions {
  /** The classes and their order; by default all that occur, sorted. */
  labels?: readonly Label[];
  /** What to call them, in the order of the classes; by default their labels. */
  names?: readonly string[];
  /** 0 (default), 1 or NaN: what a score is when its denominator is 0. */
  zeroDivision?: ZeroDivision;
}

/**
 * Precision, recall, specificity and F1 of each class and their averages. Equal to
 * scikit-learn's `classification_report`, with specificity beside. In a notebook it
 * shows itself as a table; elsewhere `String(report)` is one.
 *
 * @throws when the lists' lengths differ, they are empty, or there are not as many
 *   names as classes
 */
export function classificationReport(
  actual: ArrayLike<Label>,
  predicted: ArrayLike<Label>,
  { labels, names, zeroDivision = 0 }: ReportOptions = {},
): ClassificationReport {
  checkPairs('classificationReport', actual, predicted);
  checkZeroDivision('classificationReport', zeroDivision);
  const counts = classCounts(actual, predicted, { labels });
  if (names && names.length !== counts.length) {
    throw new RangeError(
      `classificationReport: ${names.length} names for ${counts.length} classes ` +
        `(${counts.map((each) => each.label).join(', ')})`,
    );
  }
  const classes = counts.map((each, i) => ({
    label: each.label,
    name: names?.[i] ?? String(each.label),
    ...scoresOf(each, zeroDivision),
    support: each.truePositives + each.falseNegatives,
  }));
  return new ClassificationReport(
    classes,
    actual.length,
    accuracy(actual, predicted),
    averageScores(counts, 'micro', zeroDivision),
    averageScores(counts, 'macro', zeroDivision),
    averageScores(counts, 'weighted', zeroDivision),
  );
}

/** The table that {@link classificationReport} makes. */
export class ClassificationReport {
  constructor(
    /** A line for each class. */
    readonly classes: readonly ClassScores[],
    /** How many examples there are in all. */
    readonly examples: number,
    /** The share of examples predicted rightly. */
    readonly accuracy: number,
    /** From summed counts. */
    readonly micro: Scores,
    /** The mean over classes. */
    readonly macro: Scores,
    /** The mean over classes, weighted by their support. */
    readonly weighted: Scores,
  ) {}

  /** The table as text, numbers with three decimals. */
  toString(): string {
    const rows = [['', ...COLUMNS], ...this.rows()];
    const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => displayWidth(row[c]))));
    const lines = rows.map((row) => row.map((cell, c) => pad(cell, widths[c])).join('  '));
    lines.splice(1 + this.classes.length, 0, '');
    return lines.map((line) => line.trimEnd()).join('\n');
  }

  [Symbol.for('Jupyter.display')](): Record<string, string> {
    const cells = (tag: string, row: readonly string[]) =>
      row.map((cell) => `<${tag} style="text-align:right">${escapeHtml(cell)}</${tag}>`).join('');
    const body = this.rows().map(([name, ...numbers], i) => {
      const line = i === this.classes.length ? ' style="border-top:1px solid currentColor"' : '';
      return `<tr${line}>${cells('th', [name])}${cells('td', numbers)}</tr>`;
    });
    const head = `<thead><tr>${cells('th', ['', ...COLUMNS])}</tr></thead>`;
    return {
      'text/html': `<table>${head}<tbody>${body.join('')}</tbody></table>`,
      'text/plain': this.toString(),
    };
  }

  private rows(): string[][] {
    const counted = this.classes.reduce((sum, each) => sum + each.support, 0);
    const row = (name: string, scores: Scores, support: number) => [
      name,
      ...[scores.precision, scores.recall, scores.specificity, scores.f1].map(decimals),
      String(support),
    ];
    return [
      ...this.classes.map((each) => row(each.name, each, each.support)),
      ['accuracy', '', '', '', decimals(this.accuracy), String(this.examples)],
      row('micro average', this.micro, counted),
      row('macro average', this.macro, counted),
      row('weighted average', this.weighted, counted),
    ];
  }
}

const COLUMNS = ['precision', 'recall', 'specificity', 'F1', 'support'];

function decimals(x: number): string {
  return Number.isNaN(x) ? '–' : x.toFixed(3);
}

function pad(text: string, width: number): string {
  return ' '.repeat(width - displayWidth(text)) + text;
}

/** Columns on a terminal, where Korean, Chinese and Japanese letters take two. */
function displayWidth(text: string): number {
  const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/;
  return Array.from(text).reduce((sum, letter) => sum + (wide.test(letter) ? 2 : 1), 0);
}
