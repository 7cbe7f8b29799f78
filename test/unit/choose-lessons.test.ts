import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const FILES = [
  '01-perceptron.ipynb',
  '02-multilayer-network.ipynb',
  'scratch.ipynb',
  'ko/01-perceptron.ipynb',
  'solutions/01-perceptron.ipynb',
];

describe('the words after npm run lessons', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'choose-lessons-'));
  let choose: (words: string[]) => string[];
  before(async () => {
    for (const file of FILES) {
      const full = path.join(root, 'notebooks', file);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, '{}');
    }
    const url = pathToFileURL(path.resolve(__dirname, '../../scripts/lessons/list.mjs')).href;
    const { chooseLessons } = await import(url);
    choose = (words) => chooseLessons(root, words);
  });
  after(() => rmSync(root, { recursive: true }));

  test('none means every lesson in English, and no other notebook', () => {
    assert.deepEqual(choose([]), FILES.slice(0, 2));
  });

  test('numbers, names and paths', () => {
    assert.deepEqual(choose(['02']), [FILES[1]]);
    assert.deepEqual(choose(['2', '01']), [FILES[1], FILES[0]]);
    assert.deepEqual(choose(['01-perc']), [FILES[0]]);
    assert.deepEqual(choose(['notebooks/01-perceptron.ipynb', '01']), [FILES[0]]);
  });

  test('other editions by their folder', () => {
    assert.deepEqual(choose(['ko/01']), [FILES[3]]);
    assert.deepEqual(choose(['ko/']), [FILES[3]]);
    assert.deepEqual(choose(['solutions/1']), [FILES[4]]);
  });

  test('a word that means none is refused, with the lessons there are', () => {
    assert.throws(() => choose(['07']), /"07".*01-perceptron\.ipynb, 02-multilayer/);
    assert.throws(() => choose(['ko/02']), /"ko\/02".*ko\/01-perceptron\.ipynb/);
    assert.throws(() => choose(['fr/01']), /none in notebooks\/fr\//);
  });
});
