import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Random } from '../../lib/random';
import {
  BYTE_LETTERS,
  ByteLevelBPE,
  loadBPEFiles,
  loadTokenizer,
  preTokenize,
  saveBPEFiles,
  saveTokenizer,
  specialToken,
  toByteLetters,
} from '../../lib/text';

const TEXTS = [
  'low low low low low lower lower newest newest newest newest newest newest widest widest widest',
  '나는 학생입니다. 나는 어제 피자를 먹었다. 너는 학생입니까?',
];

describe('byte-level steps', () => {
  test("GPT-2's letters for bytes", () => {
    assert.equal(new Set(BYTE_LETTERS).size, 256);
    assert.equal(BYTE_LETTERS[0x20], 'Ġ');
    assert.equal(BYTE_LETTERS[0x0a], 'Ċ');
    assert.equal(BYTE_LETTERS[0x41], 'A');
    assert.equal(BYTE_LETTERS[0xad], 'Ń', 'the soft hyphen is not printable');
    assert.equal(toByteLetters(' é한'), 'ĠÃ©íķľ');
  });

  test("GPT-2's pattern: a space goes with the word after it, contractions stand apart", () => {
    assert.deepEqual(preTokenize("I'll  don't  2018년 !!\n x\u0085"), [
      'I',
      "'ll",
      ' ',
      ' don',
      "'t",
      ' ',
      ' 2018',
      '년',
      ' !!',
      '\n',
      ' x',
      '\u0085', // white space to Unicode, not to \s of JavaScript
    ]);
    assert.deepEqual(preTokenize(''), []);
  });
});

describe('training', () => {
  test('joins the most frequent pairs first; equal ones by their ids', () => {
    const bpe = ByteLevelBPE.train([TEXTS[0]], { vocabSize: 263, specialTokens: [] });
    const merges = bpe.merges.map((pair) => pair.join('+'));
    // Counted by hand: es 9, st 9 (then es+t 9), Ġ+l 6, lo 7, ow 7, …; e < s, so e+s before s+t.
    assert.deepEqual(merges.slice(0, 4), ['e+s', 'es+t', 'l+o', 'lo+w']);
    assert.equal(bpe.vocabSize, 263);
    assert.equal(bpe.encode('low').tokens.join(' '), 'low');
  });

  test('the same texts give the same tokenizer; special tokens have the first ids', () => {
    const options = { vocabSize: 300, specialTokens: ['<|endoftext|>', '<pad>'] };
    const first = ByteLevelBPE.train(TEXTS, options);
    assert.equal(JSON.stringify(first), JSON.stringify(ByteLevelBPE.train(TEXTS, options)));
    assert.equal(first.tokenToId('<|endoftext|>'), 0);
    assert.equal(first.tokenToId('<pad>'), 1);
    assert.equal(first.tokenToId('!'), 2);
  });

  test('minimum frequency stops it, and a size too small is an error', () => {
    assert.throws(
      () => ByteLevelBPE.train('one text', { vocabSize: 300 }),
      /ByteLevelBPE.train: texts is one string, wanted an array/,
    );
    const bpe = ByteLevelBPE.train(['ab ab cd'], { vocabSize: 400, specialTokens: [] });
    assert.deepEqual(bpe.merges, [['a', 'b']]);
    assert.throws(() => ByteLevelBPE.train(TEXTS, { vocabSize: 256 }), /at least 257/);
  });
});

