import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type IdxArray, parseIdx, readIdx } from '../../datasets/idx';
import { Random } from '../../lib/random';

/** An IDX file of unsigned bytes, or of another type from its big-endian `values`. */
function idx(shape: number[], values: Uint8Array, code = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = code;
  header[3] = shape.length;
  for (const [i, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([header, values]);
}

const IMAGES = idx(
  [6, 4, 5],
  Uint8Array.from({ length: 120 }, (_, i) => (i * 7) % 256),
);

describe('IDX files that are right', () => {
  test('plain and gzip give the same array', () => {
    for (const bytes of [IMAGES, gzipSync(IMAGES)]) {
      const { shape, data } = parseIdx(bytes);
      assert.deepEqual(shape, [6, 4, 5]);
      assert.ok(data instanceof Uint8Array);
      assert.deepEqual([...data], [...IMAGES.subarray(16)]);
    }
  });

  test('every type, big-endian', () => {
    const cases: [number, string, number[]][] = [
      [0x08, '00ff', [0, 255]],
      [0x09, '00ff', [0, -1]],
      [0x0b, '0102fffe', [258, -2]],
      [0x0c, '01020304fffffffe', [16909060, -2]],
      [0x0d, '3f800000c0490fdb', [1, -3.1415927410125732]],
      [0x0e, '3ff0000000000000c00921fb54442d18', [1, -Math.PI]],
    ];
    for (const [code, hex, values] of cases) {
      const { data } = parseIdx(idx([2], Buffer.from(hex, 'hex'), code));
      assert.deepEqual([...data], values);
    }
  });

  test('a file whose bytes lie inside a larger buffer', () => {
    const inside = Buffer.concat([Buffer.alloc(3), IMAGES, Buffer.alloc(9)]);
    const { data } = parseIdx(inside.subarray(3, 3 + IMAGES.length));
    assert.deepEqual([...data], [...IMAGES.subarray(16)]);
  });

  test('readIdx reads a file and names it in errors', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'idx-'));
    const file = path.join(folder, 'labels');
    fs.writeFileSync(file, idx([3], Uint8Array.of(7, 0, 9)));
    assert.deepEqual([...(await readIdx(file)).data], [7, 0, 9]);
    fs.truncateSync(file, 10);
    await assert.rejects(readIdx(file), (error: Error) => error.message.startsWith(`${file}: cut`));
    fs.rmSync(folder, { recursive: true });
  });
});

describe('IDX files that are refused', () => {
  const change = (at: number, value: number, bytes = IMAGES) => {
    const changed = Buffer.from(bytes);
    changed[at] = value;
    return changed;
  };
  const gzip = gzipSync(IMAGES);
  const cases: [string, Buffer, RegExp][] = [
    ['empty', Buffer.alloc(0), /0 bytes are too few for an IDX header/],
    ['a header cut short', IMAGES.subarray(0, 11), /11 bytes are too few.*3 dimensions/],
    ['another kind of file', Buffer.from('<html>'), /not an IDX file \(it begins 3c68746d\)/],
    ['a type code that is none', change(2, 10), /unknown IDX type code 0x0a/],
    ['a wider type code than the data', change(2, 0x0c), /cut short, or the header lies/],
    ['no dimension', change(3, 0), /names no dimension/],
    ['a size of 0', change(7, 0), /shape \(0, 4, 5\): no values/],
    ['a shape beyond 1 GiB', change(8, 0xff), /more than 1 GiB of values/],
    ['data cut short', IMAGES.subarray(0, 135), /needs 136 bytes, the file holds 135/],
    ['one byte too many', Buffer.concat([IMAGES, Buffer.alloc(1)]), /1 bytes too many after the/],
    ['gzip cut short', gzip.subarray(0, gzip.length - 9), /gzip data is corrupt or cut short/],
    ['gzip with a wrong checksum', change(gzip.length - 7, 1, gzip), /corrupt or cut short/],
    ['zeros after the gzip data', Buffer.concat([gzip, Buffer.alloc(5)]), /5 bytes too many after/],
    ['text after the gzip data', Buffer.concat([gzip, Buffer.from('text')]), /corrupt/],
    ['a second gzip file after the first', Buffer.concat([gzip, gzip]), /unpacks to more than/],
    ['gzip of something else', gzipSync('hello there'), /not an IDX file/],
    ['gzip of nothing', gzipSync(''), /0 bytes are too few/],
  ];
  for (const [what, bytes, message] of cases) {
    test(what, () => assert.throws(() => parseIdx(bytes, 'x.gz'), message));
  }

  test('a gzip bomb: nothing is unpacked beyond what the header promises', () => {
    const bomb = gzipSync(Buffer.concat([IMAGES, Buffer.alloc(200e6)]), { level: 9 });
    const before = process.memoryUsage().arrayBuffers;
    assert.throws(() => parseIdx(bomb), /unpacks to more than the 136 bytes/);
    assert.ok(process.memoryUsage().arrayBuffers - before < 20e6);
  });

  test('a header that promises more than so small a gzip file can hold is not believed', () => {
    const liar = gzipSync(idx([1000, 1000, 1000], Buffer.alloc(10)));
    assert.throws(() => parseIdx(liar), /needs 1000000016 bytes, the file holds at most/);
  });
});

