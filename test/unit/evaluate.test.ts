import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  accuracy,
  auc,
  classificationReport,
  confusionMatrix,
  f1,
  precision,
  recall,
  rocAuc,
  rocCurve,
  specificity,
} from '../../lib/evaluate';

// Eight patients: 1 is ill. Worked out by hand: TN 3, FP 1 (type I), FN 2 (type II), TP 2.
const actual = [0, 0, 0, 0, 1, 1, 1, 1];
const predicted = [0, 0, 0, 1, 1, 1, 0, 0];

describe('two classes, by hand', () => {
  test('the confusion matrix has actual rows and predicted columns, the negative class first', () => {
    const { labels, counts, rates } = confusionMatrix(actual, predicted);
    assert.deepEqual(labels, [0, 1]);
    assert.deepEqual(counts, [
      [3, 1],
      [2, 2],
    ]);
    assert.deepEqual(rates, [
      [0.75, 0.25],
      [0.5, 0.5],
    ]);
  });

  test('the scores', () => {
    assert.equal(accuracy(actual, predicted), 5 / 8);
    assert.equal(precision(actual, predicted), 2 / 3);
    assert.equal(recall(actual, predicted), 2 / 4);
    assert.equal(specificity(actual, predicted), 3 / 4);
    assert.equal(f1(actual, predicted), 4 / 7);
  });

  test('typed arrays do as well as arrays', () => {
    const matrix = confusionMatrix(Int32Array.from(actual), Float32Array.from(predicted));
    assert.deepEqual(matrix.counts, confusionMatrix(actual, predicted).counts);
    assert.equal(accuracy(Uint8Array.from(actual), predicted), 5 / 8);
  });

  test('a row without examples has rates of 0', () => {
    assert.deepEqual(confusionMatrix([0, 0], [0, 1]).rates, [
      [0.5, 0.5],
      [0, 0],
    ]);
  });

  test('zero divisions are 0, or what is asked for', () => {
    assert.equal(precision([1, 0], [0, 0]), 0);
    assert.equal(precision([1, 0], [0, 0], { zeroDivision: 1 }), 1);
    assert.equal(precision([1, 0], [0, 0], { zeroDivision: Number.NaN }), Number.NaN);
    assert.equal(recall([0, 0], [0, 1]), 0);
    assert.equal(specificity([1, 1], [0, 1]), 0);
    assert.equal(f1([0, 0], [0, 0]), 0);
  });
});

describe('ROC, by hand', () => {
  test('the curve of four examples', () => {
    const { fpr, tpr, thresholds } = rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
    assert.deepEqual(fpr, [0, 0, 0.5, 0.5, 1]);
    assert.deepEqual(tpr, [0, 0.5, 0.5, 1, 1]);
    assert.deepEqual(thresholds, [Number.POSITIVE_INFINITY, 0.8, 0.4, 0.35, 0.1]);
  });

  test('the area is the share of pairs in the right order, a tie counting half', () => {
    const ill = [3, 2, 2, 5];
    const well = [1, 2, 4];
    let right = 0;
    for (const a of ill) for (const b of well) right += a > b ? 1 : a === b ? 0.5 : 0;
    const labels = [...ill.map(() => 1), ...well.map(() => 0)];
    assert.ok(Math.abs(rocAuc(labels, [...ill, ...well]) - right / 12) < 1e-15);
  });

  test('the area is NaN where a class is missing', () => {
    assert.equal(rocAuc([1, 1], [0.2, 0.3]), Number.NaN);
    assert.equal(rocAuc([0, 0], [0.2, 0.3]), Number.NaN);
  });

  test('auc takes falling x and refuses x that turns back', () => {
    assert.equal(auc([0, 1, 2], [0, 1, 0]), 1);
    assert.equal(auc([2, 1, 0], [0, 1, 0]), 1);
    assert.throws(() => auc([0, 2, 1], [1, 1, 1]), /x turns back at point 2 \(2 to 1\)/);
    assert.throws(() => auc([0], [1]), /1 x and 1 y, wanted as many of each, 2 or more/);
  });
});

