import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { loadAnalogies, parseAnalogies } from '../../datasets/analogies';
import type { FetchOptions } from '../../datasets/fetch';
import {
  ANALOGIES,
  type DatasetEntry,
  type DatasetFile,
  type PackedFile,
  TINY_SHAKESPEARE,
  WIKITEXT2,
} from '../../datasets/registry';
import { readText } from '../../datasets/text-file';
import { loadText8, text8Sentences } from '../../datasets/text8';
import { loadTinyShakespeare } from '../../datasets/tinyshakespeare';
import { loadWikiText2, wikiTextLines, wikiTextTokens } from '../../datasets/wikitext';
import { sha256 } from '../../lib/files';
import { testData } from '../helpers/datasets';
import { makeZip } from '../helpers/zip';

const setting = process.env.DATASETS;
let root: string;
let folder: string;
let own: FetchOptions;

before(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'text-'));
  delete process.env.DATASETS;
});
after(() => {
  fs.rmSync(root, { recursive: true });
  if (setting !== undefined) process.env.DATASETS = setting;
});
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(root, 't-'));
  own = { folder, cache: path.join(folder, 'cache'), download: false };
});

const put = (name: string, data: string | Buffer) =>
  fs.writeFileSync(path.join(folder, name), data);

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Compares the whole files that are at hand with the registry's sizes and checksums. */
async function checkAgainstRegistry(entry: DatasetEntry, data: string): Promise<void> {
  for (const file of entry.files.flatMap<PackedFile | DatasetFile>(
    (one) => one.unpacked ?? [one],
  )) {
    const place = path.join(data, file.name);
    if (file.sha256 === 'unverified' || !fs.existsSync(place)) continue;
    assert.equal(fs.statSync(place).size, file.bytes);
    assert.equal(await sha256(place), file.sha256);
  }
}

describe('WikiText-2', () => {
  const real = testData('wikitext-2');

  test('the real parts: token counts as published, articles, checksums', {
    skip: real.skip,
  }, async () => {
    for (const [split, tokens] of [
      ['valid', 217_646],
      ['test', 245_569],
    ] as const) {
      const { text, source } = await loadWikiText2({ ...own, folder: real.folder, split });
      assert.equal(wikiTextTokens(text).length, tokens);
      assert.ok(wikiTextLines(text).every((line) => line.length > 0 && !line.includes('')));
      assert.match(source, new RegExp(`^WikiText-2, part ${split}, from`));
    }
    await checkAgainstRegistry(WIKITEXT2, real.folder);
  });

  test('tokens and lines of a small text', () => {
    const text = ' \n = Title = \n \n Two words <unk> . \n';
    assert.deepEqual(wikiTextLines(text), [
      ['=', 'Title', '='],
      ['Two', 'words', '<unk>', '.'],
    ]);
    assert.deepEqual(
      wikiTextTokens(text).join(' '),
      '<eos> = Title = <eos> <eos> Two words <unk> . <eos>',
    );
  });

  test('from the zip archive as it is downloaded', async () => {
    const member = { name: 'wikitext-2/wiki.train.tokens', data: Buffer.from(' = A = \n b c \n') };
    put('wikitext-2-v1.zip', makeZip([member]));
    const { text, split } = await loadWikiText2(own);
    assert.deepEqual([text, split], [' = A = \n b c \n', 'train']);
  });

  test('other formats are refused, naming the line', async () => {
    put('wiki.valid.tokens', ' = A = \n b c \nplain line\n');
    await assert.rejects(
      loadWikiText2({ ...own, split: 'valid' }),
      /tokens:3: not WikiText's format/,
    );
    put('wiki.valid.tokens', ' b c \n');
    await assert.rejects(
      loadWikiText2({ ...own, split: 'valid' }),
      /no line is an article's title/,
    );
    await assert.rejects(loadWikiText2({ ...own, split: 'test' }), /lacks wiki\.test\.tokens/);
  });
});

