// What set-up says when the machine lacks something: each condition is made, the sentence is read.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  HAS_TENSORFLOW,
  makeClone,
  makeStandIns,
  offline,
  runScript,
  type StandIns,
  writeTree,
} from '../helpers/stand-in-clone';

let standIns: StandIns;
let clone: string;
let env: NodeJS.ProcessEnv;
let python: string;
before(() => {
  standIns = makeStandIns();
  clone = makeClone(standIns);
  const probe = ['-c', 'import sys; print(sys.executable)'];
  python = spawnSync('python3', probe, { encoding: 'utf8' }).stdout.trim();
  env = offline(standIns);
});
after(() => {
  for (const folder of [clone, standIns.folder]) rmSync(folder, { recursive: true, force: true });
});

/** A PATH of one folder: Node, npm, what is named, and what is given as a script. */
function pathWith(scripts: Record<string, string>, programs: string[] = []): string {
  const bin = path.join(clone, `bin-${Math.round(performance.now() * 1000)}`);
  mkdirSync(bin);
  symlinkSync(process.execPath, path.join(bin, 'node'));
  for (const name of ['npm', 'sh', 'env', ...programs]) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    symlinkSync(stdout.trim(), path.join(bin, name));
  }
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  return bin;
}

const realPython = () => `exec "${python}" "$@"`;

/** Runs set-up, which must fail with one sentence that matches, and without a stack. */
async function mustSay(pattern: RegExp, changes: NodeJS.ProcessEnv, nodeArgs: string[] = []) {
  const own = { ...env, CXX: '', ...changes };
  const { status, output } = await runScript(clone, 'scripts/setup.mjs', own, [], nodeArgs);
  assert.equal(status, 1, output);
  assert.match(output, pattern);
  assert.doesNotMatch(output, /\n\s+at .*:\d+/, 'a sentence, not a stack');
  const sentence = output.trim().split('\n').at(-1)!;
  assert.match(sentence, /^[^.]*.*\.$/);
}

/** A file that Node loads first, to make this process believe something. */
function preload(text: string): string[] {
  const file = path.join(clone, `preload-${Math.round(performance.now() * 1000)}.cjs`);
  writeFileSync(file, text);
  return ['--require', file];
}

test('no compiler: what to install, before anything is downloaded', {
  skip: HAS_TENSORFLOW ? false : 'only Linux x64 compiles',
}, async () => {
  const PATH = pathWith({ python3: realPython() });
  await mustSay(/No C\+\+ compiler \(g\+\+\) was found.*sudo apt install g\+\+/, { PATH });
});

test('Python too old', async () => {
  const old = `echo '{"executable": "/usr/bin/python3", "version": [3, 8, 10], "venv": true}'`;
  const PATH = pathWith({ python3: old }, ['g++']);
  await mustSay(/^Python 3\.8\.10 \(python3\) is too old, .*install Python 3\.10 or newer/m, {
    PATH,
  });
});

