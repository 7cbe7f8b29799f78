import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Random } from '../../lib/random';
import {
  BERT_SPECIAL_TOKENS,
  BertWords,
  loadTokenizer,
  loadVocabTxt,
  saveTokenizer,
  saveVocabTxt,
  WordPiece,
  type WordPieceOptions,
} from '../../lib/text';

function make(tokens: string, options: Partial<WordPieceOptions> = {}): WordPiece {
  const list = [...BERT_SPECIAL_TOKENS, ...tokens.split(' ')];
  return new WordPiece({ ...options, vocab: new Map(list.map((token, id) => [token, id])) });
}

const SETTINGS = {
  cleanText: true,
  handleChineseChars: true,
  stripAccents: null,
  lowercase: true,
} as const;

describe("BERT's words", () => {
  const split = (text: string, options = {}) =>
    new BertWords({ ...SETTINGS, ...options }).split(text).map((word) => word.text);

  test('cleans, folds, strips accents, cuts at marks and Han', () => {
    assert.deepEqual(split('  Héllo,\tWORLD!\u0000\u200b\ufffd x_y'), [
      'hello',
      ',',
      'world',
      '!',
      'x',
      '_',
      'y',
    ]);
    assert.deepEqual(split('大韓 민국', { lowercase: false }), ['大', '韓', '민국']);
    assert.deepEqual(split('Éa', { lowercase: false }), ['Éa']);
    assert.deepEqual(split('Éa', { stripAccents: false }), ['éa']);
    assert.deepEqual(split('Éa', { lowercase: false, stripAccents: true }), ['Ea']);
    assert.deepEqual(split('漢字 x', { handleChineseChars: false }), ['漢字', 'x']);
  });

  test('an uncased model sees Hangul as jamo, each from its whole syllable', () => {
    const [word] = new BertWords(SETTINGS).split('a 한글');
    assert.equal(word.text, 'a');
    const korean = new BertWords(SETTINGS).split('한글')[0];
    assert.equal(korean.text, '한글'.normalize('NFD'));
    assert.deepEqual(korean.starts, [0, 0, 0, 1, 1, 1]);
    assert.deepEqual(korean.ends, [1, 1, 1, 2, 2, 2]);
  });
});

describe('encoding', () => {
  test('the longest pieces from the left: embeddings is em ##bed ##ding ##s', () => {
    const tokenizer = make('here is the sentence i want em ##bed ##ding ##s for . ##b ##e');
    const { tokens, length } = tokenizer.encode('Here is the sentence I want embeddings for.');
    assert.equal(tokens.join(' '), 'here is the sentence i want em ##bed ##ding ##s for .');
    assert.equal(length, 12);
  });

  test('a word that cannot be made is unknown as a whole; so is a very long one', () => {
    const tokenizer = make('a ##a ab');
    assert.deepEqual(tokenizer.encode('abc aa').tokens, ['[UNK]', 'a', '##a']);
    assert.deepEqual(tokenizer.encode('abc aa').offsets[0], [0, 3]);
    assert.equal(tokenizer.encode('a'.repeat(100)).length, 100);
    assert.deepEqual(tokenizer.encode('a'.repeat(101)).tokens, ['[UNK]']);
    assert.throws(() => new WordPiece({ vocab: new Map([['a', 0]]) }), /lacks \[UNK\]/);
  });

  test('special tokens around one text and two, and inside a text', () => {
    const tokenizer = WordPiece.train(['a b a b'], { vocabSize: 20 });
    const pair = tokenizer.encode('a [MASK]', { pair: 'b' });
    assert.deepEqual(pair.tokens, ['[CLS]', 'a', '[MASK]', '[SEP]', 'b', '[SEP]']);
    assert.deepEqual(pair.typeIds, [0, 0, 0, 0, 1, 1]);
    assert.deepEqual(pair.specialTokensMask, [1, 0, 0, 1, 0, 1]);
    assert.deepEqual(pair.offsets, [
      [0, 0],
      [0, 1],
      [2, 8],
      [0, 0],
      [0, 1],
      [0, 0],
    ]);
    assert.deepEqual(tokenizer.encode('a', { addSpecialTokens: false }).tokens, ['a']);
    assert.equal(tokenizer.decode(pair.ids), 'a b');
  });

  test('decoding joins pieces, marks and contractions', () => {
    const tokenizer = make('do ##n not ##es , ! ' + "'s n't it");
    const ids = ['it', "'s", 'do', '##es', "n't", ',', 'not', '!'].map(
      (t) => tokenizer.tokenToId(t)!,
    );
    assert.equal(tokenizer.decode(ids), "it's doesn't, not!");
    const plain = make("it 's", { cleanup: false });
    assert.equal(plain.decode([5, 6]), "it 's");
  });
});

