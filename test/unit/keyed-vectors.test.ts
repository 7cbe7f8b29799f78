import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { KeyedVectors, UnknownWordError } from '../../lib/models/keyed-vectors';
import { Random } from '../../lib/random';

const folder = mkdtempSync(path.join(tmpdir(), 'keyed-vectors-'));
after(() => rmSync(folder, { recursive: true }));

/** Words in a plane, at angles of the clock: the cosines can be told by hand. */
function clock(): KeyedVectors {
  const words = ['twelve', 'one', 'three', 'six', 'nine', 'long', 'zero'];
  const at = (hour: number, length = 1) => [
    length * Math.sin((hour * Math.PI) / 6),
    length * Math.cos((hour * Math.PI) / 6),
  ];
  const vectors = [at(12), at(1), at(3, 2), at(6), at(9), at(1.1, 5), [0, 0]].flat();
  return new KeyedVectors({
    words,
    vectors: Float32Array.from(vectors),
    counts: [70, 60, 50, 40, 30, 20, 10],
  });
}

const close = (a: number, b: number, what = '') =>
  assert.ok(Math.abs(a - b) < 1e-6, `${what} ${a}, ${b}`);

test('vectors are found by word, with their counts', () => {
  const wv = clock();
  assert.equal(wv.size, 7);
  assert.equal(wv.vectorSize, 2);
  assert.equal(wv.indexToKey[2], 'three');
  assert.equal(wv.keyToIndex.get('three'), 2);
  assert.ok(wv.has('six'));
  assert.ok(!wv.has('Six'));
  assert.equal(wv.count('six'), 40);
  close(wv.getVector('three')[0], 2);
  close(wv.getVector('three', { norm: true })[0], 1);
  assert.deepEqual([...wv.getVector('zero', { norm: true })], [0, 0]);
  wv.getVector('six')[1] = 99;
  close(wv.getVector('six')[1], -1, 'a copy is given');
});

test('mostSimilar: nearest directions first, the words put in left out', () => {
  const wv = clock();
  const [first, ...rest] = wv.mostSimilar({ positive: 'one', topn: 3 });
  assert.equal(first[0], 'long');
  close(first[1], Math.cos((0.1 * Math.PI) / 6));
  assert.deepEqual(
    rest.map(([word]) => word),
    ['twelve', 'three'],
  );
  close(rest[0][1], Math.cos(Math.PI / 6));
  const all = wv.mostSimilar({ positive: ['one'], topn: 100 });
  assert.equal(all.length, 6);
  assert.deepEqual(
    all.find(([word]) => word === 'zero'),
    ['zero', 0],
  );
  // 12 and 3 have their mean at half past one, whatever their lengths.
  const mean = wv.mostSimilar({ positive: ['twelve', 'three'], topn: 1 });
  assert.equal(mean[0][0], 'long');
  close(mean[0][1], Math.cos((0.4 * Math.PI) / 6));
  assert.equal(wv.mostSimilar({ positive: 'twelve', negative: 'nine', topn: 1 })[0][0], 'long');
  assert.equal(wv.mostSimilar({ negative: 'twelve', topn: 1 })[0][0], 'six');
  assert.deepEqual(wv.mostSimilar({ positive: 'one', topn: 0 }), []);
});

test('mostSimilar takes vectors, weights and a part of the vocabulary', () => {
  const wv = clock();
  assert.equal(wv.mostSimilar({ positive: [0, -0.1], topn: 1 })[0][0], 'six');
  assert.equal(wv.mostSimilar({ positive: [Float32Array.of(-3, 0)], topn: 1 })[0][0], 'nine');
  assert.equal(wv.mostSimilar({ positive: ['twelve', 0.5], topn: 1 })[0][0], 'one');
  const weighted = wv.mostSimilar({
    positive: [
      ['twelve', 1],
      ['three', 5],
    ],
    topn: 7,
  });
  assert.ok(!weighted.some(([word]) => word === 'three'));
  close(weighted.find(([word]) => word === 'six')![1], -1 / Math.sqrt(26));
  // A weight is taken as it stands, in `negative` too.
  const [away] = wv.mostSimilar({ positive: ['one'], negative: [['twelve', -2]], topn: 1 });
  assert.deepEqual([away], wv.mostSimilar({ positive: ['one', ['twelve', -2]], topn: 1 }));
  const few = wv.mostSimilar({ positive: 'nine', topn: 9, restrictVocab: 2 });
  assert.deepEqual(
    few.map(([word]) => word),
    ['twelve', 'one'],
  );
});

test('equally near words come in the order of their rows, however many are asked for', () => {
  const random = new Random(3);
  const words = Array.from({ length: 500 }, (_, i) => `w${i}`);
  const vectors = Float32Array.from({ length: 1000 }, (_, i) =>
    i % 2 ? 1 : random.integer(9) - 4,
  );
  const wv = new KeyedVectors({ words, vectors });
  const all = wv.mostSimilar({ positive: 'w0', topn: 499 });
  const sorted = [...all].sort((a, b) => b[1] - a[1] || wv.index(a[0]) - wv.index(b[0]));
  assert.deepEqual(all, sorted);
  for (const topn of [1, 2, 7, 100]) {
    assert.deepEqual(wv.mostSimilar({ positive: 'w0', topn }), sorted.slice(0, topn));
  }
});

