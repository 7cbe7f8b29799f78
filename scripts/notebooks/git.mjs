// git, as reset and update need it: run in the clone, with its failures told in one sentence.

import { spawnSync } from 'node:child_process';
import { explain, SetupError } from '../setup/errors.mjs';
import { place } from '../setup/place.mjs';

/**
 * Runs git in the clone and returns what it printed.
 * @param {string[]} args
 * @param {{ encoding?: 'utf8' | 'buffer', doing?: string }} [options]
 * @throws {SetupError} when git fails
 */
export function git(args, { encoding = 'utf8', doing = `git ${args[0]}` } = {}) {
  const ran = spawnSync('git', args, {
    cwd: place.root,
    encoding,
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 1 << 28,
  });
  if (ran.status === 0) return ran.stdout;
  const words = String(ran.stderr || ran.error?.message).trim();
  const known = explain(words, {
    from: 'The server that this clone comes from',
    folder: place.root,
  });
  throw new SetupError(known ?? `${doing} failed: ${words}`);
}

/**
 * Fails unless this folder is a clone of its own and git is there.
 * @param {string} otherwise what to do without git, as the end of a sentence
 * @throws {SetupError}
 */
export function requireClone(otherwise) {
  const ran = spawnSync('git', ['rev-parse', '--show-prefix', 'HEAD'], {
    cwd: place.root,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (ran.error) {
    throw new SetupError(
      `git was not found, and the lessons as committed are in it: install git, or ${otherwise}.`,
    );
  }
  if (ran.status !== 0 && !/not a git repository/.test(ran.stderr)) {
    throw new SetupError(`git cannot read this clone: ${ran.stderr.trim()}`);
  }
  // A prefix means that the folder only lies inside somebody else's repository.
  if (ran.status !== 0 || !ran.stdout.startsWith('\n')) {
    throw new SetupError(
      `This folder was not made by git clone (a downloaded archive, perhaps), so the lessons as committed are not in it: ${otherwise}.`,
    );
  }
}