describe('text8', () => {
  test('is checked and said to be a piece when it is one', async () => {
    put('text8', ' anarchism originated as a term');
    const { bytes, source, path: file } = await loadText8(own);
    assert.equal(bytes, 31);
    assert.match(source, /^text8, the first 31 characters, from/);
    assert.deepEqual(await collect(text8Sentences(file, { length: 2 })), [
      ['anarchism', 'originated'],
      ['as', 'a'],
      ['term'],
    ]);
  });

  test('from the zip archive as it is downloaded', async () => {
    put('text8.zip', makeZip([{ name: 'text8', data: Buffer.from(' one two') }]));
    const { path: file } = await loadText8(own);
    assert.equal(fs.readFileSync(file, 'utf8'), ' one two');
  });

  test('other characters and an empty file are refused, naming the place', async () => {
    put('text8', ' good so Far');
    await assert.rejects(loadText8(own), /text8: byte 0x46 at place 9, but text8 has the letters/);
    put('text8', '   ');
    await assert.rejects(loadText8(own), /holds no word/);
  });

  test('sentences equal the file’s words whatever the pieces and limits', async () => {
    const words = Array.from({ length: 150_000 }, (_, i) =>
      'abcdefghij'.slice(0, 1 + ((i * 7) % 9)),
    );
    put('text8', ` ${words.join(' ')}`);
    const file = path.join(folder, 'text8');
    const iterable = text8Sentences(file);
    for (let time = 0; time < 2; time++) {
      const sentences = await collect(iterable);
      assert.deepEqual(
        sentences.map((sentence) => sentence.length),
        new Array(15).fill(10_000),
      );
      assert.deepEqual(sentences.flat(), words);
    }
    for (const limit of [0, 1, 99_999, 100_000, 150_001]) {
      const some = (await collect(text8Sentences(file, { length: 777, limit }))).flat();
      assert.deepEqual(some, words.slice(0, limit));
    }
    assert.throws(() => text8Sentences(file, { length: 0 }), /wanted 1 and 0 or more/);
  });
});

describe('word analogies', () => {
  const real = testData('word2vec');

  test('the real questions: 19,544 in 14 sections, 8,869 of them about meaning', {
    skip: real.skip,
  }, async () => {
    const { sections, count, source } = await loadAnalogies({ ...own, folder: real.folder });
    assert.deepEqual([count, sections.length], [19_544, 14]);
    const grammar = sections.filter(({ name }) => name.startsWith('gram'));
    assert.equal(
      grammar.reduce((sum, { questions }) => sum + questions.length, 0),
      10_675,
    );
    assert.deepEqual(sections[0].questions[0], ['Athens', 'Greece', 'Baghdad', 'Iraq']);
    assert.match(source, /^word analogies, 19,544 questions in 14 sections, from/);
    await checkAgainstRegistry(ANALOGIES, real.folder);
  });

  test('other formats are refused, naming the line', () => {
    const cases: [string, RegExp][] = [
      [': s\na b c d\na b c\n', /f:3: 3 words, wanted 4 \("a b c"\)/],
      ['a b c d\n', /f:1: a question before the first section/],
      [': \na b c d\n', /f:1: a section without a name/],
      [': s\n: t\na b c d', /section s has no questions/],
      ['\n\n', /holds no questions/],
    ];
    for (const [text, message] of cases) assert.throws(() => parseAnalogies(text, 'f'), message);
    assert.deepEqual(parseAnalogies(': s\r\na b c d\r\n'), [
      { name: 's', questions: [['a', 'b', 'c', 'd']] },
    ]);
  });
});

describe('Tiny Shakespeare', () => {
  const real = testData('tinyshakespeare');

  test('the real text', { skip: real.skip }, async () => {
    const { text } = await loadTinyShakespeare({ ...own, folder: real.folder });
    assert.ok(text.startsWith('First Citizen:\nBefore we proceed'));
    assert.equal(new Set(text).size, 65);
    await checkAgainstRegistry(TINY_SHAKESPEARE, real.folder);
  });

  test('a text in which nobody speaks is refused', async () => {
    put('input.txt', '<html>please log in</html>\n');
    await assert.rejects(loadTinyShakespeare(own), /input\.txt: no line is a speaker's name/);
  });
});

describe('readText', () => {
  test('UTF-8 comes as it is, without a byte order mark', async () => {
    put('a', '\ufeff나는 어제\n피자를');
    assert.equal(await readText(path.join(folder, 'a')), '나는 어제\n피자를');
  });

  test('bytes that are no text are refused, naming the line', async () => {
    const file = path.join(folder, 'a');
    put('a', Buffer.from('one\ntwo \xe9t\xe9\nthree', 'latin1'));
    await assert.rejects(readText(file), { message: `${file}:2: the bytes are not UTF-8 text` });
    put('a', 'one\0two');
    await assert.rejects(readText(file), /zero byte at place 3: not a text/);
    put('a', '');
    await assert.rejects(readText(file, 'label'), { message: 'label: the file is empty' });
  });
});
