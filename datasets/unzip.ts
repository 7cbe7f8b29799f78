import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Readable } from 'node:stream';
import * as CRC32 from 'crc-32';
import * as yauzl from 'yauzl';

export interface UnzipOptions {
  /** The most bytes to unpack. Default 2 GiB. */
  maxBytes?: number;
  /** A look at the unpacked file before it gets its name; throws if it will not do. */
  check?: (file: string) => Promise<void>;
  signal?: AbortSignal;
}

/**
 * Unpacks one file of a zip archive. It gets its name only when it is whole: its
 * size and CRC-32 are those that the archive names, and `check` is content.
 *
 * @param archive path of the zip file
 * @param member path inside it, with forward slashes
 * @param target where the unpacked file goes
 * @throws Error that names the archive when it is damaged, has no such member, or
 *   the member is too large; the signal's reason when it aborts
 */
export async function unzipMember(
  archive: string,
  member: string,
  target: string,
  { maxBytes = 2 ** 31, check, signal }: UnzipOptions = {},
): Promise<void> {
  const temporary = path.join(
    path.dirname(target),
    `.${path.basename(target)}.${randomUUID()}.tmp`,
  );
  await fs.mkdir(path.dirname(target), { recursive: true });
  try {
    await extract(archive, member, temporary, maxBytes, signal);
    await check?.(temporary);
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    signal?.throwIfAborted();
    throw new Error(`${archive}: ${(error as Error).message}`, { cause: error });
  }
}

async function extract(
  archive: string,
  member: string,
  temporary: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<void> {
  const zip = await yauzl.openPromise(archive, { autoClose: false });
  try {
    const entry = await findEntry(zip, member);
    if (entry.uncompressedSize > maxBytes) {
      throw new Error(`${member} unpacks to ${entry.uncompressedSize} bytes, at most ${maxBytes}`);
    }
    const crc = await copy(() => zip.openReadStreamPromise(entry), temporary, signal);
    if (crc !== entry.crc32) throw new Error(`${member} is damaged: its CRC-32 does not fit`);
  } finally {
    zip.close();
  }
}

/** Writes a stream into a new file; returns the CRC-32 of what came. */
async function copy(
  openStream: () => Promise<Readable>,
  file: string,
  signal?: AbortSignal,
): Promise<number> {
  const handle = await fs.open(file, 'wx');
  let crc = 0;
  try {
    // yauzl stops a stream that gives another size than the entry names. It may emit that
    // error once more when the loop has ended, when nobody else would listen.
    const source = (await openStream()).on('error', () => {});
    for await (const piece of source) {
      signal?.throwIfAborted();
      crc = CRC32.buf(piece, crc);
      await handle.writeFile(piece);
    }
  } finally {
    await handle.close();
  }
  return crc >>> 0;
}

async function findEntry(zip: yauzl.ZipFile, member: string): Promise<yauzl.Entry> {
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName === member) return entry;
    names.push(entry.fileName);
  }
  const some = names.slice(0, 10).join(', ');
  throw new Error(`holds no ${member}, but ${names.length} files (${some})`);
}
