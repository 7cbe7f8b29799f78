import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlotData } from 'plotly.js';
import {
  animate,
  barPlot,
  confusionMatrixPlot,
  decisionRegions,
  heatmap,
  imageGrid,
  linePlot,
  lossCurves,
  rocPlot,
  scatterPlot,
  scatterPlot3d,
  trainingCurves,
} from '../../lib/plot';
import { clipLine } from '../../lib/plot/regions';
import { History } from '../../lib/train';

type Trace = Partial<PlotData>;
const traces = (figure: { data: unknown[] }) => figure.data as Trace[];

describe('curves', () => {
  test('losses count epochs from one and mark the lowest validation', () => {
    const figure = lossCurves({ train: [3, 2, 1, 0.5], validation: [3, 2, 1.5, 1.75] });
    const [train, validation, best] = traces(figure);
    assert.deepEqual(train.x, [1, 2, 3, 4]);
    assert.deepEqual(validation.y, [3, 2, 1.5, 1.75]);
    assert.deepEqual([best.x, best.y], [[3], [1.5]]);
    assert.notEqual(train.line?.dash, validation.line?.dash);
    assert.equal(figure.layout.showlegend, true);
  });

  test('typed arrays draw like arrays', () => {
    const [line] = traces(linePlot(Float32Array.of(1, 2, 3)));
    assert.deepEqual(
      [line.x, line.y],
      [
        [0, 1, 2],
        [1, 2, 3],
      ],
    );
  });

  test('lines begin where they are told, on the axes they are told', () => {
    const figure = linePlot([5, 6], { firstX: 1, logX: true });
    assert.deepEqual(traces(figure)[0].x, [1, 2]);
    assert.deepEqual([figure.layout.xaxis?.type, figure.layout.yaxis?.type], ['log', undefined]);
  });

  test('bad losses are refused with their place', () => {
    assert.throws(() => lossCurves({ train: [] }), /train is empty/);
    assert.throws(
      () => lossCurves({ train: [1, Number.NaN] }),
      /train\[1\] is NaN, wanted a finite/,
    );
    assert.throws(
      () => lossCurves({ train: [1, 2], validation: [1] }),
      /validation has 1 entries, wanted 2/,
    );
    assert.throws(
      () => lossCurves({ train: [1, 0] }, { logY: true }),
      /train\[1\] is 0.*logarithmic/,
    );
    assert.throws(() => linePlot([1, 2], { logX: true }), /x\[0\] is 0.*logarithmic/);
    assert.throws(() => linePlot({}), /no series/);
    assert.throws(() => linePlot({ a: [1, 2] }, { x: [1] }), /a has 2 entries, wanted 1/);
  });

  test('ROC curves have guessing’s diagonal and refuse rates outside 0 to 1', () => {
    const [curve, guess] = traces(rocPlot({ model: { fpr: [0, 0, 1], tpr: [0, 1, 1] } }));
    assert.equal(curve.name, 'model (AUC 1.000)');
    assert.deepEqual(
      [guess.x, guess.y],
      [
        [0, 1],
        [0, 1],
      ],
    );
    assert.throws(
      () => rocPlot({ m: { fpr: [0, 1.5], tpr: [0, 1] } }),
      /m\.fpr\[1\] is 1\.5, wanted 0 to 1/,
    );
    assert.throws(
      () => rocPlot({ m: { fpr: [0, 1], tpr: [0, 1, 1] } }),
      /m\.tpr has 3 entries, wanted 2/,
    );
  });
});

describe('training curves', () => {
  const record = (step: number, loss: number) => ({ step, epoch: 1, loss, lr: 0.1 });

  test('average the losses of neighbouring steps and keep every epoch’s validation', () => {
    const history = new History();
    for (let step = 1; step <= 1000; step++) history.steps.push(record(step, step));
    for (const [epoch, valLoss] of [
      [1, 9],
      [2, 7],
      [3, 8],
    ]) {
      history.epochs.push({ epoch, step: epoch * 300, loss: 1, seconds: 1, valLoss });
    }
    const [train, validation, best] = traces(trainingCurves(history));
    assert.equal(train.name, 'train (mean of 4 steps)');
    assert.deepEqual((train.x as number[]).slice(0, 2), [4, 8]);
    assert.deepEqual((train.y as number[]).slice(0, 2), [2.5, 6.5]);
    assert.equal(train.y?.length, 250);
    assert.deepEqual(
      [validation.x, validation.y],
      [
        [300, 600, 900],
        [9, 7, 8],
      ],
    );
    assert.deepEqual([best.x, best.y, best.name], [[600], [7], 'lowest validation: 7.00, epoch 2']);
  });

  test('show a loss that is no number as a gap and say where it began', () => {
    const history = new History();
    history.steps.push(record(1, 2), record(2, Number.NaN), record(3, Number.NaN));
    const [train] = traces(trainingCurves(history));
    assert.deepEqual(train.y, [2, null, null]);
    assert.match(String(train.name), /not finite from step 2/);
  });

  test('refuse a run that has not begun', () => {
    assert.throws(() => trainingCurves(new History()), /no step/);
  });
});

