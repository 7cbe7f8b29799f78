// Gives lessons back as they were committed.

import fs from 'node:fs';
import path from 'node:path';
import { chooseLessons } from '../lessons/list.mjs';
import { SetupError } from '../setup/errors.mjs';
import { writeAtomic } from '../setup/folders.mjs';
import { place } from '../setup/place.mjs';
import { git, requireClone } from './git.mjs';
import { keepMine } from './mine.mjs';

/**
 * Writes lessons as they are in HEAD; what the learner had is kept beside each.
 * @param {string[]} words numbers or names, as `npm run lessons` takes them
 * @param {(line: string) => void} say
 * @throws {SetupError} for no word, an unknown lesson, or a folder without git
 */
export function reset(words, say) {
  requireClone('download the project again and take the lesson from there');
  if (words.length === 0) {
    throw new SetupError(
      `Say which lesson to give back: npm run reset -- 01. There are: ${committed('').join(', ')}.`,
    );
  }
  for (const lesson of choose(words)) {
    const file = path.join(place.notebooks, lesson);
    // With --filters, as a checkout would write it (line ends on Windows).
    const original = git(['cat-file', '--filters', `HEAD:notebooks/${lesson}`], {
      encoding: 'buffer',
    });
    const mine = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
    if (mine?.equals(original)) {
      say(`notebooks/${lesson} is already as it was committed.`);
      continue;
    }
    const copy = mine && keepMine(file);
    writeAtomic(file, original);
    say(
      `notebooks/${lesson} is as it was committed.${copy ? ` Yours is kept as ${path.basename(copy)}.` : ''} If it is open in JupyterLab: File → Reload Notebook from Disk.`,
    );
  }
}

function choose(words) {
  try {
    return chooseLessons(place.root, words, committed);
  } catch (error) {
    throw new SetupError(error.message);
  }
}

function committed(folder) {
  const names = git(['ls-tree', '-z', '--name-only', 'HEAD', `notebooks/${folder}`]).split('\0');
  return names
    .map((name) => name.slice('notebooks/'.length))
    .filter((name) => /(^|\/)\d\d-.*\.ipynb$/.test(name));
}
