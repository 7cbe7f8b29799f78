import { readFile } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';

export type IdxData =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** An array as an IDX file holds it, the last index running fastest. */
export interface IdxArray {
  /** One size for each dimension. */
  shape: number[];
  /** All values; its length is the product of `shape`. */
  data: IdxData;
}

/** How wide a value is, and how one is read; IDX is big-endian throughout. */
interface ElementType {
  bytes: number;
  make(length: number): IdxData;
  read(view: DataView, offset: number): number;
}

const TYPES: Record<number, ElementType> = {
  8: { bytes: 1, make: (n) => new Uint8Array(n), read: (v, at) => v.getUint8(at) },
  9: { bytes: 1, make: (n) => new Int8Array(n), read: (v, at) => v.getInt8(at) },
  11: { bytes: 2, make: (n) => new Int16Array(n), read: (v, at) => v.getInt16(at) },
  12: { bytes: 4, make: (n) => new Int32Array(n), read: (v, at) => v.getInt32(at) },
  13: { bytes: 4, make: (n) => new Float32Array(n), read: (v, at) => v.getFloat32(at) },
  14: { bytes: 8, make: (n) => new Float64Array(n), read: (v, at) => v.getFloat64(at) },
};

const MAX_BYTES = 2 ** 30;
/** Deflate cannot make more than this many bytes from one (RFC 1951: 258 bytes from 2 bits). */
const DEFLATE_LIMIT = 1032;
/** Enough compressed bytes to hold the largest header: 4 + 4 · 255 bytes. */
const GZIP_HEAD = 4096;

/**
 * Reads an IDX file, plain or compressed with gzip.
 *
 * @param file its path
 * @param label what errors call it
 * @throws Error that names the file and what is wrong with it; see {@link parseIdx}
 */
export async function readIdx(file: string, label = file): Promise<IdxArray> {
  return parseIdx(await readFile(file), label);
}

/**
 * Reads the bytes of an IDX file, plain or compressed with gzip. The header says
 * how much data follows, and that is what must follow: not a byte less or more.
 * Nothing is unpacked beyond what the header promises, so a small file cannot
 * fill the memory.
 *
 * Source: Y. LeCun, "The IDX file format", http://yann.lecun.com/exdb/mnist/
 *
 * @param bytes the file's content
 * @param name what errors call the file
 * @throws Error for a header that is cut short, has an unknown type code or a
 *   size of 0, promises more than 1 GiB, or does not fit the data; for gzip that
 *   is corrupt or has bytes after its end
 */
export function parseIdx(bytes: Uint8Array, name = 'IDX data'): IdxArray {
  const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const header = parseHeader(compressed ? unpackHead(bytes, name) : bytes, name);
  const wanted = header.bytes + header.length * header.type.bytes;
  const mostPossible = compressed ? bytes.length * DEFLATE_LIMIT : bytes.length;
  if (wanted > mostPossible) throw tooShort(name, header, wanted, mostPossible, compressed);
  const content = compressed ? unpack(bytes, wanted, name) : bytes;
  if (content.length < wanted) throw tooShort(name, header, wanted, content.length, false);
  if (content.length > wanted) {
    throw new Error(
      `${name}: ${content.length - wanted} bytes too many after the (${header.shape.join(', ')}) ` +
        'values that its header promises',
    );
  }
  const { length, shape, type } = header;
  const data = type.make(length);
  if (data instanceof Uint8Array) {
    data.set(content.subarray(header.bytes));
  } else {
    const view = new DataView(content.buffer, content.byteOffset + header.bytes);
    for (let i = 0; i < length; i++) data[i] = type.read(view, i * type.bytes);
  }
  return { shape, data };
}

interface Header {
  type: ElementType;
  shape: number[];
  /** Number of values. */
  length: number;
  /** Size of the header itself. */
  bytes: number;
}

/** Two zero bytes, the type's code, the number of dimensions, then one 32-bit size for each. */
function parseHeader(content: Uint8Array, name: string): Header {
  if (content.length < 4) {
    throw new Error(`${name}: ${content.length} bytes are too few for an IDX header`);
  }
  if (content[0] !== 0 || content[1] !== 0) {
    throw new Error(`${name}: not an IDX file (it begins ${hex(content.subarray(0, 4))})`);
  }
  const type = TYPES[content[2]];
  if (type === undefined) {
    throw new Error(
      `${name}: unknown IDX type code 0x${hex(content.subarray(2, 3))}, ` +
        'wanted 08, 09, 0b, 0c, 0d or 0e',
    );
  }
  const dimensions = content[3];
  if (dimensions === 0) throw new Error(`${name}: the IDX header names no dimension`);
  const bytes = 4 + 4 * dimensions;
  if (content.length < bytes) {
    throw new Error(
      `${name}: ${content.length} bytes are too few for an IDX header of ${dimensions} dimensions`,
    );
  }
  const view = new DataView(content.buffer, content.byteOffset, bytes);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  if (shape.includes(0)) {
    throw new Error(`${name}: the IDX header promises shape (${shape.join(', ')}): no values`);
  }
  const length = shape.reduce((product, size) => product * size, 1);
  if (length * type.bytes > MAX_BYTES) {
    throw new Error(
      `${name}: the IDX header promises shape (${shape.join(', ')}), more than 1 GiB of values`,
    );
  }
  return { type, shape, length, bytes };
}

/** The first bytes of a gzip file, unpacked: at most {@link GZIP_HEAD} · 1032. */
function unpackHead(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(bytes.subarray(0, GZIP_HEAD), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw corrupt(name, error);
  }
}

/** The whole of a gzip file, stopping as soon as it gives more than `wanted` bytes. */
function unpack(bytes: Uint8Array, wanted: number, name: string): Uint8Array {
  let result: { buffer: Buffer; engine: { bytesWritten: number } };
  try {
    // With `info` Node returns the engine too, which its types do not know.
    result = gunzipSync(bytes, { maxOutputLength: wanted + 1, info: true }) as never;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Error(`${name}: unpacks to more than the ${wanted} bytes its header promises`, {
        cause: error,
      });
    }
    throw corrupt(name, error);
  }
  // zlib itself ignores what follows the end of the compressed data.
  const after = bytes.length - result.engine.bytesWritten;
  if (after !== 0) throw new Error(`${name}: ${after} bytes too many after the gzip data`);
  return result.buffer;
}

function corrupt(name: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`${name}: the gzip data is corrupt or cut short (${reason})`, { cause: error });
}

function tooShort(name: string, header: Header, wanted: number, got: number, atMost: boolean) {
  const shape = `(${header.shape.join(', ')})`;
  return new Error(
    `${name}: cut short, or the header lies: shape ${shape} needs ${wanted} bytes, ` +
      `the file holds ${atMost ? 'at most ' : ''}${got}`,
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