test('similarity, distance, rank and the odd one out', () => {
  const wv = clock();
  close(wv.similarity('twelve', 'one'), Math.cos(Math.PI / 6));
  close(wv.similarity('one', 'long'), Math.cos((0.1 * Math.PI) / 6));
  close(wv.similarity('one', [0, -1]), -Math.cos(Math.PI / 6));
  assert.equal(wv.similarity('one', 'zero'), 0);
  close(wv.distance('twelve', 'six'), 2);
  const distances = wv.distances('twelve');
  for (const [i, word] of wv.indexToKey.entries()) close(distances[i], wv.distance('twelve', word));
  close(wv.distances('twelve', ['six', 'three'])[1], 1);
  assert.deepEqual(wv.wordsCloserThan('one', 'three'), ['twelve', 'long']);
  assert.equal(wv.rank('one', 'three'), 3);
  assert.equal(wv.rank('one', 'long'), 1);
  assert.equal(wv.doesntMatch(['twelve', 'one', 'six', 'three']), 'six');
  // The means of the vectors themselves: three is twice as long, long five times.
  close(wv.nSimilarity(['twelve', 'three'], ['six']), -1 / Math.sqrt(5));
  const mean = wv.getMeanVector(['twelve', 'three'], { weights: [1, -3] });
  close(mean[0], -3 / 4);
  close(mean[1], 1 / 4);
});

test('changed vectors are looked at anew', () => {
  const wv = clock();
  close(wv.norms[2], 2);
  wv.vectors[4] = 4;
  wv.vectorsChanged();
  close(wv.norms[2], 4);
});

test('an unknown word is named, with those spelled almost so', () => {
  const wv = clock();
  const wrong = (run: () => unknown, message: RegExp) =>
    assert.throws(run, (error) => error instanceof UnknownWordError && message.test(error.message));
  wrong(
    () => wv.getVector('Three'),
    /^the word "Three" is not among the 7 words\. Did you mean "three"\?$/,
  );
  wrong(() => wv.mostSimilar({ positive: ['one', 'treee'] }), /"treee".*"three"/);
  wrong(() => wv.similarity('one', 'ssix'), /"ssix".*"six"/);
  wrong(() => wv.doesntMatch(['one', 'elephant']), /"elephant" is not among the 7 words\.$/);
  wrong(() => wv.nSimilarity(['one'], ['twelv']), /"twelv".*"twelve"/);
  wrong(() => wv.rank('one', 'nune'), /"nune".*"nine"/);
});

test('what does not fit together is refused', () => {
  const wv = clock();
  const vectors = new Float32Array(6);
  assert.throws(() => new KeyedVectors({ words: [], vectors }), /6 numbers for 0 words/);
  assert.throws(
    () => new KeyedVectors({ words: ['a', 'b', 'c', 'd'], vectors }),
    /6 numbers for 4/,
  );
  assert.throws(() => new KeyedVectors({ words: ['a', 'b', 'a'], vectors }), /"a" stands twice/);
  assert.throws(
    () => new KeyedVectors({ words: ['a'], vectors, counts: [1, 2] }),
    /2 counts for 1/,
  );
  assert.throws(() => wv.mostSimilar({}), /no word or vector is given/);
  assert.throws(() => wv.mostSimilar({ positive: [1, 2, 3] }), /a vector of 3 numbers, wanted 2/);
  assert.throws(() => wv.mostSimilar({ positive: 'one', topn: 1.5 }), /topn is 1.5/);
  assert.throws(() => wv.doesntMatch([]), /no word or vector/);
  assert.throws(() => wv.nSimilarity(['one'], []), /no word or vector/);
  assert.throws(() => wv.getMeanVector(['one'], { weights: [1, 2] }), /2 weights for 1 keys/);
  const bare = new KeyedVectors({ words: ['a'], vectors });
  assert.throws(() => bare.count('a'), /came without counts/);
});

/** Capitals apart, "a is to A as b is to B" holds in this plane by construction. */
function square(): KeyedVectors {
  return new KeyedVectors({
    words: ['king', 'queen', 'man', 'woman', 'King', 'apple'],
    vectors: Float32Array.from([2, 1, 0.1, 2, -1, 0.1, 1, 2, 0.1, 1, -2, 0.1, 2, 1, 0.1, 0, 0, 1]),
  });
}

