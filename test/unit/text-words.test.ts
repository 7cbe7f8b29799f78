import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  caseFold,
  ENGLISH_STOP_WORDS,
  KOREAN_STOP_WORDS,
  normalize,
  removeStopWords,
  splitSentences,
  stripAccents,
  tokenizeWords,
  Vocabulary,
  words,
} from '../../lib/text';

describe('normalisation', () => {
  test('composes by default, and other forms when asked', () => {
    assert.equal(normalize('cafe\u0301'), 'caf\u00e9');
    assert.equal(normalize('\u1112\u1161\u11ab\u1100\u1173\u11af'), '한글');
    assert.equal(normalize('ﬁ Ａ①', { form: 'NFKC' }), 'fi A1');
    assert.equal(normalize('ﬁ', {}), 'ﬁ');
    assert.equal(normalize('e\u0301', { form: false }), 'e\u0301');
    assert.equal(normalize('  a \n\u00a0 b ', { collapseSpaces: true }), 'a b');
  });

  test('folding makes US and us one word, unless acronyms are kept', () => {
    const text = 'The US and NATO told us: GPT-2 is I/O.';
    assert.equal(normalize(text, { caseFold: true }), 'the us and nato told us: gpt-2 is i/o.');
    const kept = normalize(text, { caseFold: true, keepAcronyms: true });
    assert.equal(kept, 'the US and NATO told us: GPT-2 is i/o.');
    const loud = normalize('ALL OF US SHOUT', { caseFold: true, keepAcronyms: true });
    assert.equal(loud, 'all of us shout', 'where all is in capitals they mean nothing');
    // What is kept when written is lost again with the stop words: us is one of them.
    assert.deepEqual(removeStopWords(['US', 'trade']), ['trade']);
  });

  test('folding knows ß, the final sigma, and leaves the dotless i', () => {
    assert.equal(caseFold('STRASSE'), caseFold('straße'));
    assert.equal(caseFold('ΣΟΦΟΣ'), caseFold('σοφος'));
    assert.equal(caseFold('σοφος'), 'σοφοσ');
    assert.equal(caseFold('ẞıİ'), 'ssıi\u0307');
    assert.equal(normalize('İ', { caseFold: true }), 'i\u0307'.normalize('NFC'));
  });

  test('accents go, Hangul stays in syllables', () => {
    assert.equal(stripAccents('naïve Übung 한글 강'), 'naive Ubung 한글 강');
    assert.equal(normalize('Ångström', { caseFold: true, stripAccents: true }), 'angstrom');
  });
});

describe('sentences', () => {
  const split = (text: string) => splitSentences(text).map((sentence) => sentence.text);

  test('abbreviations, initials, numbers and dots do not end one', () => {
    assert.deepEqual(split('Dr. Kim met J. Smith at 9 a.m. in Seoul. It cost 3.50. He left...'), [
      'Dr. Kim met J. Smith at 9 a.m. in Seoul.',
      'It cost 3.50.',
      'He left...',
    ]);
    assert.deepEqual(split('See e.g. Fig. 3 and no. 5. He said no. Then he left.'), [
      'See e.g. Fig. 3 and no. 5.',
      'He said no.',
      'Then he left.',
    ]);
    assert.deepEqual(split('So do I. And you?'), ['So do I.', 'And you?']);
  });

  test('quotes and brackets that close belong to the sentence', () => {
    assert.deepEqual(split('"Stop!" he said. (It was late.) "Why?" Nobody knew.'), [
      '"Stop!" he said.',
      '(It was late.)',
      '"Why?"',
      'Nobody knew.',
    ]);
  });

  test('Korean, Japanese and empty lines', () => {
    assert.deepEqual(split('안녕하세요. 저는 학생입니다! 정말요?'), [
      '안녕하세요.',
      '저는 학생입니다!',
      '정말요?',
    ]);
    assert.deepEqual(split('これは本です。あれは？はい。'), [
      'これは本です。',
      'あれは？',
      'はい。',
    ]);
    assert.deepEqual(split('A title\n\nA line\nthat goes on'), ['A title', 'A line\nthat goes on']);
    assert.deepEqual(split('  \n '), []);
  });

  test('places give the sentence back', () => {
    const text = '  😀 Hi there!  나는 갔다. End';
    for (const { text: sentence, start, end } of splitSentences(text)) {
      assert.equal(text.slice(start, end), sentence);
    }
    assert.equal(splitSentences(text).length, 3);
  });
});

