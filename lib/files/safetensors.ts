import * as fs from 'node:fs';
import { writeFileAtomic } from './atomic';
import {
  byteLength,
  DTYPE_BITS,
  headerLength,
  parseHeader,
  type SafetensorsDtype,
  type SafetensorsHeader,
  type TensorInfo,
} from './safetensors-header';

/** A tensor as the file holds it: little-endian bytes, last dimension fastest. */
export interface SafetensorsTensor {
  dtype: SafetensorsDtype;
  shape: number[];
  data: Uint8Array;
}

/**
 * The tensors of a file's content. Their bytes are views of `bytes`.
 * @throws Error that says which rule of the format is broken
 */
export function decodeSafetensors(bytes: Uint8Array): {
  tensors: Map<string, SafetensorsTensor>;
  metadata: Map<string, string>;
} {
  const start = 8 + headerLength(bytes, bytes.length);
  const header = parseHeader(bytes.subarray(8, start), bytes.length - start);
  const tensors = new Map<string, SafetensorsTensor>();
  for (const [name, { dtype, shape, begin, end }] of header.tensors) {
    tensors.set(name, { dtype, shape, data: bytes.subarray(start + begin, start + end) });
  }
  return { tensors, metadata: header.metadata };
}

/**
 * A file's content. Tensors are laid out with wider elements first and then by name, as the
 * reference implementation does, so that each begins at a multiple of its element's size.
 *
 * @throws Error when a tensor's bytes do not fit its shape
 */
export function encodeSafetensors(
  tensors: Iterable<[name: string, tensor: SafetensorsTensor]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const sorted = [...tensors].sort(
    ([a, { dtype: left }], [b, { dtype: right }]) =>
      DTYPE_BITS[right] - DTYPE_BITS[left] || (a < b ? -1 : 1),
  );
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) entries.push(['__metadata__', metadata]);
  let offset = 0;
  for (const [name, { dtype, shape, data }] of sorted) {
    checkTensor(name, { dtype, shape, data });
    entries.push([name, { dtype, shape, data_offsets: [offset, offset + data.length] }]);
    offset += data.length;
  }
  if (new Set(entries.map(([name]) => name)).size < entries.length) {
    throw new Error('safetensors: two tensors have one name');
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const padded = Math.ceil(json.length / 8) * 8; // data begins at a multiple of 8 bytes
  const bytes = new Uint8Array(8 + padded + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const [, { data }] of sorted) {
    bytes.set(data, at);
    at += data.length;
  }
  return bytes;
}

/** Writes a file of tensors, whole or not at all (see {@link writeFileAtomic}). */
export async function writeSafetensors(
  file: string,
  tensors: Iterable<[name: string, tensor: SafetensorsTensor]>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  await writeFileAtomic(file, encodeSafetensors(tensors, metadata));
}

/**
 * A file on disk, whose tensors are read one by one: files may be larger than memory.
 *
 * @example
 * const file = await SafetensorsFile.open('model.safetensors');
 * try {
 *   for (const name of file.tensors.keys()) await file.read(name);
 * } finally {
 *   await file.close();
 * }
 */
export class SafetensorsFile {
  readonly metadata: ReadonlyMap<string, string>;
  /** What the header says of each tensor, by name. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;

  private constructor(
    readonly path: string,
    private readonly handle: fs.promises.FileHandle,
    private readonly dataStart: number,
    header: SafetensorsHeader,
  ) {
    this.metadata = header.metadata;
    this.tensors = header.tensors;
  }

  /** @throws Error that names the file and the rule of the format that is broken */
  static async open(path: string): Promise<SafetensorsFile> {
    const handle = await fs.promises.open(path, 'r');
    try {
      const { size } = await handle.stat();
      const length = headerLength(await readAt(handle, 0, Math.min(8, size)), size);
      const header = parseHeader(await readAt(handle, 8, length), size - 8 - length);
      return new SafetensorsFile(path, handle, 8 + length, header);
    } catch (error) {
      await handle.close();
      throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** @throws Error when the file has no such tensor, or was cut since it was opened */
  async read(name: string): Promise<SafetensorsTensor> {
    const info = this.tensors.get(name);
    if (!info) throw new Error(`${this.path} has no tensor "${name}"`);
    const { dtype, shape, begin, end } = info;
    return { dtype, shape, data: await readAt(this.handle, this.dataStart + begin, end - begin) };
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

async function readAt(
  handle: fs.promises.FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new Error('the file ends before its data do');
    done += bytesRead;
  }
  return bytes;
}

function checkTensor(name: string, { dtype, shape, data }: SafetensorsTensor): void {
  const wanted = byteLength(dtype, shape);
  if (wanted === data.length) return;
  throw new Error(
    `safetensors: tensor "${name}", ${dtype} (${shape.join(', ')}), has ${data.length} bytes, ` +
      `wanted ${wanted}`,
  );
}
