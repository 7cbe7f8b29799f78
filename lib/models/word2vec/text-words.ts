import * as fs from 'node:fs';
import { createGunzip } from 'node:zlib';
import { HASH_SEED, hashOf } from './byte-table';

/** Takes the words of a text one by one, as bytes[from..to), and the ends of its lines. */
export interface WordSink {
  word(bytes: Uint8Array, from: number, to: number, hash: number): void;
  line(): void;
}

const CHUNK = 1 << 20;
const NEWLINE = 10;

/**
 * Goes through a text file a megabyte at a time; each turn gives the bytes read so far (of a `.gz`,
 * unpacked) after the sink has had their words. White space is what Python's `str.split()` takes for it.
 *
 * @param file a path; one that ends in `.gz` is unpacked
 * @param owner who is named in errors
 * @throws Error that names the file when it cannot be read
 */
export async function* readWords(
  file: string,
  sink: WordSink,
  owner: string,
): AsyncGenerator<number> {
  const stream = fs.createReadStream(file, { highWaterMark: CHUNK });
  const bytes = file.endsWith('.gz') ? stream.pipe(createGunzip({ chunkSize: CHUNK })) : stream;
  stream.once('error', (error) => bytes.destroy(error));
  let rest = new Uint8Array(0); // a word that the last chunk cut
  let read = 0;
  try {
    for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
      const text = joined(rest, chunk);
      const end = lastBreak(text);
      splitWords(text, end, sink);
      rest = text.slice(end);
      read += chunk.length;
      yield read;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Error(`${owner}: cannot read ${file}: ${error.message}`, { cause: error });
  } finally {
    stream.destroy();
  }
  splitWords(rest, rest.length, sink);
  sink.line();
  yield read;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Where the bytes up to the last white space of one byte end. */
function lastBreak(text: Uint8Array): number {
  let end = text.length;
  while (end > 0 && text[end - 1] > 32) end--;
  return end;
}

function splitWords(text: Uint8Array, end: number, sink: WordSink): void {
  let start = 0;
  let hash = HASH_SEED;
  for (let i = 0; i < end; ) {
    const byte = text[i];
    const space = byte > 32 && byte < 0xc2 ? 0 : spaceAt(text, i, byte);
    if (space === 0) {
      hash = hashOf(hash, byte);
      i++;
      continue;
    }
    if (i > start) sink.word(text, start, i, hash);
    if (byte === NEWLINE) sink.line();
    i += space;
    start = i;
    hash = HASH_SEED;
  }
  if (end > start) sink.word(text, start, end, hash);
}

/** The length of the white space that begins at a byte, 0 for none. */
function spaceAt(text: Uint8Array, i: number, byte: number): number {
  if (byte <= 32) return byte === 32 || (byte >= 9 && byte <= 13) || byte >= 28 ? 1 : 0;
  if (byte === 0xc2) return text[i + 1] === 0x85 || text[i + 1] === 0xa0 ? 2 : 0;
  if (byte < 0xe1 || byte > 0xe3) return 0;
  const code = ((byte & 15) << 12) | ((text[i + 1] & 63) << 6) | (text[i + 2] & 63);
  const wide =
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    [0x2028, 0x2029, 0x202f, 0x205f, 0x3000].includes(code);
  return wide ? 3 : 0;
}
