import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  type Cell,
  type Notebook,
  notebookFiles,
  notebookProblems,
  ROOT,
  readNotebook,
} from '../helpers/notebooks';
import { proseHash, translationProblems } from '../helpers/translation';

const read = (file: string) => readNotebook(path.join(ROOT, 'notebooks', file));
const lessons = notebookFiles();

describe('committed notebooks', () => {
  test('there is a first lesson', () => {
    assert.ok(lessons.some((file) => file.startsWith('01-')));
  });

  for (const file of ['', 'solutions', 'ko'].flatMap((folder) => notebookFiles(folder))) {
    test(`${file} keeps the rules`, () => {
      assert.match(path.basename(file), /^\d\d-[a-z0-9-]+\.ipynb$/);
      assert.deepEqual(notebookProblems(read(file)), []);
    });
  }

  for (const file of lessons) {
    test(`${file} has its solutions`, () => {
      assert.ok(existsSync(path.join(ROOT, 'notebooks/solutions', file)));
    });
  }

  for (const file of notebookFiles('ko')) {
    test(`${file} has the code of the English edition and prose that is up to date`, () => {
      const name = path.basename(file);
      assert.ok(lessons.includes(name), `there is no notebooks/${name}`);
      assert.deepEqual(translationProblems(read(name), read(file)), []);
    });
  }
});

function notebook(cells: Cell[]): Notebook {
  const kernelspec = { name: 'typescript', display_name: 'TypeScript', language: 'typescript' };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
}
const prose = (id: string, source: string, translates?: string): Cell => ({
  id,
  cell_type: 'markdown',
  source,
  metadata: translates === undefined ? {} : { translates },
});
const codeCell = (id: string, source: string, rest: Partial<Cell> = {}): Cell => ({
  id,
  cell_type: 'code',
  source,
  metadata: {},
  outputs: [],
  execution_count: null,
  ...rest,
});

describe('the rules for notebooks find what they look for', () => {
  const title = prose('title', '# A lesson');
  const problems = (...cells: Cell[]) => notebookProblems(notebook([title, ...cells]));

  test('a good notebook has no problem', () => {
    const source = "import { Linear } from './lib/nn';\nimport * as tf from '@tensorflow/tfjs';";
    assert.deepEqual(problems(codeCell('imports', source), codeCell('run', 'const a = 1;')), []);
  });

  const bad: Record<string, [Cell[], RegExp]> = {
    'outputs left in': [
      [codeCell('a', '1', { outputs: [{ output_type: 'stream' }] })],
      /\(a\) has outputs/,
    ],
    'an execution count': [[codeCell('a', '1', { execution_count: 3 })], /execution count/],
    'no id': [[{ ...codeCell('a', '1'), id: undefined }], /cell 2 has no id/],
    'one id twice': [[codeCell('a', '1'), codeCell('a', '2')], /another cell has this id/],
    'an import of the kernel': [
      [codeCell('a', "import { x } from './kernel/x';")],
      /imports '\.\/k/,
    ],
    'layers that are not ours': [[codeCell('a', 'tf.layers.dense({});')], /from scratch/],
    'long cells': [[codeCell('a', 'x;\n'.repeat(14))], /1 of 1 code cells/],
    'the big version left on': [[codeCell('a', 'const FULL = true;')], /FULL is on/],
  };
  for (const [name, [cells, expected]] of Object.entries(bad)) {
    test(name, () => {
      const found = problems(...cells);
      assert.equal(found.length, 1, found.join('; '));
      assert.match(found[0], expected);
    });
  }

  test('another kernel, an old format, no title', () => {
    const other = notebook([codeCell('a', '1')]);
    other.metadata = { kernelspec: { name: 'tslab', display_name: 'TypeScript' } };
    other.nbformat_minor = 4;
    const found = notebookProblems(other).join('\n');
    assert.match(found, /kernelspec\.name is tslab/);
    assert.match(found, /kernelspec\.language is undefined/);
    assert.match(found, /format 4\.4/);
    assert.match(found, /no cell has a title/);
  });
});

describe('the rule for Korean editions finds what it looks for', () => {
  const english = notebook([prose('title', '# A line'), codeCell('sum', 'w * x + b')]);
  const hash = proseHash('# A line');
  const title = prose('title', '# 직선', hash);
  const sum = codeCell('sum', 'w * x + b');
  const problems = (...cells: Cell[]) => translationProblems(english, notebook(cells));

  test('a translation that is up to date', () => {
    assert.deepEqual(problems(title, sum), []);
  });
  test('one byte of code that differs', () => {
    assert.deepEqual(problems(title, codeCell('sum', 'w * x + b ')), ['sum: the code differs']);
  });
  test('prose whose English cell has changed', () => {
    const [found] = problems(prose('title', '# 직선', proseHash('# A curve')), sum);
    assert.match(found, /^title: the English cell has changed.*"[0-9a-f]{16}"$/);
  });
  test('prose without a hash', () => {
    assert.match(problems(prose('title', '# 직선'), sum)[0], /translates is missing/);
  });
  test('a cell left out, one too many, another order, another kind', () => {
    assert.deepEqual(problems(title), ['sum: not translated']);
    assert.match(problems(title, sum, codeCell('more', ''))[0], /more: the English edition/);
    assert.deepEqual(problems(sum, title), ['the cells stand in another order']);
    assert.match(problems(title, prose('sum', 'w * x + b'))[0], /is markdown, the English/);
  });
});