test('analogies: right and wrong by section, unknown words apart', async () => {
  const file = path.join(folder, 'questions.txt');
  writeFileSync(
    file,
    ': people\nman king woman queen\nMan King Woman Queen\n\n: fruit \r\n' +
      'man king woman apple\r\nman king woman pear\n',
  );
  const wv = square();
  const result = await wv.evaluateWordAnalogies(file);
  assert.equal(result.accuracy, 2 / 3);
  assert.equal(result.correct, 2);
  assert.equal(result.total, 3);
  assert.equal(result.unknown, 1);
  assert.deepEqual(result.sections, [
    {
      name: 'people',
      correct: [
        ['MAN', 'KING', 'WOMAN', 'QUEEN'],
        ['MAN', 'KING', 'WOMAN', 'QUEEN'],
      ],
      incorrect: [],
    },
    { name: 'fruit', correct: [], incorrect: [['MAN', 'KING', 'WOMAN', 'APPLE']] },
  ]);
  assert.match(String(result), /people +2 +2 +100\.0 %\nfruit +0 +1 +0\.0 %\ntotal +2 +3 +66\.7 %/);
  const counted = await wv.evaluateWordAnalogies(file, { dummy4unknown: true });
  assert.equal(counted.accuracy, 2 / 4);
  const exact = await wv.evaluateWordAnalogies(file, { caseInsensitive: false });
  assert.equal(exact.total, 2);
  assert.equal(exact.unknown, 2);
  const few = await wv.evaluateWordAnalogies(file, { restrictVocab: 4 });
  assert.equal(few.unknown, 2);
  const sections = [{ name: 'one', questions: [['man', 'king', 'woman', 'queen'] as const] }];
  assert.equal((await wv.evaluateWordAnalogies(sections)).accuracy, 1);
  // Another spelling of a word that was asked is nearer than the answer, and is passed over.
  const vectors = wv.vectors.slice();
  vectors.set([2, -1, 0.1], 3 * wv.index('King'));
  vectors.set([2, -1, 0.4], 3 * wv.index('queen'));
  const spelled = new KeyedVectors({ words: wv.indexToKey, vectors });
  assert.equal((await spelled.evaluateWordAnalogies(sections)).accuracy, 1);
});

test('analogies: a file of another form is an error with its line', async () => {
  const file = path.join(folder, 'wrong.txt');
  const fails = async (text: string, message: RegExp) => {
    writeFileSync(file, text);
    await assert.rejects(square().evaluateWordAnalogies(file), message);
  };
  await fails(': a\nman king woman\n', /wrong\.txt:2: "man king woman", wanted four words/);
  await fails('man king woman queen\n', /wrong\.txt:1: .*wanted a section/);
  await fails('', /holds no questions/);
  await assert.rejects(
    square().evaluateWordAnalogies(path.join(folder, 'none.txt')),
    /cannot read .*none\.txt/,
  );
});

test('an aborted evaluation stops with its reason', async () => {
  const questions = Array.from({ length: 100 }, () => ['man', 'king', 'woman', 'queen'] as const);
  const controller = new AbortController();
  setImmediate(() => controller.abort(new Error('enough')));
  const running = square().evaluateWordAnalogies([{ name: 'many', questions }], {
    signal: controller.signal,
  });
  await assert.rejects(running, /enough/);
});

test('pairs: correlations, unknown words and headings', async () => {
  const file = path.join(folder, 'pairs.tsv');
  writeFileSync(
    file,
    '# judged\nWord 1\tWord 2\tmean\ntwelve\tone\t9\nTwelve\tthree\t5\ntwelve\tsix\t1\nx\tone\t3\n',
  );
  const result = await clock().evaluateWordPairs(file);
  assert.equal(result.pairs, 3);
  assert.equal(result.oovRatio, 25);
  close(result.spearman.correlation, 1);
  // Cosines √3/2, 0, −1 against 9, 5, 1.
  const r = (4 * (Math.sqrt(3) / 2 + 1)) / Math.sqrt(32 * (1.75 - (Math.sqrt(3) / 2 - 1) ** 2 / 3));
  close(result.pearson.correlation, r);
  const counted = await clock().evaluateWordPairs(file, { dummy4unknown: true });
  assert.equal(counted.pairs, 4);
  await assert.rejects(
    clock().evaluateWordPairs([
      ['x', 'y', 1],
      ['one', 'six', 2],
    ]),
    /2 pairs, of which 1 have an unknown word/,
  );
  writeFileSync(file, 'twelve\tone\t9\ntwelve,six,1\n');
  await assert.rejects(
    clock().evaluateWordPairs(file),
    /pairs\.tsv:2: "twelve,six,1", wanted two words/,
  );
});

test('a notebook shows words, counts and neighbours', () => {
  const show = clock() as unknown as Record<symbol, () => Record<string, string>>;
  const bundle = show[Symbol.for('Jupyter.display')]();
  assert.match(bundle['text/plain'], /one +60 +long 1\.00, twelve 0\.87, three 0\.50/);
  assert.match(bundle['text/plain'], /7 words, 2 numbers each/);
  assert.match(bundle['text/html'], /<table>/);
});
