import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * The SHA-256 checksum of a file's bytes, as 64 lower-case hexadecimal digits.
 * Reads the file in pieces, so its size does not matter.
 *
 * @param signal stops the reading when it aborts
 * @throws Error that names the file when it cannot be read
 */
export async function sha256(
  file: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file, { signal })) hash.update(piece);
  } catch (error) {
    signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot read ${file}: ${reason}`, { cause: error });
  }
  return hash.digest('hex');
}