describe('10,000 mutated files', () => {
  const random = new Random(2024);
  const labels = idx(
    [64],
    Uint8Array.from({ length: 64 }, () => random.integer(10)),
  );
  const numbers = idx([3, 2], Buffer.from('0102030405060708090a0b0c', 'hex'), 0x0b);
  const originals = [IMAGES, labels, numbers];

  /** A file with one to four random faults of the kinds that networks and disks make. */
  function mutate(bytes: Buffer): Buffer {
    let result = Buffer.from(bytes);
    for (let faults = 1 + random.integer(4); faults > 0; faults--) {
      const at = random.integer(Math.max(1, result.length));
      const early = Math.min(at, random.integer(20)); // headers are short: hit them often
      switch (random.integer(7)) {
        case 0:
          if (result.length > 0) result[at] = random.integer(256);
          break;
        case 1:
          if (result.length > 0) result[early] ^= 1 << random.integer(8);
          break;
        case 2:
          result = result.subarray(0, at);
          break;
        case 3:
          result = Buffer.concat([
            result,
            Buffer.alloc(1 + random.integer(9), random.integer(256)),
          ]);
          break;
        case 4:
          result = Buffer.concat([result.subarray(0, at), result.subarray(at + 1)]);
          break;
        case 5:
          result = Buffer.concat([result.subarray(0, early), Buffer.of(0), result.subarray(early)]);
          break;
        default:
          result = Buffer.concat([result.subarray(0, at), result.subarray(early)]);
      }
    }
    return result;
  }

  /** What a plain file says, worked out apart from the reader; null when it makes no sense. */
  function naive(bytes: Buffer): IdxArray | null {
    const widths: Record<number, number> = { 8: 1, 9: 1, 11: 2, 12: 4, 13: 4, 14: 8 };
    if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0 || !(bytes[2] in widths)) return null;
    const shape: number[] = [];
    for (let i = 0; i < bytes[3]; i++) {
      if (bytes.length < 8 + 4 * i) return null;
      shape.push(bytes.readUInt32BE(4 + 4 * i));
    }
    const count = shape.reduce((product, size) => product * size, 1);
    if (shape.length === 0 || count === 0) return null;
    const start = 4 + 4 * shape.length;
    const width = widths[bytes[2]];
    if (bytes.length !== start + count * width) return null;
    const swapped = Buffer.from(bytes.subarray(start));
    if (width > 1)
      for (let i = 0; i < swapped.length; i += width) swapped.subarray(i, i + width).reverse();
    const at = swapped.buffer.slice(swapped.byteOffset, swapped.byteOffset + swapped.length);
    const make = {
      8: Uint8Array,
      9: Int8Array,
      11: Int16Array,
      12: Int32Array,
      13: Float32Array,
      14: Float64Array,
    };
    return { shape, data: new make[bytes[2] as 8](at) };
  }

  /** Parses a mutated file: the array, or null after an error of the reader's own. */
  function attempt(bytes: Buffer): IdxArray | null {
    try {
      return parseIdx(bytes, 'mutated');
    } catch (error) {
      assert.equal((error as Error).constructor, Error, `not a clear error: ${error}`);
      assert.match((error as Error).message, /^mutated: /);
      return null;
    }
  }

  test('5,000 plain ones: an error, or exactly what the bytes say', () => {
    let errors = 0;
    for (let i = 0; i < 5000; i++) {
      const bytes = mutate(originals[i % originals.length]);
      const array = attempt(bytes);
      assert.deepEqual(array, naive(bytes));
      if (!array) errors++;
    }
    assert.ok(errors > 2500 && errors < 5000, `${errors} errors: the mutations do their work`);
  });

  test('5,000 gzip ones: an error, or exactly the original', () => {
    const packed = originals.map((bytes) => gzipSync(bytes));
    let errors = 0;
    for (let i = 0; i < 5000; i++) {
      const original = originals[i % originals.length];
      const bytes = mutate(packed[i % packed.length]);
      const array = attempt(bytes);
      // Faults may also turn a file into a plain one that makes sense.
      const plain = bytes[0] === 0x1f ? parseIdx(original) : naive(bytes);
      if (array) assert.deepEqual(array, plain);
      else errors++;
    }
    assert.ok(errors > 2500 && errors < 5000, `${errors} errors: the mutations do their work`);
  });
});
