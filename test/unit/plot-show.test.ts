import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import {
  animate,
  barPlot,
  decisionRegions,
  figureBundle,
  heatmap,
  LivePlot,
  linePlot,
  live,
  lossCurves,
  scatterPlot3d,
  show,
} from '../../lib/plot';
import { niceTicks } from '../../lib/plot/still/axis';
import { encodePng } from '../../lib/plot/still/png';
import { toSvg } from '../../lib/plot/still/svg';
import type { MimeBundle } from '../../lib/progress';
import { type Callback, History, type TrainingRun } from '../../lib/train';

const PLOTLY = 'application/vnd.plotly.v1+json';
type Message = { type: string; content: { data?: Record<string, unknown>; wait?: boolean } };

/** Runs `body` as if in a notebook's cell, and returns what it sent. */
async function inCell(body: () => void | Promise<void>): Promise<Message[]> {
  const sent: Message[] = [];
  const key = Symbol.for('Jupyter.broadcast');
  const global = globalThis as Record<symbol, unknown>;
  global[key] = (type: string, content: Message['content']) => sent.push({ type, content });
  try {
    await body();
  } finally {
    delete global[key];
  }
  return sent;
}

describe('the bundle', () => {
  const figure = linePlot({ '<b>"&': [1, 0.123456789, 3] }, { title: '</script><!-- 손실' });
  const display = Symbol.for('Jupyter.display');

  test('holds Plotly JSON, HTML and text', () => {
    const forms = (figure as unknown as Record<symbol, () => MimeBundle>)[display]();
    assert.deepEqual(Object.keys(forms), [PLOTLY, 'text/html', 'text/plain']);
    const plain = forms[PLOTLY] as { data: { y: number[] }[]; config: { responsive: boolean } };
    assert.deepEqual(plain.data[0].y, [1, 0.1234568, 3]);
    assert.equal(plain.config.responsive, true);
    assert.match(String(forms['text/plain']), /3 points/);
  });

  test('its HTML cannot be broken out of, and gives back the same figure', () => {
    const html = String(figureBundle(figure)['text/html']);
    assert.equal(html.match(/<\/script/g)?.length, 2);
    assert.ok(!html.includes('<!--'));
    const [, json] = /<script type="application\/json">(.*?)<\/script>/s.exec(html) ?? [];
    assert.deepEqual(JSON.parse(json), figureBundle(figure)[PLOTLY]);
    assert.match(html, /alt="[^"<>]*손실/);
  });

  test('typed arrays and NaN become what JSON can hold', () => {
    const raw = { data: [{ type: 'scatter' as const, y: Float64Array.of(1, Number.NaN) }] };
    const { data } = figureBundle(raw)[PLOTLY] as { data: { y: unknown[] }[] };
    assert.deepEqual(data[0].y, [1, null]);
    assert.throws(() => figureBundle([] as never), /wanted a figure/);
  });

  test('show sends one display_data in a cell, and prints a line elsewhere', async () => {
    const sent = await inCell(() => show(figure));
    assert.deepEqual(
      sent.map(({ type }) => type),
      ['display_data'],
    );
    const write = mock.method(process.stdout, 'write', () => true);
    show(linePlot([1, 2], { title: 'two' }));
    const lines = write.mock.calls.map((call) => String(call.arguments[0]));
    write.mock.restore();
    assert.deepEqual(lines, ['two (scatter: 2 points)\n']);
  });
});

