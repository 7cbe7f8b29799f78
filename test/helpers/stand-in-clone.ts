// A clone in miniature for tests of the set-up: its own scripts/, with small stand-ins for the big
// packages (a JupyterLab that prints how it was started, a TensorFlow of one function), installed
// by the real npm, pip and compiler from local files, without a network.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** Whether set-up builds the TensorFlow add-on on this machine. */
export const HAS_TENSORFLOW = process.platform === 'linux' && process.arch === 'x64';

/** What the stand-in add-on answers. */
export const ANSWER = 42;

const LIBRARY = `extern "C" int stand_in_value() { return ${ANSWER - 1}; }\n`;
const HEADER = 'extern "C" int stand_in_value();\n';
const BINDING = `#include <node_api.h>
#include "stand_in.h"
#include "more.h"
static napi_value Init(napi_env env, napi_value) {
  napi_value value;
  napi_create_int32(env, stand_in_value() + MORE, &value);
  return value;
}
NAPI_MODULE(tfjs_binding, Init)
`;
const MAIN = `import json, os, signal, sys, time
def stop(*_):
    print("LAB stopped", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print("LAB " + json.dumps({"args": sys.argv[1:], "cwd": os.getcwd(), "env": dict(os.environ)}), flush=True)
while "--once" not in sys.argv: time.sleep(0.05)
`;

// A compiler that writes what it was given: the bytes of the source, and its flags.
const ASC = `const fs = require('node:fs');
const [entry, ...flags] = process.argv.slice(2);
const source = fs.readFileSync(entry, 'utf8');
if (source.includes('wrong')) { console.error('ERROR TS1005: wrong'); process.exit(1); }
fs.writeFileSync(flags[flags.indexOf('--outFile') + 1], source + flags.join(' '));
`;