describe('words', () => {
  test('marks inside a word stay, others stand alone', () => {
    const tokens = tokenizeWords(`"Don't," said the well-known U.S. man: 3.14, 1,000 at 10:30!`);
    assert.equal(
      tokens.map((token) => token.text).join(' '),
      `" Don't , " said the well-known U.S. man : 3.14 , 1,000 at 10:30 !`,
    );
    assert.deepEqual(words('(Wait... what?) state_of'), ['Wait', 'what', 'state_of']);
    assert.deepEqual(words('mail a.b@c.org or see https://a.org/b?c=1.'), [
      'mail',
      'a.b@c.org',
      'or',
      'see',
      'https://a.org/b?c=1',
    ]);
  });

  test('Korean keeps its particle; scripts can be cut; Han stands alone', () => {
    assert.deepEqual(words('나는 어제 책을 읽었다.'), ['나는', '어제', '책을', '읽었다']);
    assert.deepEqual(words('GPT는 2018년에'), ['GPT는', '2018년에']);
    assert.deepEqual(words('GPT는 AI모델', { splitScripts: true }), ['GPT', '는', 'AI', '모델']);
    assert.deepEqual(words('大韓民國은'), ['大', '韓', '民', '國', '은']);
    const apart = '\u1112\u1161\u11ab\u1100\u1173\u11af'; // conjoining jamo
    assert.deepEqual(words(`${apart} ㅋㅋ`), [apart, 'ㅋㅋ']);
  });

  test('an emoji is one token, however many code points it has', () => {
    const tokens = tokenizeWords('👨‍👩‍👧 👍🏽 🇰🇷 ok😀').map((token) => token.text);
    assert.deepEqual(tokens, ['👨‍👩‍👧', '👍🏽', '🇰🇷', 'ok', '😀']);
  });

  test('places give the token back', () => {
    const text = '한국어 GPT는 "naïve" 😀, don’t…';
    for (const options of [{}, { splitScripts: true }]) {
      for (const { text: token, start, end } of tokenizeWords(text, options)) {
        assert.equal(text.slice(start, end), token);
      }
    }
  });

  test('stop words', () => {
    assert.deepEqual(removeStopWords(['The', 'cat', 'isn’t', 'here']), ['cat']);
    assert.deepEqual(removeStopWords(words('나는 그리고 책을'), KOREAN_STOP_WORDS), ['책을']);
    assert.ok(!ENGLISH_STOP_WORDS.has('cat') && !ENGLISH_STOP_WORDS.has(''));
  });
});

describe('vocabulary', () => {
  const sentences = [
    ['the', 'cat', 'sat'],
    ['the', 'dog', 'sat'],
    ['the', 'cat'],
  ];

  test('ids by frequency, equal ones by their letters', () => {
    const vocabulary = Vocabulary.build(sentences);
    assert.deepEqual([...vocabulary], ['<unk>', 'the', 'cat', 'sat', 'dog']);
    assert.equal(vocabulary.count('the'), 3);
    assert.equal(vocabulary.count('bird'), 0);
    assert.deepEqual(vocabulary.encode(['dog', 'bird']), [4, 0]);
    assert.deepEqual(vocabulary.decode([4, 0]), ['dog', '<unk>']);
  });

  test('minimum count, size and special tokens', () => {
    const options = { minCount: 2, maxSize: 4, specialTokens: ['<pad>', '<unk>'] };
    assert.deepEqual([...Vocabulary.build(sentences, options)], ['<pad>', '<unk>', 'the', 'cat']);
    assert.throws(() => Vocabulary.build(sentences, { minCount: 0 }), /minCount is 0/);
    assert.throws(() => Vocabulary.build(sentences, { maxSize: 0 }), /maxSize is 0/);
    assert.throws(() => Vocabulary.build(['the cat'] as never), /wanted an array of tokens/);
  });

  test('without an unknown token an unknown word is an error', () => {
    const letters = Vocabulary.build([['a', 'b']]);
    assert.throws(() => letters.encode('ab'), /encode: came a string, wanted an array of tokens/);
    const vocabulary = Vocabulary.build(sentences, { unknownToken: null });
    assert.equal(vocabulary.id('the'), 0);
    assert.throws(() => vocabulary.id('bird'), /"bird" is not one of the 4 tokens/);
    assert.throws(() => vocabulary.token(4), /the id is 4, wanted an integer from 0 to 3/);
    assert.throws(() => vocabulary.token(0.5), RangeError);
    assert.throws(() => Vocabulary.build([['']], { unknownToken: null }).id('x'), /"x" is not/);
  });

  test('goes to a file and back; a broken file is a clear error', async (t) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'vocabulary-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'v.json');
    const vocabulary = Vocabulary.build([['한글', '__proto__', 'a\nb', 'constructor']]);
    await vocabulary.save(file);
    assert.deepEqual(readdirSync(folder), ['v.json']);
    const read = await Vocabulary.load(file);
    assert.deepEqual([...read], [...vocabulary]);
    assert.equal(read.count('한글'), 1);
    assert.equal(read.unknownToken, '<unk>');
    writeFileSync(file, '{"format":"perceptron-to-gpt vocabulary 1","tokens":["a"]');
    await assert.rejects(Vocabulary.load(file), /cannot read the vocabulary .*v\.json/);
    writeFileSync(file, JSON.stringify({ format: 'other' }));
    await assert.rejects(Vocabulary.load(file), /not a vocabulary/);
  });
});
