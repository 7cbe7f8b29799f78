// A learner's own copy of a lesson, kept beside it: 01-perceptron.mine-2026-03-01.ipynb. git ignores
// such names, and nothing here ever writes over one.

import fs from 'node:fs';
import path from 'node:path';

/**
 * Copies a file to a new name beside it.
 * @param {string} file
 * @param {Date} [now] for the date in the name, the learner's own day
 * @returns {string} the copy's path
 */
export function keepMine(file, now = new Date()) {
  const { dir, name, ext } = path.parse(file);
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  for (let count = 1; ; count++) {
    const copy = path.join(dir, `${name}.mine-${day}${count > 1 ? `-${count}` : ''}${ext}`);
    try {
      fs.copyFileSync(file, copy, fs.constants.COPYFILE_EXCL);
      return copy;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}
