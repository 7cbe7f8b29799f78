// One random stream, three forms: the loops, the kernel on one thread, and tensors at batch 1 give the
// same vectors.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { useDevice } from '../../lib/device';
import { Word2Vec, type Word2VecOptions } from '../../lib/models/word2vec';
import { Random } from '../../lib/random';

type Settings = Omit<Word2VecOptions, 'sentences'>;

/** A text of some words; of a few, they repeat within a window, and noise words within a draw. */
function makeText(words: number, sentences: number): string[][] {
  const random = new Random(5);
  return Array.from({ length: sentences }, () =>
    Array.from(
      { length: 1 + random.integer(12) },
      () => `w${Math.floor(words * random.next() ** 2)}`,
    ),
  );
}

const FEW = makeText(25, 60);
const MANY = makeText(300, 40);
const COMMON: Settings = {
  ...{ vectorSize: 18, window: 3, minCount: 2, sample: 0.05, workers: 1, epochs: 2, seed: 3 },
  ...{ alpha: 0.3, batchWords: 100 }, // so that vectors move far, and the learning rate often falls
};

async function trained(settings: Partial<Word2VecOptions>): Promise<Word2Vec> {
  const model = new Word2Vec({ sentences: FEW, ...COMMON, ...settings });
  await model.train({ progress: false });
  return model;
}

/** The largest difference of two models' vectors, and how far they moved from their start. */
async function compare(settings: Partial<Word2VecOptions>, ...forms: Settings[]) {
  const models = await Promise.all(forms.map((form) => trained({ ...settings, ...form })));
  const [one, two] = models.map((model) => model.wv.vectors);
  const start = new Word2Vec({ sentences: FEW, ...COMMON, ...settings });
  await start.buildVocabulary({ progress: false });
  const largest = (a: Float32Array, b: Float32Array) =>
    a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
  const losses = models.map((model) => model.latestTrainingLoss);
  return {
    difference: largest(one, two),
    moved: largest(one, start.wv.vectors),
    lossRatio: losses[0] / losses[1],
  };
}

const WAYS: [name: string, settings: Settings][] = [
  ['skip-gram, negative sampling', { sg: 1 }],
  ['skip-gram, hierarchical softmax', { sg: 1, hs: 1, negative: 0 }],
  ['CBOW of the mean, negative sampling', { sg: 0 }],
  ['CBOW of the mean, hierarchical softmax', { sg: 0, hs: 1, negative: 0 }],
  ['CBOW of the sum, negative sampling', { sg: 0, cbowMean: 0, alpha: 0.05 }],
  ['CBOW of the sum, hierarchical softmax', { sg: 0, cbowMean: 0, hs: 1, negative: 0 }],
  ['both at once', { sg: 1, hs: 1, negative: 3 }],
  ['CBOW, both at once', { sg: 0, hs: 1, negative: 3 }],
  [
    'many negatives, whole windows, all words',
    { sg: 1, negative: 14, shrinkWindows: false, sample: 0 },
  ],
  ['two negatives, a row of whole vectors', { sg: 1, negative: 2, vectorSize: 32 }],
  ['a row of one number', { sg: 0, vectorSize: 1 }],
];

describe('the fast form on one thread equals the loops', () => {
  for (const [name, settings] of WAYS) {
    test(name, async () => {
      const found = await compare(settings, { form: 'readable' }, { form: 'fast' });
      assert.ok(found.moved > 0.1, `the vectors moved by ${found.moved} only`);
      assert.ok(found.difference < 1e-3, `they differ by ${found.difference}`);
      assert.ok(Math.abs(found.lossRatio - 1) < 1e-3, `losses differ: ${found.lossRatio}`);
    });
  }

  test('shared negatives: two words at a time differ from one after the other by little', async () => {
    const settings: Settings = { sg: 1, sharedNegatives: true, alpha: 0.025 };
    const found = await compare(settings, { form: 'readable' }, { form: 'fast' });
    assert.ok(found.difference < 0.03 * found.moved, `${found.difference} of ${found.moved}`);
  });

  test('it trains in the order of the text: the same numbers each time', async () => {
    const [a, b] = await Promise.all([trained({ sg: 1 }), trained({ sg: 1 })]);
    assert.deepEqual(a.wv.vectors, b.wv.vectors);
    const other = await trained({ sg: 1, seed: 4 });
    assert.notDeepEqual(a.wv.vectors, other.wv.vectors);
  });
});

describe('the tensor form', () => {
  before(() => useDevice('cpu'));

  for (const [name, settings] of WAYS.slice(0, 8)) {
    test(`equals the loops at batch 1: ${name}`, async () => {
      // One noise word at most: of those drawn twice for a word, the second sees what the first did.
      const negative = Math.min(1, settings.negative ?? 1);
      const merged = { ...settings, negative, alpha: 0.1, epochs: 1, batchSize: 1 };
      const found = await compare(merged, { form: 'readable' }, { form: 'tensor' });
      assert.ok(found.moved > 1e-3, `the vectors moved by ${found.moved} only`);
      const bound = Math.min(1e-3, 0.01 * found.moved);
      assert.ok(found.difference < bound, `${found.difference} of ${found.moved}`);
      assert.ok(Math.abs(found.lossRatio - 1) < 1e-3, `losses differ: ${found.lossRatio}`);
    });
  }

  test('with words that are drawn twice now and then, nearly', async () => {
    const settings = { sentences: MANY, sg: 1, minCount: 1, batchSize: 1, epochs: 1 } as const;
    const found = await compare(
      { ...settings, alpha: 0.06 },
      { form: 'readable' },
      { form: 'tensor' },
    );
    assert.ok(found.moved > 5e-3, `the vectors moved by ${found.moved} only`);
    assert.ok(found.difference < 1e-3, `they differ by ${found.difference}`);
  });

  test('a batch that is not full counts no more than it holds', async () => {
    // Both take each job in one batch: about 70 predictions of CBOW.
    const forms: Settings[] = [256, 512].map((batchSize) => ({ form: 'tensor', batchSize }));
    const found = await compare({ sg: 0 }, ...forms);
    assert.ok(found.moved > 0.01, `the vectors moved by ${found.moved} only`);
    assert.ok(found.difference < 1e-5, `they differ by ${found.difference}`);
  });

  test('releases all its tensors', async () => {
    const { numTensors } = tf.memory();
    await trained({ sg: 1, form: 'tensor', batchSize: 32, epochs: 1 });
    assert.equal(tf.memory().numTensors, numTensors);
  });
});
