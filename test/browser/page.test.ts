import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { runNotebook } from '../helpers/run-notebook';
import { launchChromium, noChromium } from './chromium';

const FIXTURE = path.join(__dirname, 'fixtures/page.ipynb');

describe('a lesson as a page, without a network', { skip: noChromium() }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lesson-page-'));
  const file = path.join(folder, 'page.html');
  const requests: string[] = [];
  const errors: string[] = [];
  let browser: Browser;
  let page: Page;

  before(async () => {
    const run = await runNotebook(FIXTURE, { page: file });
    assert.equal(run.error, null);
    browser = await launchChromium();
    const context = await browser.newContext({ offline: true });
    page = await context.newPage();
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(pathToFileURL(file).href);
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('Plotly draws the figures', async () => {
    const plots = page.locator('.js-plotly-plot');
    await plots.nth(1).locator('.main-svg').first().waitFor();
    assert.equal(await plots.count(), 2);
    for (let i = 0; i < 2; i++) {
      const box = await plots.nth(i).locator('.main-svg').first().boundingBox();
      assert.ok(box && box.width > 200 && box.height > 150, `figure ${i + 1} is too small`);
      assert.ok((await plots.nth(i).locator('.trace').count()) > 0, `figure ${i + 1} is empty`);
    }
    assert.equal(await page.locator('.figure img').count(), 0, 'the still picture is taken away');
  });

  test('formulas are set, inline and displayed, and a price stays a price', async () => {
    await page.locator('mjx-container svg').first().waitFor();
    assert.equal(await page.locator('mjx-container').count(), 3);
    assert.equal(await page.locator('mjx-container[display="true"]').count(), 2);
    assert.equal(await page.locator('mjx-merror, [data-mjx-error]').count(), 0);
    assert.match((await page.locator('body').innerText()) ?? '', /It costs \$5 or \$6\./);
  });

  test('TypeScript is coloured and text output is there', async () => {
    assert.ok((await page.locator('.highlight .kd, .highlight .k').count()) > 0);
    assert.match(await page.locator('.jp-OutputArea').first().innerText(), /안녕/);
  });

  test('each script is written into it once and nothing is asked of a network', () => {
    const html = readFileSync(file, 'utf8');
    assert.equal(html.split('plotly.js v').length - 1, 1);
    assert.deepEqual(
      requests.filter((url) => !/^(file|data|blob):/.test(url)),
      [],
    );
    assert.deepEqual(errors, []);
    assert.equal(/<(script|link|img)[^>]+(src|href)="https?:/.test(html), false);
  });

  test('the window is the whole page: no sideways scrolling', async () => {
    assert.ok(existsSync(file));
    const [wide, view] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    assert.ok(wide <= view, `${wide} pixels wide in a window of ${view}`);
  });
});
