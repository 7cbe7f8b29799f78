import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cellSignal } from '../lib/progress';
import { type DownloadOptions, downloadFile, verify } from './download';
import { downloadBar } from './download-bar';
import { advice, DatasetMissingError, exists, shown } from './missing';
import { findOwnFolder, fromOwnFolder } from './own-folder';
import { type DatasetEntry, findFile, type WantedFile } from './registry';
import { unzipMember } from './unzip';

export interface FetchOptions {
  /** A folder of one's own with the files, or with a folder `<data set>` that has them. */
  folder?: string;
  /** Where downloads are kept. Default `.runtime/datasets` under the working directory. */
  cache?: string;
  /** Whether to download what is missing. Default true. */
  download?: boolean;
  signal?: AbortSignal;
  /** Told in words what goes on (retries, files set aside). Default `console.log`. */
  log?: (line: string) => void;
  /** How patient a download is. */
  network?: Pick<DownloadOptions, 'tries' | 'stallMs' | 'backoffMs'>;
}

/** Files found, each read by the loader. */
export interface Fetched<T> {
  /** What the loader's `read` made of each file, in the order asked for. */
  values: T[];
  /** Where each lies. */
  paths: string[];
  origin: 'folder' | 'cache' | 'download';
  /** The folder they lie in, as a person would write it. */
  where: string;
}

/**
 * Reads a file and, by that, says whether it is of the right format: throws if not.
 * @param file where its bytes lie at the moment
 * @param name its name in the registry
 * @param label what errors should call it
 */
export type ReadFile<T> = (file: string, name: string, label: string) => Promise<T>;

/**
 * Finds files of a data set. The order is: `folder`; the folder that the
 * environment variable DATASETS names (as `$DATASETS/<data set>`); the cache
 * (`.runtime/datasets/<data set>`); the download, which goes into the cache.
 *
 * Files in a folder of one's own are judged by their format alone, so they may be
 * a selection or a variant; they all come from that folder or none does. Files in
 * the cache must also have the registry's size and checksum, where it has them;
 * one that does not is set aside and downloaded again.
 *
 * @param entry the data set
 * @param names the files wanted, by their names in the registry
 * @param read reads one file; what it throws says that the file is not right
 * @throws DatasetMissingError that names the file, where it can be had and where to
 *   put it; Error for a folder of one's own that lacks a file or has one that `read`
 *   refuses; the signal's reason when it aborts
 */
export async function fetchFiles<T>(
  entry: DatasetEntry,
  names: readonly string[],
  read: ReadFile<T>,
  options: FetchOptions = {},
): Promise<Fetched<T>> {
  const { signal = cellSignal(), cache = path.join('.runtime', 'datasets') } = options;
  signal?.throwIfAborted();
  const home = path.resolve(cache, entry.name);
  const folder = await findOwnFolder(entry, names, options.folder);
  const fetched: Fetched<T> = {
    values: [],
    paths: [],
    origin: folder ? 'folder' : 'cache',
    where: shown(folder ?? home),
  };
  for (const name of names) {
    const wanted = findFile(entry, name);
    let file: string | null = null;
    const check = async (candidate: string) => {
      const temporary = /\.(part|tmp)$/.test(candidate);
      const label = temporary ? name : shown(candidate);
      fetched.values[fetched.paths.length] = await read(candidate, name, label);
    };
    if (folder) {
      file = await fromOwnFolder(wanted, name, folder, home, check, signal);
    } else {
      const job: Job = { entry, names, wanted, name, home, check, options: { ...options, signal } };
      file = await fromCache(job);
      if (file === null) {
        file = await fromNetwork(job);
        fetched.origin = 'download';
      }
    }
    fetched.paths.push(file);
  }
  return fetched;
}

interface Job {
  entry: DatasetEntry;
  /** All files asked for, and the one that this job is about. */
  names: readonly string[];
  name: string;
  wanted: WantedFile;
  home: string;
  check: (file: string) => Promise<void>;
  options: FetchOptions;
}

/** A file from the cache, verified; null when it is not there or had to be set aside. */
async function fromCache(job: Job): Promise<string | null> {
  const { wanted, name, home, check, options } = job;
  const { signal } = options;
  const target = path.join(home, name);
  const { bytes, sha256 } = wanted.packed ?? wanted.download;
  const whole = (file: string) => verify(file, { bytes, sha256, check, signal });
  if (await orSetAside(target, job, () => whole(target))) return target;
  if (!wanted.packed) return null;
  const { member } = wanted.packed;
  const archive = path.join(home, wanted.download.name);
  const unpacked = await orSetAside(archive, job, async () => {
    await verify(archive, { ...wanted.download, signal });
    await unzipMember(archive, member, target, { maxBytes: bytes, check: whole, signal });
  });
  return unpacked ? target : null;
}

/** Runs `use` if the file is there; a file it refuses gets another name. True when it was used. */
async function orSetAside(
  file: string,
  { entry, options }: Job,
  use: () => Promise<void>,
): Promise<boolean> {
  if (!(await exists(file))) return false;
  try {
    await use();
    return true;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isSystemError(error)) throw error; // no fault of the file's content
    await fs.rename(file, `${file}.rejected`);
    const reason = (error as Error).message;
    say(options, `${entry.title}: set ${shown(file)} aside as .rejected: ${reason}`);
    return false;
  }
}

/** Downloads a file into the cache, and unpacks what is wanted of an archive. */
async function fromNetwork(job: Job): Promise<string> {
  const { entry, wanted, name, home, check, options } = job;
  const { signal } = options;
  const { download, packed } = wanted;
  const missing = `${entry.title}: ${name} is not in ${shown(home)}`;
  const present = await Promise.all(job.names.map((one) => exists(path.join(home, one))));
  const help = advice(
    entry,
    job.names.filter((_, i) => !present[i]),
    home,
  );
  if (options.download === false) {
    throw new DatasetMissingError(`${missing} and downloading is switched off\n${help}`);
  }
  const target = path.join(home, name);
  const unpack = async (archive: string) => {
    const { bytes, sha256, member } = packed!;
    const whole = (file: string) => verify(file, { bytes, sha256, check, signal });
    await unzipMember(archive, member, target, { maxBytes: bytes, check: whole, signal });
  };
  const bar = downloadBar(`${entry.title}: ${download.name}`);
  try {
    await downloadFile(download.urls, path.join(home, download.name), {
      bytes: download.bytes,
      sha256: download.sha256,
      check: packed ? unpack : check,
      ...options.network,
      signal,
      onBytes: bar.update,
      onTrouble: (message) => {
        bar.end();
        say(options, `${entry.title}: ${message}`);
      },
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw new DatasetMissingError(`${missing}: ${(error as Error).message}\n${help}`, {
      cause: error,
    });
  } finally {
    bar.end();
  }
  return target;
}

/** Whether the system failed (no permission, too many open files), here or underneath. */
function isSystemError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return 'syscall' in error || isSystemError(error.cause);
}

function say({ log = console.log }: FetchOptions, line: string): void {
  log(line);
}
