import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlotData } from 'plotly.js';
import {
  animate,
  colorPicture,
  type Figure,
  graphPlot,
  learningRatePlot,
  linePlot,
  logAxis,
  outlinePlot,
  pathPlot,
  trainingCurves,
} from '../../lib/plot';
import { History, LearningRateSearch } from '../../lib/train';

type Trace = Partial<PlotData>;
const traces = (figure: Figure) => figure.data as Trace[];

describe('logarithmic axes', () => {
  const marks = (values: number[]) => logAxis(values).ticktext;

  test('powers of ten where there are enough of them', () => {
    assert.deepEqual(marks([0.0002, 3, 40]), ['0.001', '0.01', '0.1', '1', '10']);
    assert.deepEqual(marks([1e-6, 1e-3]), ['10⁻⁶', '10⁻⁵', '10⁻⁴', '10⁻³']);
    assert.deepEqual(marks([1e-5, 10]), ['10⁻⁵', '10⁻⁴', '10⁻³', '10⁻²', '10⁻¹', '1', '10¹']);
    assert.equal(marks([1e-9, 1e9]).length, 7);
  });
  test('numbers between them where there are not, each in full', () => {
    assert.deepEqual(marks([0.04, 2.3]), ['0.05', '0.1', '0.2', '0.5', '1', '2']);
    assert.deepEqual(marks([2e-6, 3e-5]), ['2 · 10⁻⁶', '5 · 10⁻⁶', '10⁻⁵', '2 · 10⁻⁵']);
    assert.deepEqual(marks([0.91, 1.19]), ['0.95', '1', '1.05', '1.1', '1.15']);
  });
  test('what has no place on it is passed over', () => {
    assert.deepEqual(marks([0, -3, Number.NaN, 1, 100]), ['1', '10', '100']);
    assert.deepEqual(marks([]), []);
    assert.deepEqual(marks([7]), ['7']);
  });
  test('lines and training curves have them, and marks at given places', () => {
    const figure = linePlot([0.5, 50], { x: [32, 512], logX: true, logY: true, xTicks: [32, 512] });
    assert.deepEqual(figure.layout.xaxis?.ticktext, ['32', '512']);
    assert.equal(figure.layout.xaxis?.type, 'log');
    assert.deepEqual(figure.layout.yaxis?.ticktext, ['0.5', '1', '2', '5', '10', '20', '50']);
    const history = new History();
    for (const [step, loss] of [2, 0.2, Number.NaN].entries()) {
      history.steps.push({ step, epoch: 1, loss, lr: 0.1 });
    }
    const { yaxis } = trainingCurves(history, { logY: true }).layout;
    assert.deepEqual(yaxis?.ticktext, ['0.2', '0.5', '1', '2']);
  });
});

