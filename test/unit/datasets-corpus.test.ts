import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { corpusAnalogies, generateCorpus } from '../../datasets/corpus';
import { Random } from '../../lib/random';

const corpus = generateCorpus({ random: new Random(0) });

/**
 * Word vectors by counting: how much more often than by chance two words stand within
 * five words of each other, where that is more (positive pointwise mutual information;
 * O. Levy and Y. Goldberg, "Linguistic Regularities in Sparse and Explicit Word
 * Representations", CoNLL 2014).
 */
function countVectors(sentences: string[][]): Map<string, Float64Array> {
  const words = [...new Set(sentences.flat())];
  const index = new Map(words.map((word, i) => [word, i]));
  const counts = words.map(() => new Float64Array(words.length));
  const sums = new Float64Array(words.length);
  let total = 0;
  for (const sentence of sentences) {
    const ids = sentence.map((word) => index.get(word)!);
    ids.forEach((a, i) => {
      for (const b of [...ids.slice(Math.max(0, i - 5), i), ...ids.slice(i + 1, i + 6)]) {
        counts[a][b]++;
        sums[a]++;
        total++;
      }
    });
  }
  const vectors = words.map((word, a): [string, Float64Array] => {
    const row = counts[a].map((n, b) => Math.max(0, Math.log((n * total) / (sums[a] * sums[b]))));
    const norm = Math.hypot(...row);
    return [word, row.map((value) => value / norm)];
  });
  return new Map(vectors);
}

/** The word nearest to b − a + c, none of the three. */
function analogy(vectors: Map<string, Float64Array>, a: string, b: string, c: string): string {
  const [va, vb, vc] = [a, b, c].map((word) => vectors.get(word)!);
  const wanted = va.map((value, i) => vb[i] - value + vc[i]);
  let best = -Infinity;
  let answer = '';
  for (const [word, vector] of vectors) {
    if (word === a || word === b || word === c) continue;
    const score = vector.reduce((sum, value, i) => sum + value * wanted[i], 0);
    if (score > best) {
      best = score;
      answer = word;
    }
  }
  return answer;
}

function accuracy(vectors: Map<string, Float64Array>): number {
  const questions = corpusAnalogies().flatMap((section) => section.questions);
  const right = questions.filter(([a, b, c, d]) => analogy(vectors, a, b, c) === d);
  return right.length / questions.length;
}

describe('the small corpus', () => {
  test('sentences are words between single spaces, thousands of them, of about 300 words', () => {
    assert.equal(corpus.length, 20_000);
    for (const sentence of corpus) assert.match(sentence, /^[A-Za-z]+( [A-Za-z]+){3,}$/);
    const vocabulary = new Set(corpus.flatMap((sentence) => sentence.split(' ')));
    assert.equal(vocabulary.size, 309);
    assert.ok(new Set(corpus).size > 1000, 'there is variety');
  });

  test('one seed gives the same sentences, a longer corpus begins with the shorter one', () => {
    const short = generateCorpus({ sentences: 50, random: new Random(0) });
    assert.deepEqual(short, corpus.slice(0, 50));
    assert.notDeepEqual(generateCorpus({ sentences: 50, random: new Random(1) }), short);
  });

  test('he and his go with men, she and her with women', () => {
    for (const sentence of corpus) {
      const words = sentence.split(' ');
      const man = words.some((word) =>
        ['king', 'man', 'boy', 'father', 'he', 'his'].includes(word),
      );
      const woman = words.some((word) => ['queen', 'girl', 'actress', 'she', 'her'].includes(word));
      assert.ok(!(man && woman), sentence);
    }
  });

  test('all questions are about words of the corpus', () => {
    const vocabulary = new Set(corpus.flatMap((sentence) => sentence.split(' ')));
    const sections = corpusAnalogies();
    assert.deepEqual(
      sections.map(({ name, questions }) => [name, questions.length]),
      [
        ['gender', 30],
        ['capital', 132],
        ['food', 132],
        ['young', 56],
        ['past', 90],
        ['participle', 90],
      ],
    );
    for (const word of sections.flatMap(({ questions }) => questions.flat())) {
      assert.ok(vocabulary.has(word), word);
    }
  });

  test('it holds the analogies: counting alone finds queen, bratwurst and nearly all others', () => {
    const vectors = countVectors(corpus.map((sentence) => sentence.split(' ')));
    assert.equal(analogy(vectors, 'man', 'king', 'woman'), 'queen');
    assert.equal(analogy(vectors, 'Japan', 'sushi', 'Germany'), 'bratwurst');
    const score = accuracy(vectors);
    assert.ok(score > 0.95, `${score} of the questions`);
  });

  test('and they are in its order of words: with the words shuffled, nothing is found', () => {
    const shuffled = new Random(1).shuffle(corpus.flatMap((sentence) => sentence.split(' ')));
    const sentences = Array.from({ length: 20_000 }, (_, i) => shuffled.slice(8 * i, 8 * i + 8));
    assert.ok(accuracy(countVectors(sentences)) < 0.1);
  });

  test('a number of sentences that is no whole number is refused', () => {
    const random = new Random(0);
    assert.throws(() => generateCorpus({ sentences: -1, random }), /wanted 0 or more/);
    assert.deepEqual(generateCorpus({ sentences: 0, random }), []);
  });
});