// Wheels are zip files; Python, which set-up needs anyway, writes them.
const ZIP = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    for name, file in json.load(sys.stdin): wheel.write(file, name)
`;

/** The packages that stand-in clones install, made once per test file. */
export interface StandIns {
  folder: string;
  requirements: Record<'lab' | 'tests' | 'tensorflow', string>;
  packageJson: string;
  packageLock: string;
}

/** Builds the stand-ins into a new folder. */
export function makeStandIns(): StandIns {
  const folder = mkdtempSync(path.join(tmpdir(), 'stand-ins-'));
  const libraries: Record<string, string> = {};
  if (HAS_TENSORFLOW) {
    writeFileSync(path.join(folder, 'library.cc'), LIBRARY);
    for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
      const file = path.join(folder, name);
      const flags = ['-shared', '-fPIC', `-Wl,-soname,${name}`, '-o', file];
      must('g++', [...flags, path.join(folder, 'library.cc')]);
      libraries[`tensorflow/${name}`] = file;
    }
  }
  const requirements = {
    lab: wheel(folder, 'jupyterlab', '1.0', 'py3-none-any', {
      'jupyterlab/__init__.py': 'def main(): print("a program of the environment")\n',
      'jupyterlab/__main__.py': MAIN,
      'jupyterlab-1.0.dist-info/entry_points.txt':
        '[console_scripts]\nstand-in-lab = jupyterlab:main\n',
    }),
    tests: wheel(folder, 'testtools', '1.0', 'py3-none-any', { 'testtools/__init__.py': '' }),
    tensorflow: wheel(
      folder,
      'tensorflow-cpu',
      '2.21.0',
      'cp312-cp312-manylinux_2_27_x86_64',
      { 'tensorflow/include/stand_in.h': HEADER, 'tensorflow/python/unused.py': '' },
      libraries,
    ),
  };
  const api = path.join(ROOT, 'node_modules/node-api-headers');
  const packages = {
    '@tensorflow/tfjs-node-gpu': tarball(folder, '@tensorflow/tfjs-node-gpu', (to) => {
      writeTree(to, {
        'binding/tfjs_binding.cc': BINDING,
        'binding/more.h': '// What is added.\n#define MORE 1\n',
      });
    }),
    assemblyscript: tarball(folder, 'assemblyscript', (to) => writeTree(to, { 'bin/asc.js': ASC })),
    'node-api-headers': tarball(folder, 'node-api-headers', (to) => {
      cpSync(path.join(api, 'include'), path.join(to, 'include'), { recursive: true });
    }),
  };
  return { folder, requirements, ...manifests(packages) };
}

function wheel(
  folder: string,
  name: string,
  version: string,
  tag: string,
  texts: Record<string, string>,
  files: Record<string, string> = {},
): string {
  const stem = name.replace('-', '_');
  const info = `${stem}-${version}.dist-info`;
  const all: Record<string, string> = {
    ...texts,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
  };
  const names = [...Object.keys(all), ...Object.keys(files), `${info}/RECORD`];
  all[`${info}/RECORD`] = names.map((entry) => `${entry},,\n`).join('');
  const source = path.join(folder, `wheel-${name}`);
  writeTree(source, all);
  const entries = Object.keys(all).map((entry) => [entry, path.join(source, entry)]);
  const file = path.join(folder, `${stem}-${version}-${tag}.whl`);
  must('python3', ['-c', ZIP, file], JSON.stringify([...entries, ...Object.entries(files)]));
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
  return `${name}==${version} \\\n    --hash=sha256:${hash}\n`;
}

function tarball(folder: string, name: string, fill: (to: string) => void): string {
  const work = path.join(folder, `npm-${name.replace('/', '-')}`);
  const to = path.join(work, 'package');
  writeTree(to, { 'package.json': JSON.stringify({ name, version: '1.0.0' }) });
  fill(to);
  must('tar', ['-czf', `${work}.tgz`, '-C', work, 'package']);
  return `${work}.tgz`;
}

function manifests(packages: Record<string, string>) {
  const dependencies = Object.fromEntries(
    Object.entries(packages).map(([name, file]) => [name, `file:${file}`]),
  );
  const own = { name: 'stand-in', version: '1.0.0', dependencies };
  const entries = Object.entries(packages).map(([name, file]) => {
    const integrity = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
    return [`node_modules/${name}`, { version: '1.0.0', resolved: `file:${file}`, integrity }];
  });
  return {
    packageJson: JSON.stringify(own, null, 2),
    packageLock: JSON.stringify(
      {
        ...{ name: own.name, version: own.version, lockfileVersion: 3, requires: true },
        packages: { '': own, ...Object.fromEntries(entries) },
      },
      null,
      2,
    ),
  };
}

/** A new stand-in clone, with nothing set up. */
export function makeClone(standIns: StandIns): string {
  const clone = mkdtempSync(path.join(tmpdir(), 'clone-'));
  cpSync(path.join(ROOT, 'scripts'), path.join(clone, 'scripts'), { recursive: true });
  for (const entry of ['tensorflow'])
    rmSync(path.join(clone, 'scripts', entry), { recursive: true });
  writeTree(clone, {
    'package.json': standIns.packageJson,
    'package-lock.json': standIns.packageLock,
    '.npmrc': readFileSync(path.join(ROOT, '.npmrc'), 'utf8'),
    'lib/models/tiny/assembly/index.ts': 'export const TINY = 1;\n',
    'scripts/requirements.txt': standIns.requirements.lab,
    'scripts/tensorflow/requirements.txt': standIns.requirements.tensorflow,
    'test/requirements.txt': standIns.requirements.tests,
  });
  return clone;
}

/** The environment in which npm and pip look at the stand-ins alone. */
export function offline(standIns: StandIns): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (/^(npm_|NODE_TEST)/.test(name)) delete env[name];
  return {
    ...env,
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: standIns.folder,
    npm_config_offline: 'true',
  };
}

export interface Ended {
  status: number | null;
  output: string;
}

/** Runs one of a clone's scripts to its end. */
export function runScript(
  clone: string,
  script: string,
  env: NodeJS.ProcessEnv,
  args: string[] = [],
  nodeArgs: string[] = [],
): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeArgs, path.join(clone, script), ...args], {
    cwd: clone,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}

/** Writes files below a folder, by their relative paths. */
export function writeTree(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function must(program: string, args: string[], input?: string): void {
  const { status, stderr, error } = spawnSync(program, args, { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
}
