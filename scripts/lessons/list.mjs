// Which notebooks the words after `npm run lessons --` mean.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../setup/errors.mjs';

/**
 * The notebooks to run, as paths below `notebooks/` (`01-perceptron.ipynb`, `ko/01-….ipynb`).
 *
 * @param root the repository
 * @param words numbers (`02`), names or parts of them, each after a folder if one is meant
 *   (`ko/01`, `solutions/01`, `ko/`); none means every lesson in English
 * @param list what there is in a folder of `notebooks/`: what lies on disk, or what git has
 * @throws {SetupError} for a word that means no notebook, with those there are
 */
export function chooseLessons(root, words, list = (folder) => notebooksIn(root, folder)) {
  if (words.length === 0) {
    const all = list('');
    if (all.length === 0) throw new SetupError('There is no lesson in notebooks/.');
    return all;
  }
  const chosen = words.flatMap((word) => {
    const cleaned = word.replace(/^(\.\/)?notebooks\//, '').replace(/\.ipynb$/, '');
    const slash = cleaned.lastIndexOf('/') + 1;
    const folder = cleaned.slice(0, slash);
    const name = cleaned.slice(slash).replace(/^\d$/, '0$&');
    const there = list(folder);
    const found = there.filter((file) => file.slice(slash).startsWith(name));
    if (found.length > 0) return found;
    const known = there.length > 0 ? there.join(', ') : `none in notebooks/${folder}`;
    throw new SetupError(`No lesson is called "${word}". There are: ${known}.`);
  });
  return [...new Set(chosen)];
}

function notebooksIn(root, folder) {
  const where = path.join(root, 'notebooks', folder);
  if (!existsSync(where)) return [];
  return readdirSync(where)
    .filter((name) => /^\d\d-.*\.ipynb$/.test(name) && !name.includes('.mine-'))
    .sort()
    .map((name) => folder + name);
}
