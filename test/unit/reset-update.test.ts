// npm run reset and npm run update: a lesson comes back as committed, a new version comes in, and
// nothing that a learner wrote is lost. In clones of a small repository made here.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { writeTree } from '../helpers/stand-in-clone';

const ROOT = path.resolve(__dirname, '../..');
const FIRST = 'notebooks/01-perceptron.ipynb';
const SECOND = 'notebooks/02-multilayer-network.ipynb';
const KOREAN = 'notebooks/ko/01-perceptron.ipynb';

const IDENTITY = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];

let folder: string;
let author: string;
let clone: string;
let count = 0;

const today = new Date();
const DAY = [today.getFullYear(), today.getMonth() + 1, today.getDate()]
  .map((part) => String(part).padStart(2, '0'))
  .join('-');
const MINE = `notebooks/01-perceptron.mine-${DAY}.ipynb`;

before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'reset-'));
  author = path.join(folder, 'author');
  writeTree(author, {
    [FIRST]: 'first, version 1\n',
    [SECOND]: 'second, version 1\n',
    [KOREAN]: '첫째, 판 1\n',
    'lib/nn.ts': 'version 1\n',
    '.gitignore': readFileSync(path.join(ROOT, '.gitignore'), 'utf8'),
  });
  cpSync(path.join(ROOT, 'scripts'), path.join(author, 'scripts'), { recursive: true });
  git(author, 'init', '-q', '-b', 'main');
  commit('Version 1');
  git(author, 'clone', '-q', '--bare', author, path.join(folder, 'remote.git'));
  git(author, 'remote', 'add', 'origin', path.join(folder, 'remote.git'));
});
beforeEach(() => {
  clone = path.join(folder, `clone ${++count}`);
  git(folder, 'clone', '-q', path.join(folder, 'remote.git'), clone);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function git(cwd: string, ...args: string[]): string {
  const ran = spawnSync('git', [...IDENTITY, ...args], { cwd, encoding: 'utf8' });
  assert.equal(ran.status, 0, `git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}

function commit(message: string): void {
  git(author, 'add', '-A');
  git(author, 'commit', '-q', '-m', message);
}

/** The author publishes a new version. */
function publish(files: Record<string, string>): void {
  writeTree(author, files);
  commit('A new version');
  git(author, 'push', '-q', 'origin', 'main');
}

function run(script: string, ...args: string[]) {
  const file = path.join(clone, 'scripts', `${script}.mjs`);
  const ran = spawnSync(process.execPath, [file, ...args], { cwd: tmpdir(), encoding: 'utf8' });
  assert.doesNotMatch(ran.stderr, /\n\s+at /, 'no stack');
  return { status: ran.status, output: ran.stdout + ran.stderr };
}

const read = (name: string) => readFileSync(path.join(clone, name), 'utf8');
const edit = (name: string, text: string) => writeTree(clone, { [name]: text });
const has = (name: string) => existsSync(path.join(clone, name));

describe('npm run reset', () => {
  test('gives a lesson back; the learner’s is kept beside it, and git ignores it', () => {
    edit(FIRST, 'my work\n');
    const { status, output } = run('reset', '01');
    assert.equal(status, 0, output);
    assert.match(output, new RegExp(`Yours is kept as ${path.basename(MINE)}`));
    assert.equal(read(FIRST), 'first, version 1\n');
    assert.equal(read(MINE), 'my work\n');
    assert.equal(git(clone, 'status', '--porcelain'), '');
  });

  test('never writes over a kept copy', () => {
    for (const work of ['one', 'two', 'three']) {
      edit(FIRST, work);
      assert.equal(run('reset', '1').status, 0);
    }
    assert.equal(read(MINE), 'one');
    assert.equal(read(MINE.replace('.ipynb', '-2.ipynb')), 'two');
    assert.equal(read(MINE.replace('.ipynb', '-3.ipynb')), 'three');
  });

  test('an untouched lesson makes no copy; a deleted one comes back', () => {
    assert.match(run('reset', '01').output, /already as it was committed/);
    unlinkSync(path.join(clone, SECOND));
    assert.match(run('reset', '02').output, /is as it was committed\. If it is open/);
    assert.equal(read(SECOND), 'second, version 1\n');
    assert.deepEqual(readdirSync(path.join(clone, 'notebooks')).sort(), [
      '01-perceptron.ipynb',
      '02-multilayer-network.ipynb',
      'ko',
    ]);
  });

  test('several at once, and the Korean edition', () => {
    edit(KOREAN, '내 것');
    edit(SECOND, 'mine');
    assert.equal(run('reset', 'ko/01', '02-multilayer-network.ipynb').status, 0);
    assert.equal(read(KOREAN), '첫째, 판 1\n');
    assert.equal(read(SECOND), 'second, version 1\n');
  });

  test('an unknown lesson, or none: an error with the lessons there are', () => {
    edit(FIRST, 'my work\n');
    for (const words of [['99'], []]) {
      const { status, output } = run('reset', ...words);
      assert.equal(status, 1);
      assert.match(output, /There are: 01-perceptron\.ipynb, 02-multilayer-network\.ipynb\./);
    }
    assert.equal(read(FIRST), 'my work\n');
  });

  test('in a downloaded archive, without git: says so and touches nothing', () => {
    rmSync(path.join(clone, '.git'), { recursive: true });
    edit(FIRST, 'my work\n');
    const { status, output } = run('reset', '01');
    assert.equal(status, 1);
    assert.match(output, /not made by git clone .*download the project again/);
    assert.equal(read(FIRST), 'my work\n');
  });
});

describe('a new version', () => {
  let version = 1;
  const next = () => `first, version ${++version}\n`;

  test('plain git pull refuses to write over an edited lesson', () => {
    publish({ [FIRST]: next() });
    edit(FIRST, 'my work\n');
    const pull = spawnSync('git', ['pull', '-q'], { cwd: clone, encoding: 'utf8' });
    assert.notEqual(pull.status, 0);
    assert.equal(read(FIRST), 'my work\n');
  });

  test('npm run update takes it in and keeps the edited lesson beside the new one', () => {
    const text = next();
    publish({ [FIRST]: text });
    edit(FIRST, 'my work\n');
    edit(SECOND, 'my second work\n');
    const { status, output } = run('update');
    assert.equal(status, 0, output);
    assert.match(output, new RegExp(`yours is kept as ${path.basename(MINE)}`));
    assert.equal(read(FIRST), text);
    assert.equal(read(MINE), 'my work\n');
    assert.equal(read(SECOND), 'my second work\n', 'a lesson that did not change is left alone');
    assert.match(run('update').output, /This is the newest version/);
  });

  test('a staged edit, a deleted lesson and a name that the new version takes too', () => {
    edit(FIRST, 'my staged work\n');
    git(clone, 'add', FIRST);
    unlinkSync(path.join(clone, KOREAN));
    edit('notebooks/03-tensors.ipynb', 'my own third\n');
    const text = next();
    publish({ [FIRST]: text, [KOREAN]: text, 'notebooks/03-tensors.ipynb': 'third\n' });
    const { status, output } = run('update');
    assert.equal(status, 0, output);
    assert.equal(read(FIRST), text);
    assert.equal(read(MINE), 'my staged work\n');
    assert.equal(read(KOREAN), text);
    assert.equal(read('notebooks/03-tensors.ipynb'), 'third\n');
    assert.equal(read(`notebooks/03-tensors.mine-${DAY}.ipynb`), 'my own third\n');
    assert.equal(git(clone, 'status', '--porcelain'), '');
  });

  test('an edited file of lib that it changes too stops it, with nothing changed', () => {
    edit('lib/nn.ts', 'my layer\n');
    edit(FIRST, 'my work\n');
    publish({ 'lib/nn.ts': `version ${version}\n`, [FIRST]: next() });
    const { status, output } = run('update');
    assert.equal(status, 1);
    assert.match(output, /You edited lib\/nn\.ts, which the new version changes too.*git stash/);
    assert.equal(read('lib/nn.ts'), 'my layer\n');
    assert.equal(read(FIRST), 'my work\n');
    assert.ok(!has(MINE));
  });

  test('commits of one’s own: what to do, with nothing changed', () => {
    edit(SECOND, 'committed work\n');
    git(clone, 'commit', '-q', '-a', '-m', 'Mine');
    edit(FIRST, 'my work\n');
    publish({ [FIRST]: next() });
    const { status, output } = run('update');
    assert.equal(status, 1);
    assert.match(output, /commits of your own.*git pull --rebase/);
    assert.equal(read(FIRST), 'my work\n');
  });

  test('a server that cannot be reached, and a branch that follows none', () => {
    git(clone, 'remote', 'set-url', 'origin', 'http://127.0.0.1:9/x.git');
    assert.match(run('update').output, /cannot be reached: connect this machine/);
    git(clone, 'branch', '--unset-upstream');
    assert.match(run('update').output, /follows no other.*--set-upstream-to/);
  });

  test('when git cannot take it in, the learner’s lesson is back in its place', () => {
    publish({ [FIRST]: next(), 'new-file': 'theirs\n' });
    edit(FIRST, 'my work\n');
    edit('new-file/inside', 'x'); // a folder stands where the new file goes: refused at the merge
    const { status, output } = run('update');
    assert.equal(status, 1, output);
    assert.match(output, /Taking in the new version failed: .*new-file/s);
    assert.equal(read(FIRST), 'my work\n');
    assert.equal(read('new-file/inside'), 'x');
  });
});