describe('the still picture', () => {
  test('draws lines, bars, words and a legend', () => {
    const svg = toSvg(lossCurves({ train: [2, 1], validation: [2, 1.5] }, { title: '손실 <1>' }));
    assert.match(svg, /손실 /);
    assert.ok(!/<1>/.test(svg));
    assert.equal(svg.match(/<path d="M[\d. ]+L[\d. ]+" fill="none"/g)?.length, 4); // 2 lines, 2 in the legend
    const bars = toSvg(barPlot(['a', 'b'], [1, 2]));
    const heights = [...bars.matchAll(/<rect [^>]*height="([\d.]+)" fill/g)].map(([, h]) =>
      Number(h),
    );
    assert.ok(Math.abs(heights[1] / heights[0] - 2) < 0.01, String(heights));
  });

  test('draws a heat map as a picture of its cells, first row on top', () => {
    const svg = toSvg(
      heatmap(
        [
          [0, 1, 0],
          [1, 0, 0],
        ],
        { range: [0, 1] },
      ),
    );
    const [, base64] = /href="data:image\/png;base64,([^"]+)"/.exec(svg) ?? [];
    const { width, height, pixels } = decode(Buffer.from(base64, 'base64'));
    assert.deepEqual([width, height], [3, 2]);
    const dark = '0,32,76,255';
    const light = '255,233,69,255';
    assert.deepEqual(pixels, [dark, light, dark, light, dark, dark]);
  });

  test('draws points in space, and the last picture of an animation', () => {
    assert.equal(
      toSvg(
        scatterPlot3d([
          [0, 0, 0],
          [1, 1, 1],
        ]),
      ).match(/<circle/g)?.length,
      2,
    );
    const scenes = [0, -1].map((b) => ({
      name: String(b),
      figure: decisionRegions(
        null,
        [
          [0, 0],
          [1, 1],
        ],
        { lines: [{ weights: [1, 0], bias: b }], box: [-1, 2, -1, 2] },
      ),
    }));
    const [moving, last] = [animate(scenes), scenes[1].figure].map(toSvg);
    const line = /<path d="[^"]+" fill="none" stroke="#7d7d7d" stroke-width="3"/;
    assert.equal(
      line.exec(moving)?.[0].split('"')[1].split(' ')[0],
      line.exec(last)?.[0].split('"')[1].split(' ')[0],
    );
  });

  test('says so when it leaves something out', () => {
    assert.match(toSvg({ data: [{ type: 'pie', values: [1, 2] }] }), /need Plotly/);
    assert.doesNotMatch(toSvg({ data: [] }), /need Plotly/);
  });

  test('stays small for many points and cells', () => {
    const points = Array.from({ length: 20000 }, (_, i) => [i, i % 7, i % 5]);
    assert.ok(toSvg(scatterPlot3d(points)).length < 400_000);
    const z = Array.from({ length: 300 }, (_, r) => Array.from({ length: 300 }, (_, c) => r + c));
    assert.ok(toSvg(heatmap(z)).length < 60_000);
  });

  test('has round ticks', () => {
    assert.deepEqual(niceTicks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    assert.deepEqual(niceTicks(-3, 12), [0, 5, 10]);
    assert.deepEqual(niceTicks(0.1, 0.3), [0.1, 0.15, 0.2, 0.25, 0.3]);
  });

  test('its PNG writer refuses ragged rows', () => {
    assert.throws(() => encodePng([[null], []]), /row 1 is not 1 wide/);
    assert.throws(() => encodePng([]), /at least one row/);
  });
});

describe('LivePlot', () => {
  test('draws the running history and ends with the whole of it', async () => {
    const plot = new LivePlot({ title: 'digits' });
    const callback: Callback = plot; // the type check sees that the trainer takes it
    const history = new History();
    const run = { history } as unknown as TrainingRun;
    const sent = await inCell(async () => {
      await callback.onFitStart?.(run);
      for (let step = 1; step <= 3; step++) {
        history.steps.push({ step, epoch: 1, loss: 4 - step, lr: 0.1 });
        await plot.onTrainStepEnd(run);
      }
      history.epochs.push({ epoch: 1, step: 3, loss: 2, seconds: 1, valLoss: 1.5 });
      await plot.onEpochEnd(run);
      await plot.onFitEnd(run);
    });
    const figures = sent.flatMap(({ content: { data } }) => (data ? [data[PLOTLY]] : []));
    const [first, last] = [figures[0], figures.at(-1)] as { data: { y: number[] }[] }[];
    assert.deepEqual(first.data[0].y, [3]);
    assert.deepEqual(last.data[0].y, [3, 2, 1]);
    assert.deepEqual(last.data[1].y, [1.5]);
    assert.ok(sent.at(-1)?.content.data?.['text/html']);
  });

  test('can serve several runs, and shows nothing for one that failed at once', async () => {
    const plot = new LivePlot();
    const run = { history: new History() } as unknown as TrainingRun;
    for (let i = 0; i < 2; i++) {
      const sent = await inCell(async () => {
        await plot.onFitStart();
        await plot.onFitEnd(run);
      });
      assert.deepEqual(sent, []);
    }
  });
});

