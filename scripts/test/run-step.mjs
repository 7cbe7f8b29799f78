// Runs one step in a process group of its own and reads back what its runner counted.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { jupyterEnvironment } from '../setup/jupyter.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const KEPT_OUTPUT = 200_000; // characters

const running = new Set();

/** Ends every process that a step started; for when the whole run is interrupted. */
export function killRunning() {
  for (const child of running) killGroup(child);
}

/**
 * Runs a step.
 *
 * @returns {Promise<{ step, seconds: number, output: string, records: object[] }>} records as the
 *   reporters write them: { file, name, status, seconds, detail?, reason? }. A runner that crashes,
 *   hangs or runs nothing adds a failed record, so a step never ends without one.
 */
export async function runStep(step, { root, reports, env = process.env }) {
  const report = path.join(reports, `${step.title.replace(/[^a-z0-9]+/gi, '-')}.jsonl`);
  mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const started = performance.now();

  if (step.kind !== 'command' && step.files.length === 0) {
    const detail = `There is no test file in test/${step.part}.`;
    return { step, seconds: 0, output: '', records: [failure(step, detail)] };
  }
  const ended = await execute(commandOf(step, report), {
    cwd: root,
    // Commands run beside one another and are shown when they end; runners are shown as they go.
    live: step.kind !== 'command',
    minutes: step.minutes,
    env: environment(step, env),
  });
  const records = step.kind === 'command' ? ofCommand(step, ended) : ofRunner(step, ended, report);
  return { step, seconds: (performance.now() - started) / 1000, output: ended.output, records };
}

function commandOf(step, report) {
  if (step.kind === 'command') return step.command;
  if (step.kind === 'pytest') {
    const python =
      process.platform === 'win32' ? '.venv-test/Scripts/python.exe' : '.venv-test/bin/python';
    return [
      step.python ?? python,
      ...['-m', 'pytest', '-p', 'pytest_reporter', `--count-report=${report}`],
      ...['-p', 'no:cacheprovider', '--color=auto', '-v', '--tb=short', ...step.files],
    ];
  }
  return [
    process.execPath,
    ...['--import', 'tsx', '--import', pathToFileURL(path.join(HERE, 'guard.mjs')).href],
    ...['--test', `--test-concurrency=${step.concurrency ?? 1}`],
    `--test-timeout=${(step.minutes ?? 10) * 60_000 * 0.9}`,
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    `--test-reporter=${pathToFileURL(path.join(HERE, 'node-reporter.mjs')).href}`,
    `--test-reporter-destination=${report}`,
    ...step.files,
  ];
}

function environment(step, env) {
  // Python's clients of the kernel keep their files inside the clone, as JupyterLab does here.
  const jupyter = step.kind === 'pytest' ? jupyterEnvironment() : {};
  const { NODE_TEST_CONTEXT: _, ...rest } = { ...env, ...jupyter };
  // (Without that word: a run inside a test of this runner is a run too.)
  if (step.kind !== 'pytest') return rest;
  return { ...rest, PYTHONPATH: HERE, PYTHONDONTWRITEBYTECODE: '1' };
}

function execute([file, ...args], { cwd, env, live, minutes = 10 }) {
  return new Promise((resolve) => {
    let output = '';
    let hung = false;
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: live ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    running.add(child);
    const timer = setTimeout(() => {
      hung = true;
      killGroup(child);
    }, minutes * 60_000);
    const keep = (data) => {
      output = (output + data).slice(-KEPT_OUTPUT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => {
      keep(`${error.message}\n`);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      killGroup(child); // what its tests may have left behind
      const how = hung
        ? `did not end in ${minutes} minutes and was stopped`
        : signal
          ? `was ended by ${signal}`
          : code < 0
            ? 'could not be started'
            : `ended with exit status ${code}`;
      resolve({ output, ok: code === 0 && !hung, how });
    });
  });
}

function killGroup(child) {
  if (!child.pid) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is empty already.
  }
}

function ofCommand(step, { ok, how, output }) {
  if (ok) return [{ file: '', name: step.title, status: 'passed', seconds: 0 }];
  return [failure(step, `${step.command.join(' ')} ${how}.\n${output.trimEnd()}`)];
}

function ofRunner(step, { ok, how }, report) {
  const lines = existsSync(report) ? readFileSync(report, 'utf8').split('\n').filter(Boolean) : [];
  const records = [];
  let complete = false;
  for (const line of lines) {
    try {
      const record = JSON.parse(line);
      if (record.end) complete = true;
      else records.push(record);
    } catch {
      complete = false; // cut in the middle of a line
    }
  }
  const failed = records.some((record) => record.status === 'failed');
  if (!complete) {
    records.push(failure(step, `The runner of ${step.title} ${how} before it was done.`));
  } else if (!ok && !failed) {
    records.push(failure(step, `The runner of ${step.title} ${how}, though no test failed.`));
  } else if (records.length === 0) {
    records.push(failure(step, `The runner of ${step.title} ran no test.`));
  }
  return records;
}

function failure(step, detail) {
  return { file: '', name: step.title, status: 'failed', seconds: 0, detail };
}
