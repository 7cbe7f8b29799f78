import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { unzipMember } from '../../datasets/unzip';
import { Random } from '../../lib/random';
import { makeZip } from '../helpers/zip';

const TEXT = Buffer.from('the quick brown fox '.repeat(5000));
let root: string;
let archive: string;
let target: string;

before(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'unzip-'));
});
after(() => fs.rmSync(root, { recursive: true }));
beforeEach(() => {
  const folder = fs.mkdtempSync(path.join(root, 't-'));
  archive = path.join(folder, 'a.zip');
  target = path.join(folder, 'out', 'text');
});

const write = (bytes: Buffer) => fs.writeFileSync(archive, bytes);

function nothingLeft(): void {
  const out = path.dirname(target);
  assert.deepEqual(fs.existsSync(out) ? fs.readdirSync(out) : [], []);
}

describe('unzipMember', () => {
  test('unpacks the one asked for', async () => {
    write(
      makeZip([
        { name: 'x/other', data: Buffer.from('no') },
        { name: 'x/text', data: TEXT },
      ]),
    );
    await unzipMember(archive, 'x/text', target);
    assert.ok(fs.readFileSync(target).equals(TEXT));
    assert.deepEqual(fs.readdirSync(path.dirname(target)), ['text']);
  });

  const lies: [string, () => Buffer, RegExp, { maxBytes?: number }?][] = [
    [
      'no such member',
      () => makeZip([{ name: 'other', data: TEXT }]),
      /holds no text, but 1 files \(other\)/,
    ],
    ['no zip file', () => Buffer.from('<html>'.repeat(100)), /a\.zip: .*end of central directory/i],
    ['cut short', () => makeZip([{ name: 'text', data: TEXT }]).subarray(0, 200), /a\.zip: /],
    [
      'a wrong CRC',
      () => makeZip([{ name: 'text', data: TEXT, crc: 5 }]),
      /its CRC-32 does not fit/,
    ],
    [
      'less than it names',
      () => makeZip([{ name: 'text', data: TEXT, size: 200_000 }]),
      /not enough bytes/i,
    ],
    [
      'more than it names: a bomb',
      () => makeZip([{ name: 'text', data: TEXT, size: 10 }]),
      /too many bytes/i,
    ],
    [
      'more than allowed',
      () => makeZip([{ name: 'text', data: TEXT }]),
      /100000 bytes, at most 99999/,
      { maxBytes: 99_999 },
    ],
  ];
  for (const [what, bytes, message, options] of lies) {
    test(`${what}: an error that names the archive, and nothing left over`, async () => {
      write(bytes());
      await assert.rejects(unzipMember(archive, 'text', target, options), (error: Error) => {
        assert.ok(error.message.startsWith(`${archive}: `), error.message);
        assert.match(error.message, message);
        return true;
      });
      nothingLeft();
    });
  }

  test('a file that the check refuses does not get its name', async () => {
    write(makeZip([{ name: 'text', data: TEXT }]));
    const check = () => Promise.reject(new Error('not what I wanted'));
    await assert.rejects(unzipMember(archive, 'text', target, { check }), /not what I wanted/);
    nothingLeft();
  });

  test('an abort stops it with its own reason', async () => {
    write(makeZip([{ name: 'text', data: TEXT }]));
    const signal = AbortSignal.abort(new Error('stopped by hand'));
    await assert.rejects(unzipMember(archive, 'text', target, { signal }), {
      message: 'stopped by hand',
    });
    nothingLeft();
  });

  test('1,000 mutated archives: an error, or exactly the file', async () => {
    const random = new Random(8);
    const small = Buffer.from(Array.from({ length: 300 }, () => 97 + random.integer(6)));
    const good = makeZip([{ name: 'text', data: small }]);
    let errors = 0;
    for (let i = 0; i < 1000; i++) {
      let bytes = Buffer.from(good);
      for (let faults = 1 + random.integer(3); faults > 0; faults--) {
        const at = random.integer(bytes.length);
        if (random.integer(4) === 0) bytes = Buffer.from(bytes.subarray(0, at + 1));
        else bytes[at] = random.integer(256);
      }
      write(bytes);
      try {
        await unzipMember(archive, 'text', target, { maxBytes: 1e6 });
        assert.ok(fs.readFileSync(target).equals(small));
        fs.rmSync(target);
      } catch (error) {
        assert.ok((error as Error).message.startsWith(`${archive}: `), String(error));
        errors++;
      }
    }
    nothingLeft();
    assert.ok(errors > 500 && errors < 1000, `${errors} errors: the mutations do their work`);
  });
});