describe('encoding and decoding', () => {
  const bpe = ByteLevelBPE.train(TEXTS, { vocabSize: 330 });

  test('decode(encode(x)) is x for 10,000 strings of every kind', () => {
    const random = new Random(5);
    const kinds: (() => string)[] = [
      () => String.fromCharCode(random.integer(128)),
      () => random.choice(['low', 'er', ' newest', '나는', ' 학생', "'ll", '  ', '\r\n', '\t']),
      () => String.fromCharCode(0xac00 + random.integer(11172)), // syllables
      () => String.fromCharCode(0x1100 + random.integer(256)), // jamo
      () => String.fromCharCode(0x300 + random.integer(0x70)), // combining marks
      () => String.fromCodePoint(0x1f300 + random.integer(0x400)), // emoji
      () =>
        random.choice(['\u200d', '\ufe0f', '\ufeff', '\ufffd', '\u0085', '\u2028', '\0', '\u00ad']),
      () => {
        const code = random.integer(0x110000 - 0x800);
        return String.fromCodePoint(code < 0xd800 ? code : code + 0x800); // any but surrogates
      },
    ];
    for (let i = 0; i < 10_000; i++) {
      const text = Array.from({ length: random.integer(20) }, () => random.choice(kinds)()).join(
        '',
      );
      const { ids, offsets } = bpe.encode(text);
      assert.equal(bpe.decode(ids), text);
      // Places cover the text without gaps, and only parts of one character share a place.
      let end = 0;
      for (const [from, to] of offsets) {
        assert.ok(
          from === end || (from < end && to === end) || from === end - 1 || from === end - 2,
        );
        end = Math.max(end, to);
      }
      assert.equal(end, text.length);
    }
  });

  test('a word of 120,000 letters is no trouble', () => {
    const long = 'newest'.repeat(20_000);
    const { ids } = bpe.encode(long);
    assert.equal(bpe.decode(ids), long);
  });

  test('a surrogate without its half is read as U+FFFD', () => {
    assert.equal(bpe.decode(bpe.encode('a\ud800b').ids), 'a\ufffdb');
    assert.deepEqual(bpe.encode('a\ud800').offsets.at(-1), [1, 2]);
  });

  test('special tokens are found in the text, and left out or written', () => {
    const { ids, offsets } = bpe.encode('low<|endoftext|>low');
    assert.equal(ids[1], 0);
    assert.deepEqual(offsets[1], [3, 16]);
    assert.equal(bpe.decode(ids), 'lowlow');
    assert.equal(bpe.decode(ids, { skipSpecialTokens: false }), 'low<|endoftext|>low');
  });

  test('of added tokens the longest is taken, strips its sides, and minds words', () => {
    const tokens = [
      specialToken('<a>', 1000),
      specialToken('<a><b>', 1001),
      { ...specialToken('<s>', 1002), lstrip: true, rstrip: true },
      { ...specialToken('or', 1003), singleWord: true, special: false },
    ];
    const added = new ByteLevelBPE({ vocab: bpe.vocab, merges: bpe.merges, addedTokens: tokens });
    const names = (text: string) =>
      added.encode(text).tokens.filter((t) => t.length > 1 && /[<o]/.test(t));
    assert.deepEqual(names('<a><b>'), ['<a><b>']);
    assert.deepEqual(names('<a>x<b>'), ['<a>']);
    assert.deepEqual(added.encode('x  <s>  y').offsets[1], [1, 8]);
    assert.deepEqual(added.encode('word or x').ids.filter((id) => id === 1003).length, 1);
    assert.equal(added.decode(added.encode('a or b').ids), 'a or b');
  });

  test('places of an emoji count UTF-16 units', () => {
    const text = '😀low';
    const { offsets, tokens } = bpe.encode(text);
    assert.deepEqual(offsets.slice(0, 4), [
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 2],
    ]);
    assert.equal(tokens.at(-1), 'low');
    assert.equal(text.slice(...offsets.at(-1)!), 'low');
  });

  test('unknown ids and incomplete vocabularies are clear errors', () => {
    assert.throws(() => bpe.decode([99_999]), /no token has the id 99999; there are/);
    const poor = new ByteLevelBPE({ vocab: new Map([['a', 0]]), merges: [] });
    assert.throws(() => poor.encode('ab'), /no token for the byte 0x62 of "ab"/);
    assert.throws(
      () =>
        new ByteLevelBPE({
          vocab: new Map([
            ['a', 0],
            ['b', 0],
          ]),
          merges: [],
        }),
      /the id 0 belongs to both "a" and "b"/,
    );
    assert.throws(
      () => new ByteLevelBPE({ vocab: new Map([['a', 0]]), merges: [['a', 'a']] }),
      /merge 1 \(a a\): the vocabulary lacks "aa"/,
    );
  });
});

describe('files', () => {
  const bpe = ByteLevelBPE.train(TEXTS, { vocabSize: 330 });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bpe-'));
  const file = path.join(folder, 'tokenizer.json');

  test('go out and come back', async (t) => {
    t.after(() => rmSync(folder, { recursive: true }));
    await saveTokenizer(bpe, file);
    assert.equal(JSON.stringify(await loadTokenizer(file)), JSON.stringify(bpe));
    await saveBPEFiles(bpe, folder);
    assert.equal(JSON.stringify(await loadBPEFiles(folder)), JSON.stringify(bpe));

    const broken = async (change: (json: Record<string, Record<string, unknown>>) => void) => {
      const json = JSON.parse(JSON.stringify(bpe));
      change(json);
      writeFileSync(file, JSON.stringify(json));
      return loadTokenizer(file);
    };
    await assert.rejects(
      broken((json) => {
        json.model.merges = ['a'];
      }),
      /tokenizer\.json: model\.merges\[0\] is "a", wanted two tokens/,
    );
    await assert.rejects(
      broken((json) => {
        json.model.type = 'Unigram';
      }),
      /Unigram/,
    );
    await assert.rejects(
      broken((json) => {
        json.normalizer = { type: 'NFC' };
      }),
      /tokenizer\.normalizer is .*not supported here/,
    );
    await assert.rejects(
      broken((json) => {
        json.pre_tokenizer.use_regex = false;
      }),
      /use_regex/,
    );
    writeFileSync(file, '{"model":');
    await assert.rejects(loadTokenizer(file), /cannot read the tokenizer .*tokenizer\.json/);
    writeFileSync(path.join(folder, 'merges.txt'), '#version: 0.2\na b c\n');
    await assert.rejects(loadBPEFiles(folder), /merges\.txt: line 2 is "a b c"/);
  });
});
