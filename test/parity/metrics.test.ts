// lib/evaluate against scikit-learn: fixtures/metrics.json, made by make_metrics.py.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  accuracy,
  classCounts,
  classificationReport,
  confusionMatrix,
  f1,
  type Label,
  precision,
  recall,
  rocAuc,
  rocCurve,
  type ScoreOptions,
  specificity,
} from '../../lib/evaluate';

/** What JSON has no way to write stands as a word. */
type Num = number | 'NaN' | 'Infinity' | '-Infinity';
type Rows = Record<'precision' | 'recall' | 'specificity' | 'f1', Num>;
interface MetricCase {
  name: string;
  actual: Label[];
  predicted: Label[];
  labels: Label[] | null;
  accuracy: number;
  confusionMatrix: number[][];
  classCounts: [[number, number], [number, number]][];
  averages: Record<string, Record<'macro' | 'micro' | 'weighted', Rows>>;
  positive?: Label;
  binary?: Record<string, Rows>;
  report: (Record<'precision' | 'recall' | 'f1-score' | 'support', number> & {
    specificity: number;
  })[];
}
interface Points {
  fpr: Num[];
  tpr: Num[];
  thresholds: Num[];
}
interface CurveCase {
  name: string;
  actual: Label[];
  scores: number[];
  positive: Label;
  curve: Points;
  allPoints: Points;
  auc: Num;
}

const fixture: { metrics: MetricCase[]; curves: CurveCase[] } = JSON.parse(
  readFileSync(path.join(__dirname, 'fixtures', 'metrics.json'), 'utf8'),
);
const scores = { precision, recall, specificity, f1 };

/** Sums may be added in another order; beyond that the numbers are the same. */
function assertClose(actual: number, expected: Num, what: string): void {
  const wanted = Number(expected);
  const same = Object.is(actual, wanted) || Math.abs(actual - wanted) <= 1e-14;
  assert.ok(same, `${what}: ${actual}, scikit-learn has ${expected}`);
}

function assertRow(c: MetricCase, options: ScoreOptions, row: Rows, what: string): void {
  for (const [name, score] of Object.entries(scores)) {
    const value = score(c.actual, c.predicted, options);
    assertClose(value, row[name as keyof Rows], `${what} ${name}`);
  }
}

assert.equal(fixture.metrics.length, 17);
assert.equal(fixture.curves.length, 12);

for (const c of fixture.metrics) {
  test(`metrics: ${c.name}`, () => {
    const labels = c.labels ?? undefined;
    assertClose(accuracy(c.actual, c.predicted), c.accuracy, 'accuracy');
    const matrix = confusionMatrix(c.actual, c.predicted, { labels });
    assert.deepEqual(matrix.counts, c.confusionMatrix);
    const counts = classCounts(c.actual, c.predicted, { labels });
    assert.deepEqual(
      counts.map((n) => [
        [n.trueNegatives, n.falsePositives],
        [n.falseNegatives, n.truePositives],
      ]),
      c.classCounts,
    );
    for (const [zero, averages] of Object.entries(c.averages)) {
      for (const average of ['macro', 'micro', 'weighted'] as const) {
        const options = { average, labels, zeroDivision: Number(zero) };
        assertRow(c, options, averages[average], `${average}, zero division ${zero}:`);
      }
    }
    for (const [zero, row] of Object.entries(c.binary ?? {})) {
      const options = { positive: c.positive, zeroDivision: Number(zero) };
      assertRow(c, options, row, `binary, zero division ${zero}:`);
    }
  });

  test(`report: ${c.name}`, () => {
    const report = classificationReport(c.actual, c.predicted, { labels: c.labels ?? undefined });
    assert.equal(report.classes.length, c.report.length);
    c.report.forEach((row, i) => {
      const ours = report.classes[i];
      assertClose(ours.precision, row.precision, `${ours.label} precision`);
      assertClose(ours.recall, row.recall, `${ours.label} recall`);
      assertClose(ours.specificity, row.specificity, `${ours.label} specificity`);
      assertClose(ours.f1, row['f1-score'], `${ours.label} F1`);
      assert.equal(ours.support, row.support);
    });
    for (const average of ['macro', 'micro', 'weighted'] as const) {
      for (const name of ['precision', 'recall', 'specificity', 'f1'] as const) {
        assertClose(report[average][name], c.averages['0'][average][name], `${average} ${name}`);
      }
    }
  });
}

for (const c of fixture.curves) {
  test(`ROC: ${c.name}`, () => {
    const { positive } = c;
    for (const [dropIntermediate, expected] of [
      [true, c.curve],
      [false, c.allPoints],
    ] as const) {
      const curve = rocCurve(c.actual, c.scores, { positive, dropIntermediate });
      for (const series of ['fpr', 'tpr', 'thresholds'] as const) {
        const wanted = expected[series].map(Number);
        assert.equal(curve[series].length, wanted.length);
        curve[series].forEach((value, i) => {
          // −0 and 0 are one threshold.
          assertClose(value + 0, (wanted[i] + 0) as Num, `${series}[${i}]`);
        });
      }
    }
    assertClose(rocAuc(c.actual, c.scores, { positive }), c.auc, 'AUC');
  });
}
