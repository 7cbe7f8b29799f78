// Vectors as good as gensim's: on a text of clusters, the median of five seeds is no worse than gensim's
// worst of five. A model spoiled a little, with first vectors of half the size, does not pass.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { type ClusteredOptions, clusteredText, clusterOf } from '../../bench/word2vec/clustered';
import { neighbourPurity } from '../../bench/word2vec/purity';
import { Word2Vec, type Word2VecOptions } from '../../lib/models/word2vec';

interface Way {
  options: { sg: 0 | 1; epochs: number };
  gensim: number[];
}

const fixture: {
  text: ClusteredOptions;
  firstSentence: string[];
  lastSentence: string[];
  neighbours: number;
  seeds: number[];
  ways: Record<'skip-gram' | 'CBOW', Way>;
} = JSON.parse(readFileSync(path.join(__dirname, 'fixtures/word2vec-quality.json'), 'utf8'));

const sentences = clusteredText(fixture.text);

/** Purity for each seed. */
async function purities(
  options: Partial<Word2VecOptions>,
  { halved = false } = {},
): Promise<number[]> {
  const found: number[] = [];
  for (const seed of fixture.seeds) {
    const model = new Word2Vec({ sentences, minCount: 1, workers: 1, seed, ...options });
    await model.buildVocabulary({ progress: false });
    const { vectors, indexToKey } = model.wv;
    if (halved) vectors.set(vectors.map((x) => x / 2));
    await model.train({ progress: false });
    const { purity, chance } = neighbourPurity(
      vectors,
      indexToKey.map(clusterOf),
      fixture.neighbours,
    );
    assert.ok(chance < 0.04, `chance alone gives ${chance}`);
    found.push(purity);
  }
  return found;
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
const show = (values: number[]) => values.map((value) => value.toFixed(4)).join(', ');

test('the text is the one that gensim had', () => {
  assert.deepEqual(sentences[0], fixture.firstSentence);
  assert.deepEqual(sentences.at(-1), fixture.lastSentence);
});

for (const [name, { options, gensim }] of Object.entries(fixture.ways)) {
  const worst = Math.min(...gensim);
  const ours: [string, Partial<Word2VecOptions>][] = [
    ['one thread', {}],
    ['two threads', { workers: 2 }],
  ];
  if (options.sg === 1) ours.push(['noise shared in a window', { sharedNegatives: true }]);
  describe(name, () => {
    for (const [title, more] of ours) {
      test(`${title}: as good as gensim`, async () => {
        const found = await purities({ ...options, ...more });
        assert.ok(median(found) >= worst, `${show(found)}, gensim has ${show(gensim)}`);
      });
    }

    test('first vectors of ±0.5/D are not', async () => {
      const found = await purities(options, { halved: true });
      assert.ok(median(found) < worst, `${show(found)}, gensim has ${show(gensim)}`);
    });
  });
}