describe('places', () => {
  test('always give the original back', () => {
    const random = new Random(7);
    const pool = [
      'cafe\u0301',
      'É',
      'ß',
      '한글',
      '😀',
      '漢',
      ' ',
      '\u200b',
      '\u0000',
      'İ',
      'a',
      'B',
      '.',
      'ing',
      '\n',
      'ﬁ',
      '\u1112\u1161',
    ];
    for (const lowercase of [true, false]) {
      const tokenizer = WordPiece.train([pool.join(''), pool.join(' '), 'aing Bing aB'], {
        vocabSize: 120,
        minFrequency: 1,
        lowercase,
      });
      const words = new BertWords({ ...SETTINGS, lowercase });
      const normalized = (text: string) =>
        words
          .split(text)
          .map((word) => word.text)
          .join('');
      for (let i = 0; i < 2000; i++) {
        const text = Array.from({ length: random.integer(12) }, () => random.choice(pool)).join('');
        const { tokens, offsets } = tokenizer.encode(text, { addSpecialTokens: false });
        let end = 0;
        let word = '';
        let from = 0;
        for (const [j, token] of tokens.entries()) {
          const [start, stop] = offsets[j];
          assert.ok(start < stop && start >= Math.min(end, from), `${text}: ${token}`);
          const slice = normalized(text.slice(start, stop));
          const piece = token.replace(/^##(?=.)/u, '');
          if (!token.startsWith('##')) [word, from] = ['', start];
          word += token === '[UNK]' ? slice : piece;
          // A piece may be a part of what its characters become (한 is three jamo), never less.
          assert.ok(
            token === '[UNK]' || slice.includes(piece),
            `${text}: ${token} is not in ${slice}`,
          );
          const last = j + 1 === tokens.length || !tokens[j + 1].startsWith('##');
          if (last) assert.equal(normalized(text.slice(from, stop)), word);
          end = stop;
        }
        const shown = offsets.reduce(
          (rest, [start, stop]) =>
            rest.slice(0, start) + ' '.repeat(stop - start) + rest.slice(stop),
          text,
        );
        assert.equal(normalized(shown), '', 'every character that counts belongs to a token');
      }
    }
  });
});

describe('training', () => {
  test('ids: special tokens, letters, letters within, pieces by frequency', () => {
    const tokenizer = WordPiece.train(['hug hug hug pug pug pun'], { vocabSize: 16 });
    assert.deepEqual(
      [...tokenizer.vocab.keys()],
      [
        ...BERT_SPECIAL_TOKENS,
        ...['g', 'h', 'n', 'p', 'u', '##g', '##n', '##u'],
        ...['##ug', 'hug', 'pug'],
      ],
    );
    assert.deepEqual(tokenizer.encode('hug pun', { addSpecialTokens: false }).tokens, [
      'hug',
      'p',
      '##u',
      '##n',
    ]);
  });

  test('Korean words keep their syllables in a cased model', () => {
    const tokenizer = WordPiece.train(['학교에 학교를 학교는 집에 집을'], {
      vocabSize: 40,
      lowercase: false,
    });
    assert.deepEqual(tokenizer.encode('학교에', { addSpecialTokens: false }).tokens, [
      '학교',
      '##에',
    ]);
  });

  test('a limited alphabet leaves out words with rare letters; bad sizes are errors', () => {
    assert.throws(
      () => WordPiece.train('one text', { vocabSize: 30 }),
      /WordPiece.train: texts is one string, wanted an array/,
    );
    const tokenizer = WordPiece.train(['aa aa bb bb ac ac z'], { vocabSize: 30, limitAlphabet: 2 });
    assert.equal(tokenizer.tokenToId('z'), undefined);
    assert.equal(tokenizer.tokenToId('c'), undefined);
    assert.ok(tokenizer.tokenToId('aa') !== undefined);
    assert.throws(() => WordPiece.train(['a'], { vocabSize: 5 }), /above 5/);
  });
});

describe('files', () => {
  test('go out and come back', async (t) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'wordpiece-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const tokenizer = WordPiece.train(['hug hug pug 한글 한글'], {
      vocabSize: 40,
      lowercase: false,
    });
    const json = path.join(folder, 'tokenizer.json');
    await saveTokenizer(tokenizer, json);
    assert.equal(JSON.stringify(await loadTokenizer(json)), JSON.stringify(tokenizer));
    const txt = path.join(folder, 'vocab.txt');
    await saveVocabTxt(tokenizer, txt);
    const read = await loadVocabTxt(txt, { lowercase: false });
    assert.equal(JSON.stringify(read), JSON.stringify(tokenizer));
    writeFileSync(txt, '[UNK]\na\r\na\n');
    await assert.rejects(loadVocabTxt(txt), /vocab\.txt: line 3 repeats "a" of line 2/);
    writeFileSync(json, JSON.stringify({ ...tokenizer.toJSON(), truncation: { max_length: 8 } }));
    await assert.rejects(loadTokenizer(json), /tokenizer\.truncation is .*not supported/);
  });
});
