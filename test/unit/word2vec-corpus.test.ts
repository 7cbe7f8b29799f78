// A text in a file gives the same jobs each time that it is gone through, and others once it changed.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { corpusOf } from '../../lib/models/word2vec/corpus';

const folder = mkdtempSync(path.join(os.tmpdir(), 'word2vec-corpus-'));
after(() => rmSync(folder, { recursive: true }));

async function idsOf(jobs: AsyncIterable<{ ids: Int32Array }>): Promise<number[][]> {
  const found: number[][] = [];
  for await (const { ids } of jobs) found.push([...ids]);
  return found;
}

test('a pass is the same again, from memory and from the file', async () => {
  const file = path.join(folder, 'text.txt');
  const lines = Array.from({ length: 50 }, (_, i) => `a w${i % 7} b w${i % 3}`);
  writeFileSync(file, lines.join('\n'));
  const words = ['a', 'b', 'w1', 'w2'];
  const corpus = corpusOf(file);
  const first = await idsOf(corpus.jobs(words, 20));
  assert.ok(first.length > 5);
  assert.deepEqual(await idsOf(corpus.jobs(words, 20)), first);
  assert.deepEqual(await idsOf(corpusOf(file).jobs(words, 20)), first);
});

test('other words, other jobs and a changed file are read anew', async () => {
  const file = path.join(folder, 'changes.txt');
  writeFileSync(file, 'a b c\na b\n');
  const words = ['a', 'b'];
  const corpus = corpusOf(file);
  assert.deepEqual(await idsOf(corpus.jobs(words, 100)), [[0, 1, -1, 0, 1, -1]]);
  assert.deepEqual(await idsOf(corpus.jobs(['c', 'b', 'a'], 100)), [[2, 1, 0, -1, 2, 1, -1]]);
  assert.deepEqual(await idsOf(corpus.jobs(words, 3)), [
    [0, 1, -1],
    [0, 1, -1],
  ]);
  writeFileSync(file, 'b b b b\n');
  assert.deepEqual(await idsOf(corpus.jobs(words, 100)), [[1, 1, 1, 1, -1]]);
});

test('a pass that was left early is not taken for a whole one', async () => {
  const file = path.join(folder, 'left.txt');
  writeFileSync(file, 'a a\nb b\na b\n');
  const corpus = corpusOf(file);
  const words = ['a', 'b'];
  for await (const _ of corpus.jobs(words, 2)) break;
  assert.equal((await idsOf(corpus.jobs(words, 2))).length, 3);
});
