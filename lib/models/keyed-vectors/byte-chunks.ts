import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A file's bytes, piece by piece, and how many there are if that is known. */
export interface ByteChunks {
  /** Undefined for a packed file: only its end tells. */
  size: number | undefined;
  chunks: AsyncIterable<Uint8Array>;
}

/**
 * Opens a file to be read in pieces. One that was packed with gzip (told by its first two bytes,
 * whatever its name) is unpacked on the way. The pieces end early when the reader stops.
 *
 * @throws Error that names the file when it cannot be opened or is a folder
 */
export async function openChunks(path: string): Promise<ByteChunks> {
  const handle = await open(path, 'r').catch((error) => {
    throw new Error(`cannot read ${path}: ${error.message}`, { cause: error });
  });
  try {
    const info = await handle.stat();
    if (info.isDirectory()) throw new Error(`cannot read ${path}: it is a folder`);
    const magic = new Uint8Array(2);
    const { bytesRead } = await handle.read(magic, 0, 2, 0);
    const packed = bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
    const stream = handle.createReadStream({ start: 0, highWaterMark: 1 << 20 });
    return packed
      ? { size: undefined, chunks: unpack(stream) }
      : { size: info.size, chunks: plain(stream) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Node's buffers as arrays like any other: their `slice` shares memory, where that of others copies. */
async function* plain(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const { buffer, byteOffset, length } of stream) {
    yield new Uint8Array(buffer, byteOffset, length);
  }
}

async function* unpack(stream: Readable): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 20 });
  stream.on('error', (error) => gunzip.destroy(error));
  try {
    yield* plain(stream.pipe(gunzip));
  } finally {
    stream.destroy();
  }
}
