// Single parts of the set-up: patches, moved environments, the lock, and what it installs from.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { writeTree } from '../helpers/stand-in-clone';

const ROOT = path.resolve(__dirname, '../..');
const part = (name: string) => import(pathToFileURL(path.join(ROOT, 'scripts/setup', name)).href);

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'setup-parts-'));
});
after(() => rmSync(folder, { recursive: true }));

describe('a patch', () => {
  test('made by git applies as git applies it: changes, a new file, a deleted one, no last newline', async () => {
    const { applyPatch } = await part('patch.mjs');
    const lines = Array.from({ length: 40 }, (_, i) => `line ${i + 1}`);
    const old: Record<string, string> = {
      'a.cc': `${lines.join('\n')}\n`,
      'b/c.h': 'only\nlast without newline',
      'gone.cc': 'x\ny\n',
      'd.h': 'one\ntwo',
    };
    const changed = [...lines];
    changed[4] = 'changed';
    changed.splice(20, 2, 'put in', '', 'put in too');
    const renewed: Record<string, string> = {
      'a.cc': `first\n${changed.slice(0, 38).join('\n')}\n`,
      'b/c.h': 'only\nother last',
      'new/e.cc': 'new\n',
      'd.h': 'one\ntwo\n',
    };
    const git = (...args: string[]) => {
      const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.org'];
      const ran = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
      assert.equal(ran.status, 0, ran.stderr);
      return ran.stdout;
    };
    git('init', '-q');
    writeTree(folder, old);
    git('add', '.');
    git('commit', '-qm', 'old');
    writeTree(folder, renewed);
    rmSync(path.join(folder, 'gone.cc'));
    git('add', '.');
    const file = path.join(folder, 'x.patch');
    for (const context of [3, 0]) {
      writeFileSync(file, git('diff', '--cached', '--no-renames', `-U${context}`));
      const target = path.join(folder, `target-${context}`);
      writeTree(target, old);
      applyPatch(file, target);
      for (const [name, text] of Object.entries(renewed)) {
        assert.equal(readFileSync(path.join(target, name), 'utf8'), text, name);
      }
      assert.ok(!readdirSync(target).includes('gone.cc'));
    }
  });

  test('that does not fit, is cut off, is empty or points outside is refused', async () => {
    const { applyPatch } = await part('patch.mjs');
    const target = path.join(folder, 'refusing');
    writeTree(target, { 'a.cc': 'one\ntwo\n' });
    const refuse = (text: string, pattern: RegExp) => {
      const file = path.join(folder, 'bad.patch');
      writeFileSync(file, text);
      assert.throws(() => applyPatch(file, target), pattern);
      assert.equal(readFileSync(path.join(target, 'a.cc'), 'utf8'), 'one\ntwo\n');
    };
    const head = '--- a/a.cc\n+++ b/a.cc\n';
    refuse(
      `${head}@@ -1,2 +1,2 @@\n one\n-three\n+four\n`,
      /bad\.patch: a\.cc, line 2: .*"three\\n".*"two\\n"/,
    );
    refuse(`${head}@@ -1,2 +1,2 @@\n one\n`, /the hunk ends before/);
    refuse('', /holds no change/);
    refuse('--- a/../b\n+++ b/../b\n@@ -1 +1 @@\n-x\n+y\n', /lies outside the sources/);
  });
});