describe('drawings of lessons', () => {
  test('short lines keep every point', () => {
    assert.equal(traces(linePlot([1, 2, 3]))[0].line?.simplify, false);
  });

  test('places on a line are dots, the last of them larger', () => {
    const figure = linePlot([4, 1, 0, 1], {
      places: [
        [0, 4],
        [1, 1],
      ],
      fromZero: true,
    });
    const [, dots] = traces(figure);
    assert.deepEqual(
      [dots.x, dots.y, dots.marker?.size],
      [
        [0, 1],
        [4, 1],
        [6, 14],
      ],
    );
    assert.equal(figure.layout.yaxis?.rangemode, 'tozero');
    assert.throws(() => linePlot([1], { places: [[1, 2, 3]] }), /places\[0\] has 3/);
  });

  test('outlines by name, in a frame that stays the same or holds them', () => {
    const square = [
      [0, 1, 1, 0, 0],
      [0, 0, 1, 1, 0],
    ];
    const figure = outlinePlot({ before: square, after: square }, { reach: 3 });
    assert.deepEqual(
      traces(figure).map(({ name, fill }) => [name, fill]),
      [
        ['before', 'toself'],
        ['after', 'toself'],
      ],
    );
    assert.deepEqual(figure.layout.xaxis?.range, [-3, 3]);
    assert.equal(outlinePlot({ square }).layout.xaxis?.range, undefined);
    assert.throws(() => outlinePlot({ square: [[1, 2]] }), /square has 1 rows, wanted 2/);
    assert.throws(() => outlinePlot({}), /no shape/);
  });

  test('a graph stands in columns, by the longest way', () => {
    // a, b → c = a·b → d = c·a
    const figure = graphPlot([
      { from: [], row: 2, above: 'a' },
      { from: [], row: 0 },
      { from: [0, 1], below: 'rate' },
      { from: [2, 0] },
    ]);
    const [lines, above, below] = traces(figure);
    assert.deepEqual(above.x, [0, 0, 1, 2]);
    assert.deepEqual(above.y, [2, 0, 1, 1.5]);
    assert.deepEqual(
      [above.text, below.text],
      [
        ['a', '', '', ''],
        ['', '', 'rate', ''],
      ],
    );
    assert.deepEqual((lines.x as number[]).slice(0, 6), [0, 1, null, 0, 1, null]);
    assert.throws(() => graphPlot([{ from: [0] }]), /node 0 is made from node 0/);
    assert.throws(() => graphPlot([]), /no nodes/);
  });

  test('paths mark start, end and goal; the longest lies beneath, without dots', () => {
    const long = Array.from({ length: 500 }, (_, i) => [i, i]);
    const short = [
      [0, 0],
      [5, 6],
    ];
    const figure = pathPlot({ short, long }, { goal: [1, 2], goalName: 'the truth' });
    const [first, second, start, ends, goal] = traces(figure);
    assert.deepEqual([first.name, first.mode], ['long', 'lines']);
    assert.deepEqual([second.name, second.mode], ['short', 'lines+markers']);
    assert.deepEqual(
      [start.x, ends.x, ends.y],
      [
        [0, 0],
        [499, 5],
        [499, 6],
      ],
    );
    assert.deepEqual([goal.name, goal.x, goal.y], ['the truth', [1], [2]]);
    assert.throws(() => pathPlot({ none: [] }), /none is empty/);
    assert.throws(() => pathPlot({}), /no path/);
  });

  test('a search of rates shows what was measured, its mean and the suggestion', () => {
    const lrs = Array.from({ length: 30 }, (_, i) => 10 ** (-6 + i / 5));
    const losses = lrs.map((_, i) => (i < 15 ? 2 : 2 - (i - 15) * 0.1));
    const raw = [...losses.slice(0, -1), Number.POSITIVE_INFINITY];
    const figure = learningRatePlot(new LearningRateSearch(lrs, losses, true, raw));
    const [each, mean, dot] = traces(figure);
    assert.deepEqual((each.y as number[]).slice(-2), [raw[28], null]);
    assert.ok(Math.abs((mean.y as number[])[16] - 1.99) < 1e-9, 'of ten, one is 0.1 lower');
    assert.equal(
      dot.name,
      `suggestion: ${lrs[lrs.indexOf((dot.x as number[])[0])].toPrecision(2)}`,
    );
    assert.deepEqual(figure.layout.yaxis?.range, [0, 2.4]);
    assert.equal(figure.layout.xaxis?.type, 'log');
    assert.throws(() => learningRatePlot(new LearningRateSearch([], [], false, [])), /no rate/);
  });

  test('a picture in colour is a PNG', () => {
    const picture = colorPicture([1, 0, 0, 0, 0.5, 2], [1, 2]);
    assert.equal(String(picture), 'Picture (1 × 2 pixels)');
    const display = (picture as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for('Jupyter.display')
    ];
    const png = Buffer.from(display.call(picture)['image/png'], 'base64');
    assert.deepEqual([...png.subarray(1, 4)], [...Buffer.from('PNG')]);
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2, 1]);
    assert.throws(() => colorPicture([1, 2], [1, 1]), /2 entries, wanted 3/);
    assert.throws(() => colorPicture([1, 2, Number.NaN], [1, 1]), /pixels\[2\] is NaN/);
  });

  test('an animation’s slider has its marks where they are given', () => {
    const scenes = ['turn 1', 'turn 2'].map((name, i) => ({
      name,
      figure: linePlot([i, 1]),
      ...(i === 0 ? { mark: 'turn' } : {}),
    }));
    const [slider] = animate(scenes).layout.sliders ?? [];
    assert.deepEqual(
      slider.steps?.map(({ label }) => label),
      ['turn', 'turn 2'],
    );
  });
});
