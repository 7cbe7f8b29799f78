// Folders are made under a name of their own and renamed into place, each with a stamp inside that
// says what it was made from: a folder with its stamp is whole, whatever killed the run before.

import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { place } from './place.mjs';

const STAMP = '.setup.json';

/** The stamp of a finished folder, or undefined when there is none. */
export function readStamp(folder) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, STAMP), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes a folder's stamp, by renaming, so that it is never half written. */
export function writeStamp(folder, stamp) {
  writeAtomic(path.join(folder, STAMP), `${JSON.stringify(stamp)}\n`);
}

/** Writes a file under a temporary name beside it and renames it. */
export function writeAtomic(file, data) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}-${randomBytes(3).toString('hex')}.tmp`;
  try {
    fs.writeFileSync(temporary, data);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Writes a file only when its content differs; true when it was written. */
export function writeIfChanged(file, text) {
  if (holds(file, text)) return false;
  writeAtomic(file, text);
  return true;
}

/** Whether a file exists with exactly this text. */
export function holds(file, text) {
  try {
    return fs.readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}

/** A new folder for work in progress, under a name no other run uses. */
export function partialFolder(name) {
  const folder = path.join(
    place.partial,
    `${name}-${process.pid}-${randomBytes(4).toString('hex')}`,
  );
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

/** Puts a finished folder in place of an older one. The older one is gone only afterwards. */
export function moveIntoPlace(made, target) {
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const old = path.join(partialFolder('old'), 'folder');
  if (fs.existsSync(target)) fs.renameSync(target, old);
  fs.renameSync(made, target);
  discard(path.dirname(old));
}

/** Removes a folder of work; a process of a killed run may still write into it, and that is no error. */
export function discard(folder) {
  try {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
  } catch {
    // The next run's sweep takes what is left.
  }
}

/** SHA-256 over parts; an absolute path among them is read as a file. */
export function keyOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) {
    const data = path.isAbsolute(part) ? fs.readFileSync(part) : Buffer.from(part);
    hash.update(`${data.length}:`).update(data);
  }
  return hash.digest('hex');
}
