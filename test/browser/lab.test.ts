import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { notebookFiles, ROOT } from '../helpers/notebooks';
import { noChromium } from './chromium';
import { Lab } from './lab';

describe('JupyterLab, as npm start opens it', { skip: noChromium() }, () => {
  let lab: Lab;
  before(async () => {
    lab = await Lab.start();
  });
  after(() => lab?.stop());

  test('lesson 1 runs by the menu, draws its figures and shows no error', async () => {
    const [file] = notebookFiles().map((name) => `notebooks/${name}`);
    const before = readFileSync(path.join(ROOT, file));
    const lesson = await lab.open(file);
    await lesson.runAll();
    await lesson.screenshot('lesson-01-end');

    assert.deepEqual(await lesson.errors(), []);
    const prompts = await lesson.prompts();
    assert.ok(prompts.length > 0);
    assert.deepEqual(
      prompts,
      prompts.map((_, i) => `[${i + 1}]:`),
      'every cell ran, in order',
    );

    const figures = await lesson.figures();
    assert.ok(figures.length >= 3, `${figures.length} figures`);
    for (const [i, figure] of figures.entries()) {
      assert.ok(figure.width > 200 && figure.height > 150, `figure ${i + 1} is too small`);
      assert.ok(figure.marks > 0, `figure ${i + 1} is empty`);
      if (i === 0) await lesson.screenshot('lesson-01-figure');
    }
    assert.deepEqual(lab.pageErrors(), []);
    assert.ok(readFileSync(path.join(ROOT, file)).equals(before), 'the lesson stays as it is');
  });
});
