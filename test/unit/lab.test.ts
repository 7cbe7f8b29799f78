// npm start: JupyterLab on the lessons. First with a stand-in that prints how it was started, from
// a clone with nothing set up; then the real one of this clone.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeClone, makeStandIns, offline, type StandIns } from '../helpers/stand-in-clone';

const ROOT = path.resolve(__dirname, '../..');
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Runs `npm start` of a clone; `until` waits for words in what it prints. */
function start(clone: string, env: NodeJS.ProcessEnv, args: string[]) {
  const child = spawn(process.execPath, [path.join(clone, 'scripts/start.mjs'), ...args], {
    cwd: tmpdir(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const hear = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (status) => {
      running.delete(child);
      resolve(status);
    });
  });
  const until = async (words: RegExp): Promise<RegExpMatchArray> => {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const match = output.match(words);
      if (match) return match;
      assert.ok(child.exitCode === null && Date.now() < deadline, `no ${words} in:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { child, until, ended, output: () => output };
}

describe('with a stand-in for JupyterLab', () => {
  let standIns: StandIns;
  let clone: string;
  let env: NodeJS.ProcessEnv;
  before(() => {
    standIns = makeStandIns();
    clone = makeClone(standIns);
    env = { ...offline(standIns), PYTHONPATH: '/elsewhere', JUPYTER_CONFIG_DIR: '/elsewhere' };
  });
  after(() => {
    for (const folder of [clone, standIns.folder]) rmSync(folder, { recursive: true, force: true });
  });

  test('sets up what is missing, passes arguments on, keeps its files in the clone', async () => {
    const lab = start(clone, env, ['--no-browser', '--port', '9000', '--once']);
    const [, json] = await lab.until(/LAB (\{.*\})/);
    assert.equal(await lab.ended, 0);
    assert.match(lab.output(), /\[1\/\d\] npm packages/);
    const seen = JSON.parse(json);
    assert.match(seen.args[0], /^--config=/);
    assert.deepEqual(seen.args.slice(1), ['--no-browser', '--port', '9000', '--once']);
    assert.equal(seen.cwd, clone);
    assert.equal(seen.env.PYTHONPATH, undefined);
    const folders = ['JUPYTER_CONFIG_DIR', 'JUPYTER_DATA_DIR', 'JUPYTER_RUNTIME_DIR'];
    for (const name of [...folders, 'JUPYTERLAB_WORKSPACES_DIR', 'IPYTHONDIR']) {
      assert.ok(seen.env[name].startsWith(path.join(clone, '.runtime')), name);
    }
    const settings = JSON.parse(readFileSync(seen.args[0].slice('--config='.length), 'utf8'));
    assert.equal(settings.ServerApp.root_dir, clone);
    assert.equal(settings.ServerApp.allow_root, process.getuid?.() === 0);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`${signal} ends JupyterLab and is no failure`, async () => {
      const lab = start(clone, env, []);
      await lab.until(/LAB \{/);
      lab.child.kill(signal);
      assert.equal(await lab.ended, 0, lab.output());
      assert.match(lab.output(), /LAB stopped/);
    });
  }
});

describe('this clone’s JupyterLab', () => {
  const bin = (name: string) => path.join(ROOT, '.venv/bin', name);

  test('has the Plotly renderer', () => {
    const list = spawnSync(bin('jupyter'), ['labextension', 'list'], { encoding: 'utf8' });
    const said = list.stdout + list.stderr;
    assert.match(said, /jupyterlab-plotly v6.*enabled.*OK/, said);
  });

  test('opens on notebooks/ with the TypeScript kernel alone; the home folder stays empty', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'home-'));
    try {
      const env = { ...process.env, HOME: home };
      const port = await freePort();
      const lab = start(ROOT, env, ['--no-browser', '--port', String(port)]);
      const [address, token] = await lab.until(/http:\/\/127\.0\.0\.1:\d+\/lab\?token=(\w+)/);
      assert.match(address, new RegExp(`:${port}/`));
      const page = await (await fetch(address)).text();
      assert.match(page, /"preferredPath": "notebooks"/);
      assert.match(page, /"news": \{"disabled": true/);
      const specs = await fetch(`http://127.0.0.1:${port}/api/kernelspecs?token=${token}`);
      const { default: name, kernelspecs } = (await specs.json()) as {
        default: string;
        kernelspecs: Record<string, { spec: { argv: string[] } }>;
      };
      assert.equal(name, 'typescript');
      assert.deepEqual(Object.keys(kernelspecs), ['typescript']);
      assert.equal(kernelspecs.typescript.spec.argv[1], path.join(ROOT, 'kernel/main.cjs'));
      lab.child.kill('SIGINT');
      assert.equal(await lab.ended, 0, lab.output());
      await assert.rejects(fetch(address), 'the server is gone');
      assert.deepEqual(readdirSync(home), []);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});

/** A port that nobody listens on just now. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
