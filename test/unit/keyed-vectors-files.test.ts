import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { KeyedVectors } from '../../lib/models/keyed-vectors';
import { Random } from '../../lib/random';
import { python } from '../helpers/python';

const folder = mkdtempSync(path.join(tmpdir(), 'word2vec-format-'));
after(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => path.join(folder, name);
const load = KeyedVectors.loadWord2VecFormat;

/** Words of several scripts, with every kind of white space that the format can hold. */
const WORDS = [
  'the',
  '고양이',
  '나는',
  'naïve',
  'e\u0301',
  '😀',
  '한\u3000글',
  'a\u00a0b',
  'tab\tword',
  'cr\rword',
  '\ufeffbom',
  '"quoted"',
  '</s>',
  '0.5',
  '-1',
  'x'.repeat(1000),
  '\u0085',
  '\ufffd',
  '가',
  '\v',
];

function sample(): KeyedVectors {
  const vectors = new Random(5).normalArray(WORDS.length * 6);
  vectors.set([0, -0, 1e-38, -3.4e38, 1e-45, 16777217]);
  const counts = WORDS.map((_, i) => (WORDS.length - i) * 3);
  return new KeyedVectors({ words: WORDS, vectors, counts });
}

function assertSame(actual: KeyedVectors, expected: KeyedVectors): void {
  assert.deepEqual(actual.indexToKey, expected.indexToKey);
  assert.deepEqual(actual.vectors, expected.vectors);
}

for (const binary of [false, true]) {
  const kind = binary ? 'binary' : 'text';
  test(`${kind}: what is written is read back to the last bit, packed or not`, async () => {
    const file = inFolder(`round-trip-${kind}`);
    const wv = sample();
    await wv.saveWord2VecFormat(file, { binary, fvocab: `${file}.vocab` });
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
    assertSame(await load(file, { binary }), wv);
    const counted = await load(file, { binary, fvocab: `${file}.vocab` });
    assert.deepEqual(counted.counts, Float64Array.from(wv.counts!));
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
    assertSame(await load(`${file}.gz`, { binary }), wv);
    const few = await load(file, { binary, limit: 3 });
    assert.deepEqual(few.indexToKey, WORDS.slice(0, 3));
    assert.deepEqual(few.vectors, wv.vectors.slice(0, 18));
  });

  test(`${kind}: gensim reads our file, and we read gensim's`, async () => {
    const ours = inFolder(`ours-${kind}`);
    const theirs = inFolder(`theirs-${kind}`);
    const wv = sample();
    await wv.saveWord2VecFormat(ours, { binary });
    const printed = python(
      `
import json, sys
import numpy as np
from gensim.models import KeyedVectors
ours, theirs, binary = sys.argv[1], sys.argv[2], sys.argv[3] == 'true'
wv = KeyedVectors.load_word2vec_format(ours, binary=binary)
wv.save_word2vec_format(theirs, binary=binary)
print(json.dumps([wv.index_to_key, wv.vectors.view(np.uint32).ravel().tolist()]))
`,
      [ours, theirs, String(binary)],
    );
    const [words, bits] = JSON.parse(printed);
    assert.deepEqual(words, WORDS);
    assert.deepEqual(bits, Array.from(new Uint32Array(wv.vectors.buffer)));
    assertSame(await load(theirs, { binary }), wv);
  });
}

test('the most frequent word is written first', async () => {
  const file = inFolder('order');
  const vectors = Float32Array.of(1, 2, 3);
  const wv = new KeyedVectors({ words: ['rare', 'often', 'rarer'], vectors, counts: [2, 9, 2] });
  await wv.saveWord2VecFormat(file, { fvocab: inFolder('order.vocab') });
  assert.equal(readFileSync(file, 'utf8'), '3 1\noften 2\nrare 1\nrarer 3\n');
  assert.equal(readFileSync(inFolder('order.vocab'), 'utf8'), 'often 9\nrare 2\nrarer 2\n');
});

test("GloVe's files have no header, and are written so for it", async () => {
  const file = inFolder('glove.txt');
  writeFileSync(file, 'the 0.418 0.24968\n, 0.013441 0.23682\n고양이 1 -2e-3\n');
  const wv = await load(file, { noHeader: true });
  assert.deepEqual(wv.indexToKey, ['the', ',', '고양이']);
  assert.deepEqual(wv.vectors, Float32Array.of(0.418, 0.24968, 0.013441, 0.23682, 1, -0.002));
  assert.equal((await load(file, { noHeader: true, limit: 2 })).size, 2);
  await wv.saveWord2VecFormat(inFolder('glove-2.txt'), { writeHeader: false });
  assertSame(await load(inFolder('glove-2.txt'), { noHeader: true }), wv);
  assert.match(readFileSync(inFolder('glove-2.txt'), 'utf8'), /^the 0\.418\S* /);
});

test("the original tool's habits: a newline after each vector, blanks at the end of lines", async () => {
  const binary = inFolder('original.bin');
  const row = (word: string, ...numbers: number[]) =>
    Buffer.concat([
      Buffer.from(`${word} `),
      Buffer.from(Float32Array.from(numbers).buffer),
      Buffer.from('\n'),
    ]);
  writeFileSync(binary, Buffer.concat([Buffer.from('2 2\n'), row('</s>', 1, 2), row('the', 3, 4)]));
  const wv = await load(binary, { binary: true });
  assert.deepEqual(wv.indexToKey, ['</s>', 'the']);
  assert.deepEqual([...wv.vectors], [1, 2, 3, 4]);
  const text = inFolder('original.txt');
  writeFileSync(text, '2 2\r\n</s> 1 2 \nthe 3 4 \r\n\n');
  assertSame(await load(text), wv);
  writeFileSync(text, '2 2\n</s> 1 2\nthe 3 4');
  assertSame(await load(text), wv);
});

test('a word that stands twice keeps its first vector, as in gensim', async () => {
  const file = inFolder('twice');
  writeFileSync(file, '3 2\na 1 2\na 3 4\nb 5 6\n');
  const wv = await load(file);
  assert.deepEqual(wv.indexToKey, ['a', 'b']);
  assert.deepEqual([...wv.vectors], [1, 2, 5, 6]);
});

test('words in other encodings, and bytes that are in none', async () => {
  const file = inFolder('encoded');
  const korean = Buffer.from([0xb0, 0xed, 0xbe, 0xe7, 0xc0, 0xcc]); // 고양이 in EUC-KR
  writeFileSync(file, Buffer.concat([Buffer.from('1 1\n'), korean, Buffer.from(' 7\n')]));
  assert.deepEqual((await load(file, { encoding: 'euc-kr' })).indexToKey, ['고양이']);
  await assert.rejects(load(file), /encoded: line 2: .*b0edbee7c0cc.*are not utf-8; name another/);
  const replaced = await load(file, { unicodeErrors: 'replace' });
  assert.match(replaced.indexToKey[0], /^\ufffd+$/);
  await assert.rejects(load(file, { encoding: 'klingon' }), /klingon/);
});

test('what a file cannot hold is refused, and the old file stays', async () => {
  const file = inFolder('kept');
  writeFileSync(file, 'old');
  const refuses = async (word: string, message: RegExp, value = 1) => {
    const wv = new KeyedVectors({ words: [word], vectors: Float32Array.of(value) });
    for (const binary of [false, true]) {
      await assert.rejects(wv.saveWord2VecFormat(file, { binary }), message);
    }
  };
  await refuses('New York', /the word "New York" holds a space or a newline/);
  await refuses('a\nb', /holds a space or a newline/);
  await refuses('', /"" is empty/);
  await refuses('\ud800', /not well-formed/);
  await refuses('diverged', /"diverged" has a vector with NaN in it/, Number.NaN);
  const wv = new KeyedVectors({ words: ['a'], vectors: Float32Array.of(1) });
  await assert.rejects(
    wv.saveWord2VecFormat(file, { fvocab: inFolder('v') }),
    /no counts to write/,
  );
  await assert.rejects(
    wv.saveWord2VecFormat(file, { binary: true, writeHeader: false }),
    /needs its header/,
  );
  assert.equal(readFileSync(file, 'utf8'), 'old');
});

test('a cut, lying or foreign file is an error that says where and what', async () => {
  const file = inFolder('wrong');
  const fails = async (content: string | Uint8Array, message: RegExp, options = {}) => {
    writeFileSync(file, content);
    await assert.rejects(load(file, options), (error: Error) => {
      assert.match(error.message, message);
      return error.message.startsWith(`${file}: `);
    });
    // Packed, the file's size is not known, and the end has to tell.
    writeFileSync(file, gzipSync(content));
    await assert.rejects(load(file, options), (error: Error) =>
      error.message.startsWith(`${file}: `),
    );
  };
  const binary = { binary: true };
  const noHeader = { noHeader: true };
  await fails('', /the file is empty/);
  await fails('', /no first line/, binary);
  await fails('', /the file is empty/, noHeader);
  await fails('3\na 1\n', /line 1 is "3", wanted two numbers/);
  await fails('a 1 2\n', /line 1 is "a 1 2", wanted .*noHeader/);
  await fails('0 5\n', /says 0 words of 5 numbers/);
  await fails('2 0\n', /says 2 words of 0 numbers/);
  await fails('2000000000 300\na 1\n', /take 1202000000000 bytes or more, and the file has 19/);
  await fails('2000000000 300\na 1\n', /take .* and the file has 19/, binary);
  await fails('1 99999999999\na 1\n', /no such file is possible/);
  await fails('3 1\na 1\nb 2\n', /ends after 2 words, line 1 says 3: it is cut short/);
  await fails('1 1\na 1\nb 2\n', /line 3: more words than the 1 that line 1 says/);
  await fails('2 2\na 1 2\nbb 1.25\n', /line 3: 1 numbers, wanted 2/);
  await fails('1 2\na 1 2 3\n', /line 2: 3 numbers, wanted 2/);
  await fails('1 2\na 1  2\n', /line 2: 3 numbers, wanted 2/);
  await fails('1 2\nab 1 x\n', /line 2: number 2 is "x", wanted a finite/);
  await fails('1 2\na nan 1\n', /line 2: number 1 is "nan"/);
  await fails('1 2\na 1e39 1\n', /line 2: number 1 is "1e39"/);
  await fails('2 1\na 1\n\nb 1\n', /line 3 is empty/);
  await fails('1 1\nabcdef\n', /line 2: a word and no numbers/);
  await fails('1 1\n 1.5\n', /line 2: the word is empty/);
  await fails('a 1 2\nb 1\n', /line 2: 1 numbers, wanted 2/, noHeader);
  await fails(
    Buffer.concat([Buffer.from('1 1\n'), Buffer.alloc(70_000, 'a')]),
    /line 2 is longer than/,
  );
  const whole = Buffer.concat([
    Buffer.from('2 2\na '),
    Buffer.alloc(8, 1),
    Buffer.from('bcd '),
    Buffer.alloc(8, 2),
  ]);
  await fails(whole.subarray(0, -1), /ends inside word 2 \(byte 14\).* cut short/, binary);
  await fails(whole, /line 2/);
  await fails(
    Buffer.concat([whole, Buffer.from('more')]),
    /goes on after its last word \(byte 26\)/,
    binary,
  );
  await fails('the 0.1 0.2\nof 0.3 0.4\n', /line 1 is "the 0.1 0.2"/, binary);
  await fails(
    Buffer.concat([Buffer.from('1 2\na '), Buffer.alloc(8, 255)]),
    /word 1 \(byte 4\): number 1 is NaN/,
    binary,
  );
  await fails(
    Buffer.concat([Buffer.from('1 2\n'), Buffer.alloc(70_000, 'a')]),
    /word 1 .* is longer than 65536/,
    binary,
  );
  writeFileSync(file, gzipSync('2 1\na 1\nb 2\n').subarray(0, -9));
  await assert.rejects(load(file), /wrong: unexpected end of file/);
  await assert.rejects(load(inFolder('missing')), /cannot read .*missing: ENOENT/);
  await assert.rejects(load(folder), /it is a folder/);
  await assert.rejects(load(file, { binary: true, noHeader: true }), /noHeader is for text files/);
  writeFileSync(file, '1 1\na 1\n');
  writeFileSync(inFolder('counts'), 'b 3\n');
  await assert.rejects(
    load(file, { fvocab: inFolder('counts') }),
    /counts: no count for the word "a"/,
  );
  writeFileSync(inFolder('counts'), 'a\n');
  await assert.rejects(
    load(file, { fvocab: inFolder('counts') }),
    /counts:1: wanted a word and its count/,
  );
});

/** A damaged copy: bytes changed, cut, doubled or moved, most often near the header. */
function damaged(whole: Uint8Array, random: Random): Uint8Array {
  let bytes = whole.slice();
  for (let changes = 1 + random.integer(3); changes > 0 && bytes.length > 0; changes--) {
    const place = random.integer(random.next() < 0.4 ? Math.min(6, bytes.length) : bytes.length);
    switch (random.integer(5)) {
      case 0:
        bytes[place] = random.integer(256);
        break;
      case 1:
        bytes[place] = '0123456789 \n-.e'.charCodeAt(random.integer(15));
        break;
      case 2:
        bytes = bytes.slice(0, place);
        break;
      case 3:
        bytes = Uint8Array.from([...bytes, ...bytes.slice(0, 1 + random.integer(20))]);
        break;
      default:
        bytes.copyWithin(random.integer(bytes.length), place, place + random.integer(12));
    }
  }
  return bytes;
}

test('2,000 damaged files are refused with a reason, or read as gensim reads them', async () => {
  const random = new Random(77);
  const words = ['the', '고양이', 'cat', 'on', 'mat'];
  const wv = new KeyedVectors({ words, vectors: random.normalArray(words.length * 4) });
  const accepted: { hex: string; binary: boolean; words: readonly string[]; bits: number[] }[] = [];
  for (const binary of [false, true]) {
    const file = inFolder('damaged');
    await wv.saveWord2VecFormat(file, { binary });
    const whole = new Uint8Array(readFileSync(file));
    for (let i = 0; i < 1000; i++) {
      const bytes = damaged(whole, random);
      writeFileSync(file, bytes);
      try {
        const read = await load(file, { binary });
        assert.equal(read.vectors.length, read.size * read.vectorSize);
        const bits = Array.from(
          new Uint32Array(read.vectors.buffer, read.vectors.byteOffset, read.vectors.length),
        );
        accepted.push({
          hex: Buffer.from(bytes).toString('hex'),
          binary,
          words: read.indexToKey,
          bits,
        });
      } catch (error) {
        assert.match((error as Error).message, /damaged: \S/);
        assert.ok((error as Error).message.length < 500);
      }
    }
  }
  assert.ok(
    accepted.length > 100,
    `damage that leaves a valid file is tested too: ${accepted.length}`,
  );
  // Ours may be the stricter, never the laxer of the two.
  const printed = python(
    `
import json, sys, tempfile, os, logging
import numpy as np
from gensim.models import KeyedVectors
logging.disable(logging.CRITICAL)
out = []
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'file')
    for case in json.load(sys.stdin):
        with open(path, 'wb') as file:
            file.write(bytes.fromhex(case['hex']))
        try:
            wv = KeyedVectors.load_word2vec_format(path, binary=case['binary'])
            out.append([wv.index_to_key, np.ascontiguousarray(wv.vectors).view(np.uint32).ravel().tolist()])
        except Exception as error:
            out.append(repr(error))
print(json.dumps(out))
`,
    [],
    Buffer.from(JSON.stringify(accepted.map(({ hex, binary }) => ({ hex, binary })))),
  );
  for (const [i, theirs] of (JSON.parse(printed) as [string[], number[]][]).entries()) {
    const { hex, words: ours, bits } = accepted[i];
    assert.deepEqual([ours, bits], theirs, hex);
  }
});