describe('the paths of a moved environment', () => {
  const program = (head: string) =>
    `${head}import sys\nprint("/old/place/.venv/bin/python stays")\n`;
  const throughSh = (python: string) => `#!/bin/sh\n'''exec' "${python}" "$0" "$@"\n' '''\n`;

  function environment(at: string): string {
    const venv = mkdtempSync(path.join(folder, 'venv-'));
    writeTree(venv, {
      'bin/plain': program(`#!${at}/bin/python3.11\n`),
      'bin/long': program(throughSh(`${at}/bin/python`)),
      'bin/other': '#!/bin/bash\necho "/old/place/.venv"\n',
      'bin/activate': `VIRTUAL_ENV="${at}"\nPATH="${at}/bin:$PATH"\nX=${at}-not\n`,
      'pyvenv.cfg': `home = /usr/bin\ncommand = /usr/bin/python3 -m venv ${at}\n`,
    });
    return venv;
  }
  const read = (venv: string, name: string) => readFileSync(path.join(venv, name), 'utf8');

  test('are rewritten, and only those', async () => {
    const { rewriteVenv } = await part('relocate.mjs');
    const venv = environment('/old/place/.venv');
    const { mode } = statSync(path.join(venv, 'bin/plain'));
    rewriteVenv(venv, '/old/place/.venv', '/new/.venv');
    assert.equal(read(venv, 'bin/plain'), program('#!/new/.venv/bin/python3.11\n'));
    assert.equal(read(venv, 'bin/long'), program('#!/new/.venv/bin/python\n'));
    assert.equal(read(venv, 'bin/other'), '#!/bin/bash\necho "/old/place/.venv"\n');
    const activate =
      'VIRTUAL_ENV="/new/.venv"\nPATH="/new/.venv/bin:$PATH"\nX=/old/place/.venv-not\n';
    assert.equal(read(venv, 'bin/activate'), activate);
    assert.match(read(venv, 'pyvenv.cfg'), /-m venv \/new\/\.venv\n/);
    assert.equal(statSync(path.join(venv, 'bin/plain')).mode, mode);
  });

  test('through a path with a space, into one that contains the old, twice over, and back', async () => {
    const { rewriteVenv } = await part('relocate.mjs');
    const old = '/old/place/.venv';
    const venv = environment(old);
    const places = ['/내 폴더/x/.venv', `/x${old}`, `/${'deep/'.repeat(40)}.venv`, old];
    let from = old;
    for (const to of places) {
      for (const _ of [1, 2]) rewriteVenv(venv, from, to); // the second, as after a kill
      const python = `${to}/bin/python3.11`;
      const simple = !to.includes(' ') && to.length < 100;
      assert.equal(read(venv, 'bin/plain'), program(simple ? `#!${python}\n` : throughSh(python)));
      assert.match(read(venv, 'bin/activate'), new RegExp(`^VIRTUAL_ENV="${to}"\nPATH="${to}/bin`));
      from = to;
    }
  });
});

describe('the lock', () => {
  test('of a dead process is not counted, nor one whose number another process has now', async () => {
    const { acquire } = await part('lock.mjs');
    const locks = path.join(folder, 'lock');
    const dead = spawnSync(process.execPath, ['-e', 'console.log(process.pid)'], {
      encoding: 'utf8',
    });
    writeTree(locks, {
      [`${dead.stdout.trim()}-1-1`]: '000000000001',
      [`${process.ppid}-7-1`]: '',
    });
    const release = await acquire(locks, () => assert.fail('waited for the dead'));
    assert.equal(readdirSync(locks).length, 1);
    release();
    assert.deepEqual(readdirSync(locks), []);
  });

  test('of a killed process that its parent still lists is not counted', async () => {
    const { acquire } = await part('lock.mjs');
    const locks = path.join(folder, 'zombie');
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
    try {
      const pid = await new Promise<string>((resolve) => {
        parent.stdout.on('data', (data) => resolve(String(data).trim()));
      });
      const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      const start = process.platform === 'linux' ? stat()[19] : '';
      writeTree(locks, { [`${pid}-${start}-1`]: '000000000001' });
      const waited: number[] = [];
      const release = await acquire(locks, (ahead: number) => waited.push(ahead));
      assert.deepEqual(waited, process.platform === 'linux' ? [Number(pid)] : []);
      if (process.platform === 'linux') assert.equal(stat()[0], 'Z');
      release();
    } finally {
      parent.kill('SIGKILL');
    }
  });

  test('lets one through at a time, in turn', async () => {
    const { acquire } = await part('lock.mjs');
    const locks = path.join(folder, 'turns');
    let inside = 0;
    const waited: number[] = [];
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const release = await acquire(locks, (pid: number) => waited.push(pid));
        assert.equal(++inside, 1);
        await new Promise((resolve) => setTimeout(resolve, 30));
        inside--;
        release();
      }),
    );
    assert.deepEqual(waited, Array(4).fill(process.pid));
  });
});

test('package-lock.json names every package that npm ci looks for, of every system', () => {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
  const missing: string[] = [];
  for (const [where, entry] of Object.entries<Record<string, Record<string, string>>>(packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const parts = where.split('/node_modules/');
      const above = parts.map((_, i) => parts.slice(0, i + 1).join('/node_modules/'));
      const places = ['', ...above.map((at) => `${at}/`)].map((at) => `${at}node_modules/${name}`);
      if (!places.some((place) => packages[place])) missing.push(`${where} wants ${name}`);
    }
  }
  assert.deepEqual(missing, []);
});

test('every Python requirement is pinned with a hash', () => {
  for (const file of [
    'scripts/requirements.txt',
    'scripts/tensorflow/requirements.txt',
    'test/requirements.txt',
  ]) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const entries = text
      .replace(/^\s*#.*\n/gm, '')
      .replace(/\\\n/g, ' ')
      .split('\n')
      .filter(Boolean);
    assert.ok(entries.length > 0);
    for (const entry of entries)
      assert.match(entry, /^[\w.[\]-]+==\S+ .*--hash=sha256:\w{64}/, file);
  }
});
