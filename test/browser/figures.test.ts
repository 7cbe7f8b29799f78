import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import {
  animate,
  barPlot,
  confusionMatrixPlot,
  decisionRegions,
  type FigureLike,
  figureBundle,
  heatmap,
  imageGrid,
  linePlot,
  lossCurves,
  rocPlot,
  scatterPlot,
  scatterPlot3d,
} from '../../lib/plot';
import { launchChromium, noChromium } from './chromium';

/** The HTML form of every kind of figure, in pages with and without Plotly, in Chromium. */

const points = [
  [0, 0],
  [1, 2],
  [2, 1],
];
const classes = { labels: [0, 1, 1], names: ['하나', '둘'] };
const byX = (grid: [number, number][]) => grid.map(([x]) => (x > 1 ? 1 : 0));
const moving = (b: number) =>
  decisionRegions(null, points, { lines: [{ weights: [1, 1], bias: b }] });
const FIGURES: Record<string, FigureLike> = {
  line: linePlot([1, 3, 2]),
  losses: lossCurves({ train: [2, 1], validation: [2, 1.5] }, { logY: true }),
  roc: rocPlot({ model: { fpr: [0, 1], tpr: [0, 1] } }),
  points: scatterPlot(points, { ...classes, text: ['왕', '여왕', '사람'], title: '낱말' }),
  space: scatterPlot3d(points.map(([x, y]) => [x, y, x * y])),
  regions: decisionRegions(byX, points, { ...classes, lines: [{ weights: [1, 0], bias: -1 }] }),
  bars: barPlot(['a', 'b'], { train: [1, 2], test: [2, 1] }, { format: String }),
  confusion: confusionMatrixPlot({
    counts: [
      [3, 1],
      [0, 4],
    ],
    labels: [0, 1],
  }),
  weights: heatmap([[1, -1]], { diverging: true, format: String }),
  images: imageGrid([[0, 1, 1, 0]], { labels: ['7'] }),
  animation: animate([0, -1, -2].map((b) => ({ name: String(-b), figure: moving(b) }))),
};

describe('figures in Chromium', { skip: noChromium() }, () => {
  let browser: Browser;
  let folder: string;
  before(async () => {
    browser = await launchChromium();
    folder = mkdtempSync(path.join(tmpdir(), 'figures-'));
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page of all figures. `head` comes before them. */
  async function open(head: string, tail = ''): Promise<Page> {
    const forms = Object.entries(FIGURES).map(
      ([name, figure]) => `<section id="${name}">${figureBundle(figure)['text/html']}</section>`,
    );
    const file = path.join(folder, 'page.html');
    writeFileSync(
      file,
      `<!doctype html><meta charset="utf-8">${head}<body style="color: #123456">${forms.join('')}${tail}`,
    );
    const page = await browser.newPage();
    page.on('pageerror', (error) => assert.fail(`the page threw: ${error}`));
    await page.goto(pathToFileURL(file).href);
    return page;
  }
  const plotly = `<script src="${pathToFileURL(path.resolve('node_modules/plotly.js-dist/plotly.js')).href}"></script>`;

  for (const [place, head, tail] of [
    ['before the figures', plotly, ''],
    ['after them', '', plotly],
  ]) {
    test(`with Plotly ${place} they draw, and the still pictures go`, async () => {
      const page = await open(head, tail);
      for (const name of Object.keys(FIGURES)) {
        await page.waitForSelector(`#${name} .main-svg`, { timeout: 30_000 });
        await page.waitForSelector(`#${name} img`, { state: 'detached', timeout: 30_000 });
      }
      const fill = await page.$eval('#points .xtick text', (tick) => getComputedStyle(tick).fill);
      assert.equal(fill, 'rgb(18, 52, 86)', 'text takes the page’s own colour');
      await page.close();
    });
  }

  test('Plotly finds no unknown or wrong setting in any of them', async () => {
    const page = await open(plotly);
    for (const [name, figure] of Object.entries(FIGURES)) {
      const plain = figureBundle(figure)['application/vnd.plotly.v1+json'] as FigureLike;
      const faults = await page.evaluate(
        ({ data, layout }) => (globalThis as never as PlotlyGlobal).Plotly.validate(data, layout),
        { data: plain.data as unknown[], layout: plain.layout as unknown },
      );
      // "unused" is a setting of ours without effect in this figure, such as grid lines in none;
      // "dynamic" are the arguments of buttons, which Plotly copies and then calls changed.
      const wrong = (faults ?? []).filter(({ code }) => !['unused', 'dynamic'].includes(code));
      assert.deepEqual(
        wrong.map(({ msg }) => msg),
        [],
        name,
      );
    }
    await page.close();
  });

  test('an animation’s play button moves the line', async () => {
    const page = await open(plotly);
    const line = '#animation .scatterlayer .js-line';
    const path = () => page.$eval(line, (node) => node.getAttribute('d'));
    await page.waitForSelector(line);
    const first = await path();
    await page.locator('#animation .updatemenu-button').first().click();
    await page.waitForFunction(
      ([selector, start]) =>
        document.querySelector(selector as string)?.getAttribute('d') !== start,
      [line, first],
      { timeout: 10_000 },
    );
    await page.close();
  });

  test('without Plotly each shows its still picture, with a summary for screen readers', async () => {
    const page = await open('');
    for (const name of Object.keys(FIGURES)) {
      const still = await page.$eval(`#${name} img`, (img) => {
        const { naturalWidth, complete, alt } = img as HTMLImageElement;
        return { naturalWidth, complete, alt };
      });
      assert.ok(still.complete && still.naturalWidth >= 300, `${name}: ${JSON.stringify(still)}`);
      assert.ok(still.alt.length > 5, name);
    }
    await page.close();
  });
});

interface PlotlyGlobal {
  Plotly: {
    validate(data: unknown[], layout: unknown): { code: string; msg: string }[] | undefined;
  };
}
