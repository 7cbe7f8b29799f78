import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { notebookFiles, ROOT } from '../helpers/notebooks';
import { noChromium } from './chromium';
import { Lab } from './lab';
import type { LabNotebook } from './lab-notebook';

describe('JupyterLab, as npm start opens it', { skip: noChromium() }, () => {
  let lab: Lab;
  before(async () => {
    lab = await Lab.start();
  });
  after(() => lab?.stop());

  const numbered = (prompts: string[]) => prompts.map((_, i) => `[${i + 1}]:`);

  async function allFiguresDrawn(lesson: LabNotebook, atLeast: number) {
    const figures = await lesson.figures();
    assert.ok(figures.length >= atLeast, `${figures.length} figures`);
    for (const [i, { width, height, marks }] of figures.entries()) {
      assert.ok(width > 200 && height > 150, `figure ${i + 1} is ${width} × ${height} pixels`);
      assert.ok(marks > 0, `figure ${i + 1} is empty`);
    }
  }

  test('lesson 1 runs by the menu, draws its figures and shows no error', async () => {
    const file = `notebooks/${notebookFiles().find((name) => name.startsWith('01-'))}`;
    const original = readFileSync(path.join(ROOT, file));
    const lesson = await lab.open(file);
    await lesson.runAll(180_000);
    await lesson.screenshot('lesson-01-end');

    assert.deepEqual(await lesson.errors(), []);
    const prompts = await lesson.prompts();
    assert.deepEqual(prompts, numbered(prompts), 'every cell ran, in order');
    await allFiguresDrawn(lesson, 3);
    assert.deepEqual(lab.pageErrors(), []);
    assert.ok(readFileSync(path.join(ROOT, file)).equals(original), 'the lesson stays as it is');
    await lesson.close();
  });

  test('a cell that fails shows its error and stops the cells after it', async () => {
    const notebook = await lab.open('test/browser/fixtures/failing.ipynb');
    await notebook.runAll();
    const errors = await notebook.errors();
    assert.equal(errors.length, 1);
    assert.match(errors[0], /RangeError: too far/);
    assert.deepEqual(await notebook.prompts(), ['[1]:', '[2]:', '[ ]:']);
    await notebook.close();
  });

  test('a live figure moves, and the stop button ends it and leaves the kernel well', async () => {
    const notebook = await lab.open('test/browser/fixtures/live.ipynb');
    await notebook.runCell(notebook.cell('begin'));
    const endless = notebook.cell('endless');
    await notebook.startCell(endless);
    await endless.locator('.js-plotly-plot .main-svg').first().waitFor();

    // Five pictures a second, with threefold slack.
    const states = await notebook.watchFigure(endless, 10, 6000);
    assert.equal(states.length, 10, `in 6 s the figure was seen in ${states.length} states`);
    assert.deepEqual(
      [...states].sort((a, b) => a - b),
      states,
      'the line only grows',
    );

    const pressed = Date.now();
    await notebook.pressStop();
    await notebook.allDone(30_000);
    const seconds = (Date.now() - pressed) / 1000;
    assert.ok(seconds < 3, `the kernel was idle ${seconds} s after the stop button`);
    const errors = await notebook.errors();
    assert.equal(errors.length, 1);
    assert.match(errors[0], /Interrupted/);

    const turns = Number(await notebook.runCell(notebook.cell('turns')));
    assert.ok(turns > 10, 'what the cell had done is kept');
    assert.equal(Number(await notebook.runCell(notebook.cell('turns'))), turns, 'nothing runs on');
    await notebook.close();
  });

  test('lesson 2: training is watched, stopped, looked at and resumed', async () => {
    const name = notebookFiles().find((file) => file.startsWith('02-'));
    const lesson = await lab.open(`notebooks/${name}`);
    const train = lesson.cell('train');
    await lesson.select(train);
    await lesson.menu('Run', 'Run All Above Selected Cell');
    await lesson.allDone(120_000);
    assert.deepEqual(await lesson.errors(), []);

    // Without an end, so that it is the stop that ends it on any machine.
    await lesson.edit('train', (source) => source.replace(/maxEpochs: \d+/, 'maxEpochs: 100_000'));
    await lesson.startCell(train);
    await train.locator('.js-plotly-plot .main-svg').first().waitFor();
    const states = await lesson.watchFigure(train, 3, 30_000);
    assert.equal(states.length, 3, `in 30 s the loss was seen in ${states.length} states`);
    await lesson.pressStop();
    await lesson.allDone(120_000);
    await lesson.screenshot('lesson-02-stopped');
    const [stopped] = await lesson.errors();
    assert.match(stopped ?? '', /Interrupted/, 'the training was stopped before its end');

    const seen = Number(
      /^after (\d+) iterations/.exec(await lesson.runCell(lesson.cell('peek')))?.[1],
    );
    assert.ok(seen > 0, 'it has trained, and what it has learned can be looked at');

    const twoMore = 'trainer.maxEpochs = trainer.run!.epoch + 2;';
    await lesson.edit('go-on', (source) => `${twoMore}\n${source}`);
    await lesson.select(lesson.cell('go-on'));
    await lesson.menu('Run', 'Run Selected Cell and All Below');
    await lesson.allDone(180_000);
    assert.deepEqual((await lesson.errors()).slice(1), [], 'no error but that of the stop');
    assert.match(await lesson.outputOf('go-on'), /lowest validation loss: 0\.\d+, in epoch \d+/);
    await allFiguresDrawn(lesson, 3);
    await lesson.screenshot('lesson-02-end');
    await lesson.close();
  });
});
