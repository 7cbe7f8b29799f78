import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { sha256 } from '../lib/files';
import { advice, exists } from './missing';
import { type DatasetEntry, findFile, type WantedFile } from './registry';
import { unzipMember } from './unzip';

/**
 * The folder of the reader's own that has all the files: the one given, or else the
 * data set's folder under DATASETS.
 *
 * @returns its absolute path; null when none is given and DATASETS has none of the files
 * @throws Error when a folder is named that does not exist or lacks some of the files
 */
export async function findOwnFolder(
  entry: DatasetEntry,
  names: readonly string[],
  given?: string,
): Promise<string | null> {
  const setting = process.env.DATASETS;
  if (given !== undefined) {
    await mustBeFolder(given, 'the folder given');
    const inside = path.join(given, entry.name);
    for (const folder of [given, inside]) {
      if ((await missingFrom(entry, names, folder)).length === 0) return path.resolve(folder);
    }
    const missing = await missingFrom(entry, names, (await exists(inside)) ? inside : given);
    throw new Error(
      `${entry.title}: the folder ${given} lacks ${missing.join(', ')}\n${advice(entry, missing)}`,
    );
  }
  if (!setting) return null;
  await mustBeFolder(setting, 'the folder that DATASETS names');
  const folder = path.join(setting, entry.name);
  const missing = await missingFrom(entry, names, folder);
  if (missing.length === names.length) return null;
  if (missing.length === 0) return path.resolve(folder);
  throw new Error(
    `${entry.title}: the folder ${folder} (from DATASETS) has some of the files but lacks ` +
      `${missing.join(', ')}\n${advice(entry, missing)}`,
  );
}

async function mustBeFolder(folder: string, what: string): Promise<void> {
  const stat = await fs.stat(folder).catch(() => null);
  if (!stat?.isDirectory()) throw new Error(`${what}, ${folder}, does not exist or is no folder`);
}

async function missingFrom(
  entry: DatasetEntry,
  names: readonly string[],
  folder: string,
): Promise<string[]> {
  const missing: string[] = [];
  for (const name of names) {
    if (!(await locate(findFile(entry, name), name, folder))) missing.push(name);
  }
  return missing;
}

/** A file in one's own folder, under any of its names, or the archive that holds it. */
async function locate({ download, packed }: WantedFile, name: string, folder: string) {
  for (const candidate of packed ? [name] : [name, ...(download.otherNames ?? [])]) {
    const file = path.join(folder, candidate);
    if (await exists(file)) return { file, isArchive: false };
  }
  const archive = path.join(folder, download.name);
  return packed && (await exists(archive)) ? { file: archive, isArchive: true } : null;
}

/** Reads a file of one's own folder; an archive there is unpacked under the cache. */
export async function fromOwnFolder(
  wanted: WantedFile,
  name: string,
  folder: string,
  home: string,
  check: (file: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<string> {
  const found = await locate(wanted, name, folder);
  if (!found) throw new Error(`${path.join(folder, name)} was there a moment ago and is gone`);
  if (!found.isArchive || !wanted.packed) {
    await check(found.file);
    return found.file;
  }
  // Named by its content: this archive need not be the one the registry knows.
  const key = (await sha256(found.file, { signal })).slice(0, 16);
  const target = path.join(home, `from-${key}`, name);
  if (await exists(target)) await check(target);
  else await unzipMember(found.file, wanted.packed.member, target, { check, signal });
  return target;
}
