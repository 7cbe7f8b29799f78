import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

// Each case is a small repository of its own in a temporary folder; the real runner runs on it.

const ROOT = path.resolve(__dirname, '../..');
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Run {
  root: string;
  status: number | null;
  output: string;
  lastLine: string;
}

/** Runs the runner over the given files, by default on the part `unit`. */
function run(
  files: Record<string, string>,
  { words = ['unit'], env = {}, minutes = 1 }: RunOptions = {},
): Run {
  const root = mkdtempSync(path.join(tmpdir(), 'test-runner-'));
  folders.push(root);
  for (const shared of ['node_modules', '.venv-test']) {
    if (existsSync(path.join(ROOT, shared)))
      symlinkSync(path.join(ROOT, shared), path.join(root, shared));
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  const from = (name: string) => JSON.stringify(pathToFileURL(path.join(ROOT, name)).href);
  const script = `
    import { planSteps } from ${from('scripts/test/parts.mjs')};
    import { runAll } from ${from('scripts/test/run-all.mjs')};
    const steps = planSteps(process.cwd(), ${JSON.stringify(words)});
    for (const step of steps) step.minutes = ${minutes};
    const write = (text) => process.stdout.write(text);
    process.exitCode = await runAll(steps, { root: process.cwd(), write });
  `;
  const { CI: _, ...rest } = process.env;
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: { ...rest, PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1', ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  const output = `${result.stdout}${result.stderr}`;
  return {
    root,
    status: result.status,
    output,
    lastLine: result.stdout.trimEnd().split('\n').at(-1)!,
  };
}

interface RunOptions {
  words?: string[];
  env?: Record<string, string>;
  minutes?: number;
}

const HEAD = `
  import { describe, test } from 'node:test';
  import assert from 'node:assert/strict';
`;
const PASSING = `${HEAD} test('holds', () => {});`;

/** Whether a process runs; one that ended and waits to be collected does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (!existsSync('/proc')) return true;
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** What stands under the closing heading "failed". */
function failures(result: Run): string {
  return result.output.split('── failed ')[1] ?? '';
}

describe('true counts', () => {
  test('a nested test counts once, suites do not count, files add up over both runners', () => {
    const result = run({
      'test/unit/a.test.mjs': `${HEAD}
        test('plain', () => {});
        test('parent', async (t) => { await t.test('one', () => {}); await t.test('two', () => {}); });
        describe('suite', () => { test('inside', () => {}); describe('deeper', () => { test('x', () => {}); }); });
      `,
      'test/unit/deep/b.test.ts': `${HEAD} const n: number = 1; test('typed', () => assert.equal(n, 1));`,
      'test/unit/test_c.py':
        'import pytest\n@pytest.mark.parametrize("n", [1, 2])\ndef test_n(n):\n    assert n\n',
      'test/unit/fixtures/not-mine.test.mjs': 'throw new Error("a fixture was run as a test")',
    });
    assert.equal(result.lastLine, '8 passed, 0 failed, 0 skipped', result.output);
    assert.equal(result.status, 0);
  });

  test('a failure in a nested test counts once and its details stand at the end', () => {
    const result = run({
      'test/unit/a.test.mjs': `${HEAD}
        test('parent', async (t) => {
          await t.test('good', () => {});
          await t.test('bad', () => assert.equal('left hand', 'right hand'));
        });
      `,
    });
    assert.equal(result.lastLine, '1 passed, 1 failed, 0 skipped', result.output);
    assert.equal(result.status, 1);
    assert.match(failures(result), /✖ test\/unit\/a\.test\.mjs > parent > bad\n.*AssertionError/);
    assert.match(failures(result), /left hand/);
    assert.match(failures(result), /a\.test\.mjs:\d+/, 'the stack leads to the line');
  });

  test('a parent or a suite that fails by itself is a failure beside its children', () => {
    const result = run({
      'test/unit/a.test.mjs': `${HEAD}
        import { after } from 'node:test';
        test('parent', async (t) => { await t.test('good', () => {}); assert.fail('own'); });
        describe('hooked', () => { after(() => { throw new Error('hook'); }); test('fine', () => {}); });
      `,
    });
    assert.equal(result.lastLine, '2 passed, 2 failed, 0 skipped', result.output);
    assert.match(failures(result), /a\.test\.mjs > hooked\n.*hook/);
  });

  test('pytest: failures, errors in set-up and expected failures', () => {
    const result = run({
      'test/unit/test_a.py': [
        'import pytest',
        'def test_good(): pass',
        'def test_bad(): assert 1 == 2',
        '@pytest.fixture\ndef broken(): raise RuntimeError("no fixture")',
        'def test_error(broken): pass',
        '@pytest.mark.xfail(reason="known")\ndef test_known(): assert False',
        '@pytest.mark.skip(reason="no moon")\ndef test_skip(): pass',
      ].join('\n'),
    });
    assert.equal(result.lastLine, '1 passed, 2 failed, 2 skipped', result.output);
    assert.equal(result.status, 1);
    assert.match(failures(result), /test_a\.py::test_bad\n[^✖]*assert 1 == 2/);
    assert.match(failures(result), /no fixture/);
    assert.match(result.output, /- test\/unit\/test_a\.py::test_skip: no moon/);
    assert.match(result.output, /- test\/unit\/test_a\.py::test_known: todo known/);
  });
});

describe('a runner that crashes or runs nothing is a failure', () => {
  const cases: Record<string, [Record<string, string>, RegExp]> = {
    'a file that throws on import': [
      { 'test/unit/a.test.mjs': 'throw new Error("on import")' },
      /on import/,
    ],
    'a file that kills itself': [
      {
        'test/unit/a.test.mjs': `${PASSING} test('k', () => process.kill(process.pid, 'SIGKILL'));`,
      },
      /a\.test\.mjs/,
    ],
    'a file that leaves early with status 0': [
      {
        'test/unit/a.test.mjs': `${PASSING}
          test('first', () => new Promise((resolve) => setTimeout(resolve, 300)));
          test('leaves', () => process.exit(0));
          test('never run', () => {});`,
      },
      /process\.exit\(\) was called inside a test file/,
    ],
    'a file without tests': [{ 'test/unit/a.test.mjs': 'export {};' }, /ran no test/],
    'a test that never ends': [
      { 'test/unit/a.test.mjs': `${HEAD} test('waits', () => new Promise(() => {}));` },
      /waits/,
    ],
    'a part without files': [{}, /no test file in test\/unit/],
    'a Python file that cannot be imported': [
      { 'test/unit/test_a.py': 'import no_such_module_here' },
      /no_such_module_here/,
    ],
    'a Python file without tests': [
      { 'test/unit/test_a.py': 'x = 1' },
      /runner of unit \(pytest\)/,
    ],
    'Python that leaves with status 0': [
      { 'test/unit/test_a.py': 'import os\ndef test_a(): os._exit(0)\n' },
      /ended with exit status 0 before it was done/,
    ],
  };
  for (const [name, [files, expected]] of Object.entries(cases)) {
    test(name, () => {
      const others = { 'test/parity/good.test.mjs': PASSING };
      const result = run({ ...files, ...others }, { words: ['unit', 'parity'] });
      assert.equal(result.status, 1, result.output);
      assert.match(result.lastLine, /^\d+ passed, 1 failed, 0 skipped$/);
      assert.match(failures(result), expected);
      assert.match(result.output, /✔ parity /, 'the other parts still run');
    });
  }

  test('a suite that hangs is stopped, with all it started', async () => {
    const result = run(
      {
        'test/unit/test_a.py': [
          'import subprocess, time',
          'def test_a():',
          '    child = subprocess.Popen(["sleep", "300"])',
          '    open("pid", "w").write(str(child.pid))',
          '    time.sleep(300)',
        ].join('\n'),
      },
      { minutes: 6 / 60 },
    );
    assert.equal(result.status, 1);
    assert.match(failures(result), /did not end in 0\.1 minutes and was stopped/);
    const pid = Number(readFileSync(path.join(result.root, 'pid'), 'utf8'));
    assert.ok(pid > 0);
    // A killed process takes a moment to go on a busy machine.
    for (let looks = 0; isRunning(pid) && looks < 50; looks++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(isRunning(pid), false, 'the sleeping child is gone');
  });

  test('an unknown part is refused with the names of the parts', () => {
    const result = run({}, { words: ['unti'] });
    assert.notEqual(result.status, 0);
    assert.match(
      result.output,
      /"unti" is no part .*check, unit, parity, kernel, notebooks, browser/,
    );
  });

  test('a single file can be run', () => {
    const files = { 'test/unit/a.test.mjs': PASSING, 'test/unit/b.test.mjs': 'throw 1' };
    const result = run(files, { words: ['test/unit/a.test.mjs'] });
    assert.equal(result.lastLine, '1 passed, 0 failed, 0 skipped', result.output);
  });
});

describe('skips', () => {
  const files = {
    'test/unit/a.test.mjs': `${HEAD}
      test('on the moon', { skip: 'no moon here' }, () => {});
      test('on earth', () => {});
      test('later', { todo: 'not now' }, () => { throw new Error('not built'); });
    `,
  };
  const list = (text: string) => ({ ...files, 'test/allowed-skips.txt': text });
  const both = [
    'test/unit/a.test.mjs > on the moon | no moon here',
    'test/unit/a.test.mjs > later | todo not now',
  ].join('\n');

  test('without CI they are counted and said, and do not fail', () => {
    const result = run(files);
    assert.equal(result.lastLine, '1 passed, 0 failed, 2 skipped', result.output);
    assert.equal(result.status, 0);
    assert.match(result.output, /- test\/unit\/a\.test\.mjs > on the moon: no moon here/);
  });

  test('with CI a skip that is not named fails', () => {
    const result = run(files, { env: { CI: '1' } });
    assert.equal(result.lastLine, '1 passed, 2 failed, 0 skipped', result.output);
    assert.equal(result.status, 1);
    assert.match(failures(result), /a\.test\.mjs > on the moon \| no moon here/);
  });

  test('with CI a skip that is named with its reason is let through', () => {
    const result = run(list(`# a comment\n\n${both}\n`), { env: { CI: 'true' } });
    assert.equal(result.lastLine, '1 passed, 0 failed, 2 skipped', result.output);
    assert.equal(result.status, 0);
  });

  test('with CI a skip for another reason than the named one fails', () => {
    const result = run(list(both.replace('no moon here', 'no sun here')), { env: { CI: '1' } });
    assert.equal(result.lastLine, '1 passed, 1 failed, 1 skipped', result.output);
  });

  test('an entry without a reason is refused, with its line', () => {
    const result = run(list('# first\ntest/unit/a.test.mjs > on the moon\n'), { env: { CI: '1' } });
    assert.notEqual(result.status, 0);
    assert.match(result.output, /allowed-skips\.txt:2: wanted "test \| reason"/);
  });
});
