// Takes in a new version without losing an edited lesson. Plain `git pull` refuses when the new
// version changes a lesson that was run and saved; here the learner's copy is kept beside it first.

import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from '../setup/errors.mjs';
import { place } from '../setup/place.mjs';
import { git, requireClone } from './git.mjs';
import { keepMine } from './mine.mjs';

/**
 * Fetches and fast-forwards. Edited notebooks that the new version leaves alone stay as they are.
 * @param {(line: string) => void} say
 * @throws {SetupError} when it cannot go forward; then nothing was changed
 */
export function update(say) {
  requireClone('download the new version into another folder and copy your notebooks over');
  const upstream = upstreamBranch();
  git(['fetch', '--quiet'], { doing: 'Asking for the new version' });
  const count = Number(git(['rev-list', '--count', 'HEAD..@{upstream}']));
  if (count === 0) {
    say('This is the newest version.');
    return;
  }
  if (Number(git(['rev-list', '--count', '@{upstream}..HEAD'])) > 0) {
    throw new SetupError(
      `You have commits of your own, so this is yours to join: git pull --rebase (or git merge ${upstream}).`,
    );
  }
  const touched = bothChanged();
  const others = touched.filter(({ file }) => !isNotebook(file));
  if (others.length > 0) {
    throw new SetupError(
      `You edited ${others.map(({ file }) => file).join(', ')}, which the new version changes too: set your edits aside with git stash, run this again, then git stash pop.`,
    );
  }
  const kept = touched.map(setAside);
  try {
    git(['merge', '--quiet', '--ff-only', '@{upstream}'], { doing: 'Taking in the new version' });
  } catch (error) {
    for (const { file, copy } of kept) if (copy) fs.copyFileSync(copy, file);
    throw error;
  }
  for (const { file, copy } of kept) {
    if (!copy) continue;
    say(`${path.relative(place.root, file)} is new; yours is kept as ${path.basename(copy)}.`);
  }
  say(`Took in ${count === 1 ? '1 change' : `${count} changes`}. Next: npm start`);
}

function upstreamBranch() {
  try {
    return git(['rev-parse', '--abbrev-ref', '@{upstream}']).trim();
  } catch {
    throw new SetupError(
      'This branch follows no other, so there is nowhere to get a new version from: git branch --set-upstream-to=origin/main makes it follow.',
    );
  }
}

/** The files that both the learner and the new version changed. */
function bothChanged() {
  const incoming = new Set(
    git(['diff', '--name-only', '--no-renames', '-z', 'HEAD', '@{upstream}']).split('\0'),
  );
  const status = git(['status', '--porcelain=v1', '--no-renames', '--untracked-files=all', '-z']);
  return status
    .split('\0')
    .filter(Boolean)
    .map((line) => ({ state: line.slice(0, 2), file: line.slice(3) }))
    .filter(({ file }) => incoming.has(file));
}

function isNotebook(file) {
  return file.startsWith('notebooks/') && file.endsWith('.ipynb');
}

/** Copies the learner's notebook aside and puts the committed state back, so that git can go on. */
function setAside({ state, file: relative }) {
  const file = path.join(place.root, relative);
  const copy = fs.existsSync(file) ? keepMine(file) : undefined;
  if (state === '??' || state[0] === 'A') {
    if (state[0] === 'A') git(['rm', '--quiet', '--cached', '--', relative]);
    fs.rmSync(file, { force: true });
  } else {
    git(['checkout', '--quiet', 'HEAD', '--', relative]);
  }
  return { file, copy };
}