describe('scatter', () => {
  test('one trace a class, with its points, colour and shape', () => {
    const figure = scatterPlot(
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
      { labels: [1, 0, 1], names: ['a', '나'] },
    );
    const [a, b] = traces(figure);
    assert.deepEqual([a.name, a.x, a.y], ['a', [2], [3]]);
    assert.deepEqual([b.name, b.x, b.y], ['나', [0, 4], [1, 5]]);
    assert.notEqual(a.marker?.color, b.marker?.color);
    assert.notEqual(a.marker?.symbol, b.marker?.symbol);
  });

  test('words stay with their points when classes part them', () => {
    const points = [
      [0, 0],
      [1, 1],
      [2, 2],
    ];
    const [a, b] = traces(scatterPlot(points, { labels: [0, 1, 0], text: ['x', 'y', 'z'] }));
    assert.deepEqual([a.text, b.text], [['x', 'z'], ['y']]);
  });

  test('in space too', () => {
    const [trace] = traces(scatterPlot3d([[1, 2, 3]]));
    assert.deepEqual([trace.type, trace.x, trace.y, trace.z], ['scatter3d', [1], [2], [3]]);
    assert.throws(() => scatterPlot3d([[1, 2]]), /points\[0\] has 2 numbers, wanted 3/);
  });

  test('refuses what it cannot place', () => {
    assert.throws(() => scatterPlot([]), /points is empty/);
    assert.throws(() => scatterPlot([[0, 1], [2]]), /points\[1\] has 1 numbers, wanted 2/);
    assert.throws(
      () => scatterPlot([[0, Number.POSITIVE_INFINITY]]),
      /points\[0\]\[1\] is Infinity/,
    );
    assert.throws(
      () => scatterPlot([[0, 1]], { labels: [0, 1] }),
      /labels has 2 entries, wanted 1/,
    );
    assert.throws(
      () => scatterPlot([[0, 1]], { labels: [0.5] }),
      /labels\[0\] is 0\.5, wanted a class/,
    );
    assert.throws(
      () => scatterPlot([[0, 1]], { labels: [2], names: ['a'] }),
      /is 2, but there are 1/,
    );
    assert.throws(() => scatterPlot([[0, 'x']] as unknown as number[][]), /\[1\] is "x"/);
    assert.throws(() => scatterPlot(null as unknown as number[][]), /points is null/);
  });
});

describe('bars and matrices', () => {
  test('bars stand in groups; lying ones begin at the top', () => {
    const [a, b] = traces(barPlot(['x', 'y'], { a: [1, 2], b: [3, 4] }));
    assert.deepEqual(
      [a.x, a.y, b.y],
      [
        ['x', 'y'],
        [1, 2],
        [3, 4],
      ],
    );
    const lying = barPlot(['x', 'y'], [1, 2], { horizontal: true, format: (v) => `${v}!` });
    assert.deepEqual(
      [traces(lying)[0].x, traces(lying)[0].text],
      [
        [1, 2],
        ['1!', '2!'],
      ],
    );
    assert.equal(lying.layout.yaxis?.autorange, 'reversed');
    assert.throws(() => barPlot(['x'], [1, 2]), /values has 2 entries, wanted 1/);
    assert.throws(() => barPlot([], []), /no bars/);
  });

  test('a confusion matrix shows counts, and shares of each row', () => {
    const matrix = {
      counts: [
        [3, 1],
        [0, 0],
      ],
      labels: [0, 1],
    };
    const figure = confusionMatrixPlot(matrix, { names: ['no', 'yes'] });
    const [shares, words] = traces(figure);
    assert.deepEqual(shares.z, [
      [0.75, 0.25],
      [0, 0],
    ]);
    assert.deepEqual(words.text, ['3<br>75.0 %', '1<br>25.0 %', '0', '0']);
    assert.deepEqual([shares.zmin, shares.zmax], [0, 1]);
    assert.deepEqual(figure.layout.yaxis?.ticktext, ['no', 'yes']);
    assert.deepEqual(confusionMatrixPlot(matrix).layout.xaxis?.ticktext, ['0', '1']);
    const plot =
      (counts: number[][], names = ['a', 'b']) =>
      () =>
        confusionMatrixPlot({ counts, labels: [0, 1] }, { names });
    assert.throws(plot([[1, 2]]), /counts\[0\] has 2 numbers, wanted 1/);
    assert.throws(
      plot([
        [1, -2],
        [0, 1],
      ]),
      /counts\[0\]\[1\] is -2, wanted a count/,
    );
    assert.throws(
      plot(
        [
          [1, 2],
          [0, 1],
        ],
        ['a'],
      ),
      /Names has 1 entries/,
    );
  });

  test('a heat map has its first row on top; diverging colours have zero in the middle', () => {
    const figure = heatmap(
      [
        [1, -4],
        [2, 3],
      ],
      { diverging: true },
    );
    assert.equal(figure.layout.yaxis?.autorange, 'reversed');
    assert.deepEqual([traces(figure)[0].zmin, traces(figure)[0].zmax], [-4, 4]);
    assert.equal(figure.data.length, 1);
    assert.throws(() => heatmap([[1, 2], [3]]), /values\[1\] has 1 numbers, wanted 2/);
    assert.throws(() => heatmap([]), /is empty/);
  });

  test('images keep their pixels’ places, with gaps between', () => {
    const figure = imageGrid(
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      { range: [0, 8] },
    );
    assert.deepEqual(traces(figure)[0].z, [
      [null, null, null, null, null],
      [1, 2, null, 5, 6],
      [3, 4, null, 7, 8],
    ]);
    assert.throws(() => imageGrid([[1, 2, 3]]), /3 pixels make no square/);
    assert.throws(
      () => imageGrid([[1, 2, 3]], { shape: [2, 2] }),
      /has 3 pixels, but shape \[2, 2\] has 4/,
    );
    assert.throws(() => imageGrid([[1]], { labels: [] }), /labels has 0 entries, wanted 1/);
  });
});

