// Word vectors against gensim, and correlations against SciPy: fixtures/words.json, made by
// make_words.py.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { type Correlation, pearson, spearman } from '../../lib/evaluate';
import { KeyedVectors, type Similar, type WordPair } from '../../lib/models/keyed-vectors';

type Numbers = [correlation: number, pValue: number];
interface Options {
  case_insensitive?: boolean;
  dummy4unknown?: boolean;
  restrict_vocab?: number;
}

const fixture: {
  words: string[];
  vectors: number[];
  mostSimilar: {
    positive: (string | [string, number])[];
    negative: string[];
    topn: number;
    restrict_vocab?: number;
    found: Similar[];
  }[];
  doesntMatch: { words: string[]; found: string }[];
  nSimilarity: { a: string[]; b: string[]; found: number }[];
  pairs: { a: string; b: string; similarity: number; closer: string[]; rank: number }[];
  means: { words: string[]; preNormalize: boolean; postNormalize: boolean; found: number[] }[];
  questions: string;
  analogies: {
    options: Options;
    score: number;
    sections: { section: string; correct: string[][]; incorrect: string[][] }[];
  }[];
  judged: WordPair[];
  correlations: { options: Options; pearson: Numbers; spearman: Numbers; oov: number }[];
  numbers: { x: number[]; y: number[]; pearson: Numbers; spearman: Numbers }[];
} = JSON.parse(readFileSync(path.join(__dirname, 'fixtures', 'words.json'), 'utf8'));

const wv = new KeyedVectors({
  words: fixture.words,
  vectors: Float32Array.from(fixture.vectors),
});
const folder = mkdtempSync(path.join(tmpdir(), 'words-parity-'));
after(() => rmSync(folder, { recursive: true }));

/** gensim adds 32-bit floats, we add doubles. */
const near = (actual: number, expected: number, what: string, tolerance = 2e-6) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, wanted ${expected}`);

function nearCorrelation(actual: Correlation, [r, p]: Numbers, tolerance: number): void {
  near(actual.correlation, r, 'correlation', tolerance);
  // Where r is 1 but for its last bits, p is the root of those.
  const last = Math.abs(r) > 1 - 1e-9 ? 1e-7 : 0;
  near(actual.pValue, p, 'p-value', last + 10 * tolerance * p);
}

test('mostSimilar', () => {
  assert.equal(fixture.mostSimilar.length, 51);
  for (const { positive, negative, topn, restrict_vocab, found } of fixture.mostSimilar) {
    const ours = wv.mostSimilar({ positive, negative, topn, restrictVocab: restrict_vocab });
    const what = JSON.stringify({ positive, negative });
    assert.deepEqual(
      ours.map(([word]) => word),
      found.map(([word]) => word),
      what,
    );
    ours.forEach(([, similarity], i) => {
      near(similarity, found[i][1], what);
    });
  }
});

test('doesntMatch, nSimilarity and mean vectors', () => {
  for (const { words, found } of fixture.doesntMatch) assert.equal(wv.doesntMatch(words), found);
  for (const { a, b, found } of fixture.nSimilarity) near(wv.nSimilarity(a, b), found, `${a}|${b}`);
  for (const { words, found, ...options } of fixture.means) {
    wv.getMeanVector(words, options).forEach((value, i) => {
      near(value, found[i], `mean ${i}`);
    });
  }
});

test('similarity, wordsCloserThan and rank', () => {
  for (const { a, b, similarity, closer, rank } of fixture.pairs) {
    near(wv.similarity(a, b), similarity, `${a}, ${b}`);
    // A vector of zeros has similarity 0 here, and none in gensim.
    const ours = wv.wordsCloserThan(a, b);
    const zero = ours.includes('zero') ? 1 : 0;
    assert.equal(zero, similarity < 0 ? 1 : 0);
    assert.deepEqual(
      ours.filter((word) => word !== 'zero'),
      closer,
    );
    assert.equal(wv.rank(a, b), rank + zero);
  }
});

const optionsOf = (options: Options) => ({
  caseInsensitive: options.case_insensitive,
  dummy4unknown: options.dummy4unknown,
  restrictVocab: options.restrict_vocab,
});

for (const { options, score, sections } of fixture.analogies) {
  test(`evaluateWordAnalogies ${JSON.stringify(options)}`, async () => {
    const file = path.join(folder, 'questions.txt');
    writeFileSync(file, fixture.questions);
    const result = await wv.evaluateWordAnalogies(file, optionsOf(options));
    assert.equal(result.accuracy, score);
    const ours = result.sections.map(({ name, correct, incorrect }) => ({
      section: name,
      correct,
      incorrect,
    }));
    assert.deepEqual(ours, sections);
  });
}

for (const { options, oov, ...expected } of fixture.correlations) {
  test(`evaluateWordPairs ${JSON.stringify(options)}`, async () => {
    const file = path.join(folder, 'pairs.tsv');
    writeFileSync(file, fixture.judged.map((row) => `${row.join('\t')}\n`).join(''));
    const result = await wv.evaluateWordPairs(file, optionsOf(options));
    assert.deepEqual(await wv.evaluateWordPairs(fixture.judged, optionsOf(options)), result);
    near(result.oovRatio, oov, 'out of vocabulary', 1e-12);
    nearCorrelation(result.pearson, expected.pearson, 1e-6);
    nearCorrelation(result.spearman, expected.spearman, 1e-6);
  });
}

test("correlations and their p-values are SciPy's", () => {
  assert.equal(fixture.numbers.length, 9);
  for (const { x, y, ...expected } of fixture.numbers) {
    nearCorrelation(pearson(x, y), expected.pearson, 1e-12);
    nearCorrelation(spearman(x, y), expected.spearman, 1e-12);
  }
});
