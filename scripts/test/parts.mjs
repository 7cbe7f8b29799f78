// What `npm test` runs, in order. A part is a folder under test/ (its *.test.ts go to Node's runner,
// its test_*.py to pytest), but for the first, which checks the sources themselves.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../setup/errors.mjs';

/** Parts in the order in which they run; minutes is when a runner counts as hung. */
const PARTS = [
  { name: 'check', minutes: 5 },
  { name: 'unit', concurrency: 2, minutes: 10 },
  { name: 'parity', concurrency: 2, minutes: 10 },
  { name: 'kernel', concurrency: 1, minutes: 15 },
  // Lessons are timed as they run, so nothing runs beside them.
  { name: 'notebooks', concurrency: 1, minutes: 20 },
  { name: 'browser', concurrency: 1, minutes: 10 },
];

export const PART_NAMES = PARTS.map((part) => part.name);

/**
 * The steps for the words after `npm test --`: names of parts, or test files; all of it for none.
 *
 * @throws {SetupError} for a word that is neither
 */
export function planSteps(root, words) {
  if (words.length === 0) return PARTS.flatMap((part) => stepsOf(root, part));
  return words.flatMap((word) => {
    const part = PARTS.find((candidate) => candidate.name === word);
    if (part) return stepsOf(root, part);
    const file = path.relative(root, path.resolve(root, word)).split(path.sep).join('/');
    const owner = PARTS.find((candidate) => file.startsWith(`test/${candidate.name}/`));
    if (!owner || !existsSync(path.join(root, file)) || !runnerOf(file)) {
      throw new SetupError(
        `"${word}" is no part of the tests and no test file. Parts: ${PART_NAMES.join(', ')}.`,
      );
    }
    return [runnerStep(owner, runnerOf(file), [file])];
  });
}

function stepsOf(root, part) {
  if (part.name === 'check') return checkSteps(root, part);
  const files = testFiles(root, `test/${part.name}`);
  const steps = ['node', 'pytest']
    .map((runner) => [runner, files.filter((file) => runnerOf(file) === runner)])
    .filter(([, owned]) => owned.length > 0)
    .map(([runner, owned]) => runnerStep(part, runner, owned));
  // A part whose files went missing must not pass unseen.
  return steps.length > 0 ? steps : [runnerStep(part, 'node', [])];
}

function runnerStep(part, runner, files) {
  return {
    part: part.name,
    title: runner === 'pytest' ? `${part.name} (pytest)` : part.name,
    kind: runner,
    files,
    concurrency: part.concurrency,
    minutes: part.minutes,
  };
}

function checkSteps(root, { minutes }) {
  const tsc = 'node_modules/typescript/lib/tsc.js';
  // The kernel compiles cells, lib and datasets with tslab's own, older TypeScript.
  const tslabTsc = 'node_modules/@tslab/typescript-for-tslab/lib/tsc.js';
  const check = (title, file, ...args) => ({
    part: 'check',
    kind: 'command',
    title,
    command: [file, ...args],
    minutes,
  });
  const version = (name) =>
    JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  return [
    check(`types, TypeScript ${version('typescript')}`, process.execPath, tsc, '-p', '.'),
    check(
      `types of lib, TypeScript ${version('@tslab/typescript-for-tslab')} (the kernel's)`,
      process.execPath,
      tslabTsc,
      '-p',
      'tsconfig.tslab.json',
    ),
    ...(existsSync(path.join(root, 'kernel/tsconfig.json'))
      ? [check('types of kernel', process.execPath, tsc, '-p', 'kernel')]
      : []),
    check(
      'format and lint',
      process.execPath,
      'node_modules/@biomejs/biome/bin/biome',
      'ci',
      '--colors=off',
      '.',
    ),
  ];
}

function runnerOf(file) {
  if (/\.test\.[cm]?[jt]s$/.test(file)) return 'node';
  return /(^|\/)test_[^/]*\.py$/.test(file) ? 'pytest' : undefined;
}

/** Test files below a folder, sorted; what lies in a folder named fixtures belongs to its test. */
function testFiles(root, folder) {
  const where = path.join(root, folder);
  if (!existsSync(where)) return [];
  return readdirSync(where, { withFileTypes: true })
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === 'fixtures' ? [] : testFiles(root, name);
      return runnerOf(name) ? [name] : [];
    })
    .sort();
}
