// Set-up: which steps there are, which of them are needed, and doing those.

import fs from 'node:fs';
import path from 'node:path';
import { RUNTIMES } from './devices.mjs';
import { diskSentence, explain, SetupError } from './errors.mjs';
import { discard } from './folders.mjs';
import { kernelStep } from './jupyter.mjs';
import { acquire } from './lock.mjs';
import { npmStep } from './npm.mjs';
import { place } from './place.mjs';
import { StepLine } from './progress.mjs';
import { venvStep } from './python.mjs';
import { wasmStep } from './wasm.mjs';

/*
 * A step: { name, title, usually, bytes(), ready(), run(note) } and perhaps `needs`, the names of
 * steps after which it must be looked at again, and `prepare()`, which throws early when the machine
 * lacks something that the step will want.
 */

/**
 * Makes everything ready that is not: takes well under a second when nothing is missing.
 * @param {{ tests?: boolean }} options with `tests`, also what only the tests need
 * @returns {Promise<{ changed: boolean }>} whether there was anything to do
 * @throws {SetupError} one sentence with what to do
 */
export async function setup({ tests = false } = {}) {
  const { steps, said } = plan(tests);
  if (needed(steps).length === 0) return { changed: false };
  const stopListening = exitOnSignals();
  try {
    const release = await acquire(place.lock, (pid) => {
      console.error(
        `Another set-up of this folder is at work (process ${pid}): waiting for it. (If none is, delete .runtime/lock.)`,
      );
    });
    try {
      await work(needed(steps), said);
    } finally {
      release();
    }
  } catch (error) {
    throw inOneSentence(error);
  } finally {
    stopListening();
  }
  return { changed: true };
}

function plan(tests) {
  const steps = [
    npmStep,
    venvStep({
      name: 'venv',
      title: 'JupyterLab',
      folder: place.venv,
      requirements: path.join(place.root, 'scripts', 'requirements.txt'),
      usually: '1 to 2 minutes',
      bytes: 0.5e9,
    }),
  ];
  if (tests) {
    steps.push(
      venvStep({
        name: 'venv-test',
        title: "the tests' Python packages",
        folder: place.venvTest,
        requirements: path.join(place.root, 'test', 'requirements.txt'),
        usually: '1 to 3 minutes',
        bytes: 1.0e9,
      }),
    );
  }
  steps.push(wasmStep);
  const said = [];
  for (const runtime of RUNTIMES) {
    const reason = runtime.unavailable();
    if (reason) {
      said.push(`${runtime.name} is left out: ${reason}. Lessons run on plain tfjs, more slowly.`);
    } else {
      steps.push(...runtime.steps);
    }
  }
  steps.push(kernelStep({ tests }));
  return { steps, said };
}

function needed(steps) {
  const names = new Set();
  return steps.filter((step) => {
    const wanted = step.needs?.some((name) => names.has(name)) || !step.ready();
    if (wanted) names.add(step.name);
    return wanted;
  });
}

async function work(steps, said) {
  if (steps.length === 0) return; // another set-up did it while this one waited
  sweep();
  for (const step of steps) step.prepare?.();
  checkDisk(steps);
  const count = steps.length === 1 ? '1 step' : `${steps.length} steps`;
  console.error(
    `Setting up what is missing, inside this folder: ${count}. Ctrl-C stops; run again to go on.`,
  );
  for (const sentence of said) console.error(sentence);
  for (const [index, step] of steps.entries()) {
    const heading = `[${index + 1}/${steps.length}] ${step.title} (usually ${step.usually})`;
    const line = new StepLine(heading);
    let done = false;
    try {
      await step.run((text) => line.note(text));
      done = true;
    } finally {
      line.end(done);
      if (!done) sweep();
    }
  }
}

function checkDisk(steps) {
  const need = steps.reduce((sum, step) => sum + step.bytes(), 0);
  const { bavail, bsize } = fs.statfsSync(place.root);
  if (bavail * bsize < need) {
    throw new SetupError(diskSentence(place.root, need, bavail * bsize));
  }
}

/** Takes away half-made folders, of runs that were killed too: a full disk gets its space back. */
function sweep() {
  if (!fs.existsSync(place.partial)) return;
  for (const entry of fs.readdirSync(place.partial)) discard(path.join(place.partial, entry));
}

/** A failed write of our own (ENOSPC, EACCES) is told as plainly as one of pip's. */
function inOneSentence(error) {
  if (error instanceof SetupError || !error.code) return error;
  const sentence = explain(`${error.code} ${error.message}`, {
    from: 'The system',
    folder: place.root,
  });
  return sentence ? new SetupError(sentence, { cause: error }) : error;
}

/** Ctrl-C ends the process through its exit handlers, which stop children and give the lock back. */
function exitOnSignals() {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'].filter(
    (name) => process.listenerCount(name) === 0,
  );
  const stop = () => {
    console.error('\nStopped. Run the same command again to go on from here.');
    process.exit(130);
  };
  for (const name of signals) process.on(name, stop);
  return () => {
    for (const name of signals) process.removeListener(name, stop);
  };
}
