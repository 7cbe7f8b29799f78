// Runs the steps of a plan: checks of the sources two at a time, then the suites one by one.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { closingText, duration } from './closing.mjs';
import { runStep } from './run-step.mjs';
import { forbidUnnamedSkips, parseAllowedSkips } from './skips.mjs';

/**
 * Runs all steps, prints as it goes, and closes with the count.
 *
 * @param steps from `planSteps`
 * @param options root of the repository; write for the output; env, whose CI decides about skips
 * @returns {Promise<number>} the exit status: 0 when nothing failed
 */
export async function runAll(steps, { root, write, env = process.env }) {
  const strict = isCI(env);
  const list = path.join(root, 'test/allowed-skips.txt');
  const allowed = existsSync(list) ? parseAllowedSkips(readFileSync(list, 'utf8')) : [];
  const options = { root, env, reports: path.join(root, 'build/test') };
  const results = [];

  const finish = (result) => {
    const records = strict ? forbidUnnamedSkips(result.records, allowed) : result.records;
    results.push({ ...result, records });
  };

  const commands = steps.filter((step) => step.kind === 'command');
  const suites = steps.filter((step) => step.kind !== 'command');
  await inPairs(commands, async (step) => {
    const result = await runStep(step, options);
    const ok = result.records.every((record) => record.status === 'passed');
    write(`${ok ? '✔' : '✖'} ${step.title} (${duration(result.seconds)})\n`);
    if (!ok) write(`${result.output.trimEnd()}\n`);
    finish(result);
  });
  for (const step of suites) {
    write(`\n▶ ${step.title}\n`);
    finish(await runStep(step, options));
  }

  write(closingText(results));
  const failed = results.some(({ records }) => records.some(({ status }) => status === 'failed'));
  return failed || results.length === 0 ? 1 : 0;
}

/** Whether the run is one for a machine to judge: CI set to anything but 0, false or nothing. */
export function isCI(env) {
  return !['', '0', 'false'].includes((env.CI ?? '').toLowerCase());
}

async function inPairs(items, work) {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}
