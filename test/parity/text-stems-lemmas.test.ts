// Stems and lemmas against NLTK: fixtures/text.json, made by make_text.py.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { IRREGULAR_FORMS, Lemmatizer, type PartOfSpeech, stem } from '../../lib/text';

const fixture: {
  stems: [word: string, nltk: string, porter: string][];
  lemmas: [form: string, pos: PartOfSpeech, lemma: string][];
} = JSON.parse(readFileSync(path.join(__dirname, 'fixtures', 'text.json'), 'utf8'));

test("2,000 stems are those of Porter's own program, but one", () => {
  assert.equal(fixture.stems.length, 2000);
  const different = fixture.stems.filter(([word, , porter]) => stem(word) !== porter);
  // natural counts "ya" in "ptyal" as two vowels apart, so the word seems long enough to lose -ize.
  assert.deepEqual(
    different.map(([word]) => [word, stem(word)]),
    [['ptyalizing', 'ptyal']],
  );
});

test("NLTK's default differs where its authors changed Porter's rules, and nowhere else", () => {
  const different = fixture.stems.filter(([word, nltk]) => stem(word) !== nltk);
  assert.equal(different.length, 22);
  const changed = [
    /[aeiou]y(s|ed|ing)?$/, // a y after a vowel stays: NLTK pray, essay; Porter prai, essai
    /fully$/, // NLTK wonder; Porter wonderfulli
    /ally$/, // NLTK goes on after -alli: gravit; Porter gravitation
    /^ptyalizing$/, // see above
  ];
  const unexplained = different.filter(([word]) => !changed.some((rule) => rule.test(word)));
  assert.deepEqual(unexplained, []);
});

test('500 regular lemmas, without a difference', () => {
  const lemmatizer = new Lemmatizer();
  assert.equal(fixture.lemmas.length, 500);
  assert.ok(fixture.lemmas.filter(([form, , lemma]) => form !== lemma).length > 450);
  // NLTK has no exception lists here: a form of our table would be no fair comparison.
  assert.ok(fixture.lemmas.every(([form, pos]) => !IRREGULAR_FORMS[pos].has(form)));
  for (const [form, pos, lemma] of fixture.lemmas) {
    assert.equal(lemmatizer.lemmatize(form, pos), lemma, `${form} as ${pos}`);
  }
});
