import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Writes a file so that whoever looks sees the old file or the whole new one,
 * never a part: the data goes to a temporary name in the same folder, is flushed
 * to the disk, and is renamed into place. Missing folders are made; a symbolic
 * link stays one, and its target is replaced; an existing file keeps its mode.
 *
 * @param file the path to write
 * @param data text (written as UTF-8) or bytes, or bytes in pieces, which need not fit memory
 *   together
 * @throws Error that names the file when it cannot be written; the old file is
 *   then as it was, and the temporary one is gone
 */
export async function writeFileAtomic(
  file: string,
  data: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  let temporary: string | undefined;
  try {
    const place = preparePlace(file);
    temporary = place.temporary;
    const handle = await fs.promises.open(place.temporary, 'wx', place.mode);
    try {
      await fs.promises.writeFile(handle, data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(place.temporary, place.target);
  } catch (error) {
    throw cleanUp(file, temporary, error);
  }
}

/** {@link writeFileAtomic} for code that cannot wait. */
export function writeFileAtomicSync(file: string, data: string | Uint8Array): void {
  let temporary: string | undefined;
  try {
    const place = preparePlace(file);
    temporary = place.temporary;
    const descriptor = fs.openSync(place.temporary, 'wx', place.mode);
    try {
      fs.writeFileSync(descriptor, data);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    fs.renameSync(place.temporary, place.target);
  } catch (error) {
    throw cleanUp(file, temporary, error);
  }
}

/** Where the bytes go first, where they end, and with which permissions. */
function preparePlace(file: string): { target: string; temporary: string; mode: number } {
  const target = followLinks(path.resolve(file));
  const folder = path.dirname(target);
  fs.mkdirSync(folder, { recursive: true });
  const existing = fs.statSync(target, { throwIfNoEntry: false });
  if (existing?.isDirectory()) throw new Error('it is a folder');
  const temporary = path.join(folder, `.${path.basename(target)}.${randomUUID()}.tmp`);
  return { target, temporary, mode: existing ? existing.mode & 0o777 : 0o666 };
}

/** The path that a chain of symbolic links ends at, whether or not it exists yet. */
function followLinks(file: string): string {
  let target = file;
  for (let links = 0; links < 40; links++) {
    if (!fs.lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) return target;
    target = path.resolve(path.dirname(target), fs.readlinkSync(target));
  }
  throw new Error('its symbolic links go round in a circle');
}

function cleanUp(file: string, temporary: string | undefined, error: unknown): Error {
  if (temporary !== undefined) fs.rmSync(temporary, { force: true });
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`cannot write ${file}: ${reason}`, { cause: error });
}