describe('live', () => {
  const picture = (n: number) => linePlot([n, n]);
  const drawn = (sent: Message[]) =>
    sent
      .filter(({ type }) => type === 'display_data')
      .map(
        ({ content: { data = {} } }) => (data[PLOTLY] as { data: { y: number[] }[] }).data[0].y[0],
      );

  test('draws at most five a second, always clears first, and ends with the last', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    let made = 0;
    const sent = await inCell(() => {
      const plot = live();
      for (let i = 0; i < 100; i++) {
        plot.update(() => {
          made++;
          return picture(i);
        });
        t.mock.timers.tick(10);
      }
      plot.done();
      plot.done();
    });
    assert.deepEqual(drawn(sent), [0, 19, 39, 59, 79, 99, 99]);
    assert.equal(made, 7, 'pictures that are not drawn are not made');
    sent.forEach(({ type, content }, i) => {
      assert.equal(type, i % 2 === 0 ? 'clear_output' : 'display_data');
      if (type === 'clear_output') assert.equal(content.wait, true);
    });
  });

  test('a burst’s last picture is drawn even if nothing follows', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    const sent = await inCell(() => {
      const plot = live();
      plot.update(picture(1));
      plot.update(picture(2));
      plot.update(picture(3));
      t.mock.timers.tick(200);
    });
    assert.deepEqual(drawn(sent), [1, 3]);
  });

  test('a loop that never lets timers run still draws five a second', async (t) => {
    t.mock.timers.enable({ apis: ['Date'] });
    const sent = await inCell(() => {
      const plot = live();
      for (let i = 0; i < 100; i++) {
        plot.update(picture(i));
        t.mock.timers.setTime(Date.now() + 10);
      }
      plot.done();
    });
    assert.deepEqual(drawn(sent), [0, 20, 40, 60, 80, 99]);
  });

  test('only the last picture carries the HTML form', async () => {
    const sent = await inCell(() => {
      const plot = live();
      plot.update(picture(1));
      plot.done();
    });
    const forms = sent.flatMap(({ content }) => (content.data ? [Object.keys(content.data)] : []));
    assert.deepEqual(forms, [
      [PLOTLY, 'text/plain'],
      [PLOTLY, 'text/html', 'text/plain'],
    ]);
  });

  test('outside a notebook prints one line at the end', () => {
    const write = mock.method(process.stdout, 'write', () => true);
    const plot = live();
    plot.update(picture(1));
    plot.update(picture(2));
    plot.done();
    const count = write.mock.callCount();
    write.mock.restore();
    assert.equal(count, 1);
  });

  test('refuses a higher rate and updates after the end', () => {
    assert.throws(() => live({ rate: 6 }), /rate is 6, wanted above 0 and at most 5/);
    const plot = live();
    plot.done();
    assert.throws(() => plot.update(picture(1)), /update after done/);
  });
});

/** Reads back what encodePng wrote (8-bit RGBA, rows without filter). */
function decode(png: Buffer): { width: number; height: number; pixels: string[] } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const length = png.readUInt32BE(33);
  const raw = inflateSync(png.subarray(41, 41 + length));
  const pixels = Array.from({ length: width * height }, (_, i) => {
    const at = Math.floor(i / width) * (1 + 4 * width) + 1 + 4 * (i % width);
    return [...raw.subarray(at, at + 4)].join(',');
  });
  return { width, height, pixels };
}