describe('the report', () => {
  test('is a table of text that lines up', () => {
    const report = classificationReport(actual, predicted, { names: ['well', '아픔'] });
    assert.equal(
      String(report),
      [
        '                  precision  recall  specificity     F1  support',
        '            well      0.600   0.750        0.500  0.667        4',
        '            아픔      0.667   0.500        0.750  0.571        4',
        '',
        '        accuracy                                  0.625        8',
        '   micro average      0.625   0.625        0.625  0.625        8',
        '   macro average      0.633   0.625        0.625  0.619        8',
        'weighted average      0.633   0.625        0.625  0.619        8',
      ].join('\n'),
    );
  });

  test('shows itself in a notebook, names as text', () => {
    const report = classificationReport(actual, predicted, { names: ['<i>', 'b & c'] });
    const show = (report as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for('Jupyter.display')
    ];
    const bundle = show.call(report);
    assert.equal(bundle['text/plain'], String(report));
    assert.match(bundle['text/html'], /&lt;i&gt;.*b &amp; c.*<td[^>]*>0\.750<\/td>/);
    assert.doesNotMatch(bundle['text/html'], /<i>/);
  });

  test('shows a score that is not defined as a dash', () => {
    const report = classificationReport([0, 0], [0, 1], { zeroDivision: Number.NaN });
    assert.match(String(report), / 1 +0\.000 +– +0\.500/);
  });
});

describe('bad input', () => {
  const calls = {
    accuracy,
    precision,
    recall,
    specificity,
    f1,
    confusionMatrix,
    classificationReport,
  };
  for (const [name, call] of Object.entries(calls)) {
    test(`${name} says what is wrong with its lists`, () => {
      assert.throws(() => call([1, 0], [1]), /: 2 actual labels and 1 predicted ones/);
      assert.throws(() => call([], []), /: there are no labels/);
      assert.throws(() => call([1, Number.NaN], [1, 0]), /actual\[1\] is NaN \(number\)/);
      assert.throws(
        () => call([1, 0], [1, 'a']),
        /predicted\[1\] is a \(string\), wanted a number/,
      );
      assert.throws(
        () => call([1, 0], [0.9, 0.2]),
        /predicted\[0\] is 0.9, wanted a class, a whole number: make classes of probabilities/,
      );
      const missing = [1, undefined as unknown as number];
      assert.throws(() => call([1, 0], missing), /predicted\[1\] is undefined \(undefined\)/);
      assert.throws(
        () => call([true as unknown as number], [1]),
        /actual\[0\] is true \(boolean\)/,
      );
    });
  }

  test('what does not fit two classes is refused with a way out', () => {
    assert.throws(() => f1([0, 1, 2], [0, 1, 2]), /3 classes \(0, 1, 2\).*choose 'macro'/);
    assert.throws(
      () => f1(['a', 'b'], ['a', 'b']),
      /positive class is 1, but the classes are a, b/,
    );
    assert.throws(() => recall([0, 2], [0, 2]), /name it with \{ positive/);
    assert.throws(() => recall([0, 1], [0, 1], { labels: [1] }), /labels goes with macro/);
    assert.throws(() => recall([0], [0], { average: 'mean' as 'macro' }), /average is mean/);
    assert.throws(() => recall([0], [0], { zeroDivision: 2 }), /zeroDivision is 2, wanted 0, 1/);
  });

  test('labels and names must fit', () => {
    assert.throws(() => confusionMatrix([0], [0], { labels: [] }), /labels is empty/);
    assert.throws(() => confusionMatrix([0], [0], { labels: [0, 0] }), /names a class twice/);
    assert.throws(() => confusionMatrix([0], [1], { labels: [1, 2] }), /no example is of .* 1, 2/);
    assert.throws(
      () => confusionMatrix([0], [1], { labels: ['0'] }),
      /labels\[0\] is 0 \(string\)/,
    );
    assert.throws(() => classificationReport([0, 1], [0, 1], { names: ['a'] }), /1 names for 2/);
  });

  test('the ROC curve wants two classes and finite scores', () => {
    assert.throws(() => rocCurve([0, 1], [0.5]), /2 labels and 1 scores/);
    assert.throws(() => rocCurve([0, 1], [0.5, Number.NaN]), /scores\[1\] is NaN/);
    assert.throws(() => rocCurve([0, 1, 2], [1, 2, 3]), /3 classes.*name the positive one/);
    assert.throws(() => rocCurve(['a', 'b'], [1, 2]), /positive class is 1, but the classes are a/);
    assert.throws(() => rocCurve(['a'], [1], { positive: 1 }), /but the classes are such as "a"/);
    assert.throws(() => rocCurve([], []), /no labels/);
  });
});