describe('decision regions', () => {
  const points = [
    [0, 0],
    [1, 1],
  ];
  const right = (grid: [number, number][]) => grid.map(([x]) => (x > 0.5 ? 1 : 0));

  test('ask the model for a grid that fills the box', () => {
    const box: [number, number, number, number] = [0, 1, 0, 2];
    const figure = decisionRegions(right, points, { box, resolution: 4, labels: [0, 1] });
    const [regions, a, b] = traces(figure);
    assert.deepEqual(regions.x, [0.125, 0.375, 0.625, 0.875]);
    assert.deepEqual(regions.y, [0.25, 0.75, 1.25, 1.75]);
    assert.deepEqual(
      regions.z,
      [0, 0, 0, 0].map(() => [0, 0, 1, 1]),
    );
    assert.equal((regions.colorscale as [number, string][])[0][1], a.marker?.color);
    assert.equal((regions.colorscale as [number, string][])[3][1], b.marker?.color);
  });

  test('draw lines cut to the box; one that leaves it keeps an empty trace', () => {
    const box: [number, number, number, number] = [-1, 1, -1, 1];
    assert.deepEqual(clipLine({ weights: [1, 0], bias: -0.5 }, box), [
      [0.5, -1],
      [0.5, 1],
    ]);
    assert.deepEqual(clipLine({ weights: [1, 1], bias: 0 }, box), [
      [-1, 1],
      [1, -1],
    ]);
    assert.ok(
      clipLine({ weights: [1, 1], bias: 9 }, box)
        .flat()
        .every(Number.isNaN),
    );
    assert.ok(
      clipLine({ weights: [0, 0], bias: 1 }, box)
        .flat()
        .every(Number.isNaN),
    );
    const figure = decisionRegions(null, points, {
      lines: [{ weights: [1, 1], bias: 99, name: 'far' }],
    });
    assert.equal(traces(figure)[0].name, 'far');
  });

  test('refuse predictions that are no classes', () => {
    const short = () => [0, 1];
    assert.throws(() => decisionRegions(short, points), /predictions has 2 entries, wanted 10000/);
    const fractions = (grid: unknown[]) => grid.map(() => 0.7);
    assert.throws(
      () => decisionRegions(fractions, points),
      /prediction at \(.*\) is 0\.7, wanted a class/,
    );
    const third = (grid: unknown[]) => grid.map(() => 2);
    assert.throws(
      () => decisionRegions(third, points, { names: ['a', 'b'] }),
      /is 2, wanted .* 0 to 1/,
    );
    assert.throws(() => decisionRegions(right, points, { resolution: 1 }), /resolution is 1/);
    assert.throws(() => decisionRegions(right, points, { box: [1, 0, 0, 1] }), /box must be/);
    assert.throws(
      () => decisionRegions(null, points, { lines: [{ weights: [1], bias: 0 }] }),
      /\.weights has 1 entries/,
    );
  });
});

describe('animation', () => {
  const scene = (name: string, b: number) => ({
    name,
    figure: decisionRegions(
      null,
      [
        [0, 0],
        [1, 1],
      ],
      { labels: [0, 1], lines: [{ weights: [1, 1], bias: b }] },
    ),
  });

  test('stores only what moves, and has a slider step for each picture', () => {
    const figure = animate([scene('0', 0), scene('1', -1)], { label: 'update' });
    assert.deepEqual(
      figure.frames?.map(({ name, traces: moving }) => [name, moving]),
      [
        ['0', [0]],
        ['1', [0]],
      ],
    );
    assert.equal(figure.layout.sliders?.[0].steps?.length, 2);
    assert.equal(figure.data.length, 3);
  });

  test('refuses no pictures, equal names and other numbers of traces', () => {
    assert.throws(() => animate([]), /no pictures/);
    assert.throws(() => animate([scene('a', 0), scene('a', 1)]), /two pictures are called "a"/);
    const other = { name: 'b', figure: linePlot([1, 2]) };
    assert.throws(() => animate([scene('a', 0), other]), /"b" has 1 traces, wanted 3/);
  });
});
