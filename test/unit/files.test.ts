import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { sha256, writeFileAtomic, writeFileAtomicSync } from '../../lib/files';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'files-test-'));
after(() => fs.rmSync(folder, { recursive: true }));

const at = (...names: string[]) => path.join(folder, ...names);

const writers = {
  writeFileAtomic,
  writeFileAtomicSync: async (...args: Parameters<typeof writeFileAtomicSync>) =>
    writeFileAtomicSync(...args),
};

for (const [name, write] of Object.entries(writers)) {
  describe(name, () => {
    test('writes text and bytes, and makes missing folders', async () => {
      await write(at(name, 'deep', 'a.txt'), '한국어 ✓\n');
      assert.equal(fs.readFileSync(at(name, 'deep', 'a.txt'), 'utf8'), '한국어 ✓\n');
      const bytes = new Uint8Array(3_000_000).map((_, i) => i % 251);
      // A view into a larger buffer: only its own bytes are written.
      await write(at(name, 'b.bin'), bytes.subarray(1000, 2_000_000));
      const back = fs.readFileSync(at(name, 'b.bin'));
      assert.equal(Buffer.compare(back, bytes.subarray(1000, 2_000_000)), 0);
      assert.deepEqual(fs.readdirSync(at(name)).sort(), ['b.bin', 'deep']);
    });

    test('replaces a file whole and keeps its mode', async () => {
      const file = at(name, 'mode.txt');
      fs.writeFileSync(file, 'a much longer text than the next');
      fs.chmodSync(file, 0o640);
      await write(file, 'next');
      assert.equal(fs.readFileSync(file, 'utf8'), 'next');
      assert.equal(fs.statSync(file).mode & 0o777, 0o640);
    });

    test('a symbolic link stays one, and its target is replaced', async () => {
      fs.writeFileSync(at(name, 'target.txt'), 'old');
      fs.symlinkSync('target.txt', at(name, 'link.txt'));
      await write(at(name, 'link.txt'), 'new');
      assert.ok(fs.lstatSync(at(name, 'link.txt')).isSymbolicLink());
      assert.equal(fs.readFileSync(at(name, 'target.txt'), 'utf8'), 'new');
      fs.symlinkSync('not-yet.txt', at(name, 'dangling.txt'));
      await write(at(name, 'dangling.txt'), 'made');
      assert.equal(fs.readFileSync(at(name, 'not-yet.txt'), 'utf8'), 'made');
      fs.symlinkSync('round.txt', at(name, 'round.txt'));
      await assert.rejects(async () => write(at(name, 'round.txt'), 'x'), /in a circle/);
    });

    test('a failure names the file, keeps the old one and leaves nothing behind', async () => {
      fs.mkdirSync(at(name, 'taken', 'inside'), { recursive: true });
      await assert.rejects(
        async () => write(at(name, 'taken'), 'x'),
        /cannot write .*taken: it is a folder/,
      );
      fs.writeFileSync(at(name, 'file'), '');
      await assert.rejects(
        async () => write(at(name, 'file', 'child'), 'x'),
        /cannot write .*child/,
      );
      fs.writeFileSync(at(name, 'kept.txt'), 'kept');
      const wrong = { length: 3 } as unknown as Uint8Array; // fails after the temporary is open
      await assert.rejects(
        async () => write(at(name, 'kept.txt'), wrong),
        /cannot write .*kept\.txt/,
      );
      assert.equal(fs.readFileSync(at(name, 'kept.txt'), 'utf8'), 'kept');
      assert.deepEqual(
        fs.readdirSync(at(name)).filter((entry) => entry.endsWith('.tmp')),
        [],
      );
    });
  });
}

test('a reader never sees a part, and a kill leaves the old file or the new one', async () => {
  const file = at('killed.txt');
  const size = 8_000_000;
  const code = `const { writeFileAtomicSync } = require('./lib/files');
    for (let i = 0; ; i++) {
      writeFileAtomicSync(process.env.TARGET, String(i % 10).repeat(${size}));
      if (i === 0) console.log('first');
    }`;
  const writer = spawn(process.execPath, ['--import', 'tsx', '--eval', code], {
    cwd: path.resolve(__dirname, '../..'),
    env: { ...process.env, TARGET: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(writer.stdout, 'data');
    const whole = () => {
      const text = fs.readFileSync(file, 'latin1');
      assert.equal(text.length, size);
      assert.equal(text, text[0].repeat(size));
      return text[0];
    };
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) seen.add(whole());
    assert.ok(seen.size > 1, 'the writer went on while the file was read');
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    whole();
  } finally {
    writer.kill('SIGKILL');
  }
});

test('many writers at once leave one of their texts whole', async () => {
  const texts = Array.from({ length: 20 }, (_, i) => String.fromCharCode(97 + i).repeat(100_000));
  await Promise.all(texts.map((text) => writeFileAtomic(at('race.txt'), text)));
  assert.ok(texts.includes(fs.readFileSync(at('race.txt'), 'utf8')));
});

describe('sha256', () => {
  test('gives the published checksums', async () => {
    fs.writeFileSync(at('abc'), 'abc');
    fs.writeFileSync(at('empty'), '');
    fs.writeFileSync(at('million'), 'a'.repeat(1_000_000));
    const values = await Promise.all(['abc', 'empty', 'million'].map((name) => sha256(at(name))));
    // FIPS 180-4's examples.
    assert.deepEqual(values, [
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0',
    ]);
  });

  test('a missing file is named, and a signal stops the reading', async () => {
    await assert.rejects(sha256(at('nowhere')), /cannot read .*nowhere: ENOENT/);
    const stop = AbortSignal.abort(new Error('enough'));
    await assert.rejects(sha256(at('million'), { signal: stop }), /^Error: enough$/);
  });
});

test('data in pieces is written as one, and a failure on the way leaves nothing', async () => {
  const pieces = [Buffer.from('first '), new Uint8Array([0x32, 0x0a]), Buffer.alloc(200_000, 'x')];
  await writeFileAtomic(at('pieces.txt'), pieces.values());
  assert.deepEqual(fs.readFileSync(at('pieces.txt')), Buffer.concat(pieces));
  async function* broken() {
    yield pieces[0];
    throw new Error('no more');
  }
  await assert.rejects(writeFileAtomic(at('pieces.txt'), broken()), /cannot write .*: no more/);
  assert.deepEqual(fs.readFileSync(at('pieces.txt')), Buffer.concat(pieces));
  assert.deepEqual(
    fs.readdirSync(folder).filter((name) => name.startsWith('.pieces')),
    [],
  );
});
