import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT, readNotebook } from '../helpers/notebooks';
import { runNotebook } from '../helpers/run-notebook';

// A small repository of its own: two lessons, of which the second fails at its third cell.

const CELLS = {
  '01-good': ['const a: number = 1;', 'console.log(a + 1);'],
  '02-bad': [
    'const b = 1;',
    'console.log(b);',
    "throw new RangeError('too far');",
    'console.log(2);',
  ],
};

describe('npm run lessons', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'lessons-command-'));
  const built = (name: string) => path.join(root, 'build/lessons', name);
  const originals = new Map<string, string>();
  let lines: string[];
  let failed: number;

  before(async () => {
    for (const shared of ['node_modules', '.venv']) {
      symlinkSync(path.join(ROOT, shared), path.join(root, shared));
    }
    mkdirSync(path.join(root, 'notebooks'));
    for (const [name, sources] of Object.entries(CELLS)) {
      const text = JSON.stringify(notebook(sources));
      originals.set(name, text);
      await writeFile(path.join(root, 'notebooks', `${name}.ipynb`), text);
    }
    const url = pathToFileURL(path.join(ROOT, 'scripts/lessons/run-lessons.mjs')).href;
    const { runLessons } = await import(url);
    let output = '';
    const names = Object.keys(CELLS).map((name) => `${name}.ipynb`);
    failed = await runLessons(root, names, { write: (text: string) => (output += text) });
    lines = output.trimEnd().split('\n');
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  test('each lesson has a line with its time, and its error with the cell', () => {
    assert.match(lines[0], /^01-good +\d+\.\d s {2}ok$/);
    assert.match(lines[1], /^02-bad +\d+\.\d s {2}failed at cell 3: RangeError: too far$/);
    assert.equal(failed, 1);
    assert.equal(lines[2], '1 of 2 failed.');
  });

  test('executed notebooks are written, of the failed lesson as far as it came', () => {
    const good = readNotebook(built('01-good.ipynb'));
    assert.equal(good.cells[1].outputs?.[0].text, '2\n');
    const bad = readNotebook(built('02-bad.ipynb'));
    assert.equal(bad.cells[2].outputs?.[0].output_type, 'error');
    assert.deepEqual(bad.cells[3].outputs, []);
  });

  test('pages are written, without scripts that they do not need', () => {
    for (const name of Object.keys(CELLS)) {
      const html = readFileSync(built(`${name}.html`), 'utf8');
      assert.match(html, /<html lang="en">/);
      assert.ok(
        html.length < 1e6,
        'neither Plotly nor MathJax for a page without figure or formula',
      );
    }
    assert.match(readFileSync(built('02-bad.html'), 'utf8'), /too far/);
  });

  test('the lessons themselves stay as they were', () => {
    for (const [name, text] of originals) {
      assert.equal(readFileSync(path.join(root, 'notebooks', `${name}.ipynb`), 'utf8'), text);
    }
    assert.equal(existsSync(path.join(root, 'notebooks/build')), false);
  });
});

describe('a notebook that does not come to its end', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'no-end-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function run(source: string, timeout?: number) {
    const file = path.join(folder, 'no-end.ipynb');
    await writeFile(file, JSON.stringify(notebook(['1;', source, '2;'])));
    return runNotebook(file, { timeout });
  }

  test('a kernel that dies is an error in the cell that ended it', async () => {
    const { error } = await run("process.kill(process.pid, 'SIGKILL'); while (true) {}");
    assert.deepEqual([error?.cell, error?.ename], [2, 'DeadKernel']);
  });

  test('a cell that takes longer than its limit is an error', async () => {
    const { error } = await run('await new Promise(() => {});', 10);
    assert.deepEqual([error?.cell, error?.ename], [2, 'CellTimeoutError']);
  });
});

function notebook(sources: string[]) {
  const kernelspec = { name: 'typescript', display_name: 'TypeScript', language: 'typescript' };
  const cells = sources.map((source, i) => ({
    id: `cell-${i + 1}`,
    cell_type: 'code',
    source,
    metadata: {},
    outputs: [],
    execution_count: null,
  }));
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}
