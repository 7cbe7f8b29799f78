import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { testData } from '../helpers/datasets';
import { ROOT } from '../helpers/notebooks';
import { runNotebook } from '../helpers/run-notebook';

const mnist = testData('mnist');

/** A copy of a lesson with its switch FULL on. */
function fullVersion(lesson: string, folder: string): string {
  const notebook = JSON.parse(readFileSync(path.join(ROOT, 'notebooks', lesson), 'utf8'));
  const off = 'const FULL = false;';
  const cell = notebook.cells.find((one: { id: string }) => one.id === 'switch');
  assert.equal([cell.source].flat().join(''), off);
  cell.source = off.replace('false', 'true');
  const file = path.join(folder, lesson);
  writeFileSync(file, JSON.stringify(notebook));
  return file;
}

test('lesson 02 on MNIST: the median test accuracy of seeds 0 to 4 is 92 % or more', {
  skip: mnist.skip,
}, async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = fullVersion('02-multilayer-network.ipynb', folder);
  process.env.DATASETS = path.dirname(mnist.folder);
  const run = await runNotebook(file, { timeout: 300 });
  assert.equal(run.error, null, run.error?.evalue);
  const printed = run.notebook.cells
    .flatMap((cell) => cell.outputs ?? [])
    .map((output) => output.text ?? '')
    .join('');
  assert.match(printed, /MNIST: [\d,]+ training/);
  const median = Number(/median ([\d.]+) %/.exec(printed)?.[1]);
  t.diagnostic(`median ${median} %`);
  assert.ok(median >= 92, `the median is ${median} %`);
});