test('a newer Python beside an old one is taken', async () => {
  const url = path.join(clone, 'scripts/setup/python.mjs');
  const old = `echo '{"executable": "/usr/bin/python3", "version": [3, 8, 10], "venv": true}'`;
  const PATH = pathWith({ python3: old, 'python3.12': realPython() });
  const code = `import(${JSON.stringify(url)}).then((m) => console.log(m.findPython().version))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    env: { ...env, PATH },
    encoding: 'utf8',
  });
  assert.match(stdout, /^3\.1\d\.\d+/, stderr);
});

test('no Python at all', async () => {
  await mustSay(/No Python was found.*sudo apt install python3/, { PATH: pathWith({}, ['g++']) });
});

test('Python without its venv module, as Debian ships it', async () => {
  const hide = `import importlib.util as u, sys; f = u.find_spec
u.find_spec = lambda m, *a: None if m == "ensurepip" else f(m, *a)
exec(sys.argv[1])`;
  writeFileSync(path.join(clone, 'hide.py'), hide);
  const without = `exec "${python}" -c "$(cat "${path.join(clone, 'hide.py')}")" "$2"`;
  const PATH = pathWith({ python3: without }, ['g++', 'cat']);
  await mustSay(/came without its venv module.*python3-venv python3\.\d+-venv/, { PATH });
});

test('no npm', async () => {
  const PATH = pathWith({ python3: realPython() }, ['g++']);
  rmSync(path.join(PATH, 'npm'));
  await mustSay(/npm was not found beside Node.*sudo apt install npm/, { PATH });
});

test('Node too old: from every command', async () => {
  const old = preload(
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.19.0' } });",
  );
  for (const name of ['setup', 'start', 'reset', 'update']) {
    const { status, output } = await runScript(clone, `scripts/${name}.mjs`, env, [], old);
    assert.equal(status, 1);
    assert.match(output, /^Node 18\.19\.0 is too old: Node 20 or newer is needed\. Install .*\n$/);
  }
});

test('too little disk space, seen before anything is downloaded', async () => {
  const small = preload("require('node:fs').statfsSync = () => ({ bavail: 100000, bsize: 4096 });");
  await mustSay(
    /not enough disk space in .*about \d\.\d GB is needed and 0\.4 GB is free/,
    {},
    small,
  );
});

test('a disk that fills up in the middle', async () => {
  const npm =
    'echo "npm error code ENOSPC"; echo "npm error nospc no space left on device"; exit 228';
  const PATH = pathWith({ python3: realPython() }, ['g++']);
  rmSync(path.join(PATH, 'npm'));
  writeFileSync(path.join(PATH, 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
  await mustSay(/not enough disk space in .*free some, then run the same command again/, { PATH });

  // Our own writes too: the file system says ENOSPC to the first folder of work.
  const full = preload(`const fs = require('node:fs');
    const { mkdirSync } = fs;
    fs.mkdirSync = (name, options) => {
      if (!String(name).includes('partial')) return mkdirSync(name, options);
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    };`);
  await mustSay(/not enough disk space in /, {}, full);
  assert.deepEqual(
    readdirSync(path.join(clone, '.runtime/partial')),
    [],
    'the space is given back',
  );
});

const UNREACHABLE = 'http://127.0.0.1:9';

test('no network, as npm meets it', async () => {
  const lockFile = path.join(clone, 'package-lock.json');
  const lock = readFileSync(lockFile, 'utf8');
  const dependencies = { 'left-pad': '1.3.0' };
  const entry = { version: '1.3.0', integrity: 'sha512-XI5MPz==' };
  const manifest = { name: 'stand-in', version: '1.0.0', dependencies };
  writeTree(clone, {
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify({
      ...{ name: 'stand-in', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: { '': manifest, 'node_modules/left-pad': entry },
    }),
  });
  try {
    await mustSay(/^The npm registry cannot be reached: connect .* to the internet/m, {
      npm_config_offline: 'false',
      npm_config_registry: UNREACHABLE,
      npm_config_fetch_retries: '0',
      npm_config_cache: path.join(clone, 'empty-cache'),
    });
  } finally {
    writeTree(clone, { 'package.json': standIns.packageJson, 'package-lock.json': lock });
  }
});

test('no network, as pip meets it; what was done is kept', async () => {
  await mustSay(/^PyPI cannot be reached: connect this machine to the internet/m, {
    PIP_NO_INDEX: '',
    PIP_FIND_LINKS: '',
    PIP_CONFIG_FILE: '/dev/null',
    PIP_INDEX_URL: `${UNREACHABLE}/simple`,
    PIP_RETRIES: '1',
  });
  const { output } = await runScript(clone, 'scripts/setup.mjs', env);
  assert.match(output, /\[1\/\d\] JupyterLab/, 'the npm packages were not installed again');
});

test('a file that is not the one that is pinned', async () => {
  const file = path.join(clone, 'scripts/requirements.txt');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, good.replace(/sha256:\w{8}/, 'sha256:00000000'));
  await mustSay(/^What PyPI sent is not what this project pins/m, {});
  writeFileSync(file, good);
});

test('a lock file that does not fit package.json', async () => {
  const manifest = JSON.parse(standIns.packageJson);
  manifest.dependencies.extra = manifest.dependencies['node-api-headers'];
  writeTree(clone, { 'package.json': JSON.stringify(manifest) });
  rmSync(path.join(clone, 'node_modules'), { recursive: true, force: true });
  await mustSay(/package\.json and package-lock\.json do not agree: run npm install/, {});
  writeTree(clone, { 'package.json': standIns.packageJson });
});

for (const [platform, arch] of [
  ['darwin', 'arm64'],
  ['linux', 'arm64'],
]) {
  test(`on ${platform} ${arch} it says that TensorFlow is left out, and goes on`, async () => {
    const other = preload(
      `Object.defineProperty(process, 'platform', { value: '${platform}' });
       Object.defineProperty(process, 'arch', { value: '${arch}' });`,
    );
    const clean = makeClone(standIns);
    try {
      const run = () => runScript(clean, 'scripts/setup.mjs', env, [], other);
      const { status, output } = await run();
      assert.equal(status, 0, output);
      const says = `TensorFlow \\(CPU\\) is left out: .* and this is ${platform} ${arch}\\. .*plain tfjs`;
      assert.match(output, new RegExp(says));
      assert.doesNotMatch(output, /C library|add-on/);
      const import_ = ['-c', 'import jupyterlab'];
      assert.equal(spawnSync(path.join(clean, '.venv/bin/python'), import_).status, 0);
      assert.match((await run()).output, /^Everything is set up/);
    } finally {
      rmSync(clean, { recursive: true });
    }
  });
}
