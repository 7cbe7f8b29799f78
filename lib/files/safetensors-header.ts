/**
 * The header of a safetensors file, with every rule that the format's description states
 * (https://huggingface.co/docs/safetensors, "Format"). A header is refused whole or is safe:
 * each tensor's bytes then lie within the file, fit its shape, and overlap no other's.
 */

/** Bits of one element, by the format's name for its dtype. */
export const DTYPE_BITS = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

/** The types of numbers that the format knows, by its names for them. */
export type SafetensorsDtype = keyof typeof DTYPE_BITS;

/** What the header says of one tensor. */
export interface TensorInfo {
  dtype: SafetensorsDtype;
  shape: number[];
  /** Where its bytes begin and end, counted from the end of the header. */
  begin: number;
  end: number;
}

export interface SafetensorsHeader {
  /** Free text by name: the header's `__metadata__`. */
  metadata: Map<string, string>;
  /** In the order of the header. */
  tensors: Map<string, TensorInfo>;
}

/** The largest header that the format allows, in bytes. */
export const MAX_HEADER = 100_000_000;

/**
 * The length of the header's text, from the first 8 bytes of the file.
 * @throws Error when the file is shorter than it says, or the length is not allowed
 */
export function headerLength(first: Uint8Array, fileLength: number): number {
  if (fileLength < 8)
    return refuse(`the file has ${fileLength} bytes, and the header's length takes 8`);
  const view = new DataView(first.buffer, first.byteOffset, 8);
  const length = view.getBigUint64(0, true);
  if (length > MAX_HEADER)
    return refuse(`its header would have ${length} bytes, over ${MAX_HEADER}`);
  if (length > fileLength - 8) {
    return refuse(`its header would have ${length} bytes, and the file has ${fileLength}`);
  }
  return Number(length);
}

/**
 * Reads the header's text.
 *
 * @param bytes the text, without the 8 bytes before it
 * @param dataLength how many bytes of data follow
 * @throws Error that says which rule is broken, and by which tensor
 */
export function parseHeader(bytes: Uint8Array, dataLength: number): SafetensorsHeader {
  if (bytes[0] !== 0x7b) return refuse('its header does not begin with "{"');
  const header = parseJson(bytes);
  const metadata = new Map<string, string>();
  const tensors = new Map<string, TensorInfo>();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') readMetadata(value, metadata);
    else tensors.set(name, readInfo(name, value));
  }
  checkCoverage(tensors, dataLength);
  return { metadata, tensors };
}

/** How many bytes a tensor takes, or undefined when that is no whole or no exact number. */
export function byteLength(dtype: SafetensorsDtype, shape: readonly number[]): number | undefined {
  let bits: number = DTYPE_BITS[dtype];
  for (const size of shape) {
    bits *= size;
    if (!Number.isSafeInteger(bits)) return undefined;
  }
  return bits % 8 === 0 ? bits / 8 : undefined;
}

function readMetadata(value: unknown, into: Map<string, string>): void {
  if (!isObject(value)) refuse('its __metadata__ is not an object');
  for (const [name, text] of Object.entries(value as object)) {
    if (typeof text !== 'string') refuse(`its __metadata__ "${name}" is not a string`);
    into.set(name, text);
  }
}

function readInfo(name: string, value: unknown): TensorInfo {
  const wrong = (what: string) => refuse(`tensor "${name}": ${what}`);
  if (!isObject(value)) return wrong('its entry is not an object');
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BITS, dtype)) {
    return wrong(`the dtype ${JSON.stringify(dtype)} is none of the format's`);
  }
  if (!isSizes(shape)) return wrong(`the shape ${JSON.stringify(shape)} is not a list of sizes`);
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    return wrong(`the data_offsets ${JSON.stringify(offsets)} are not [begin, end]`);
  }
  const [begin, end] = offsets;
  const wanted = byteLength(dtype as SafetensorsDtype, shape);
  if (wanted !== end - begin) {
    const takes = wanted === undefined ? 'no possible number of' : wanted;
    return wrong(`${dtype} (${shape.join(', ')}) takes ${takes} bytes, and has ${end - begin}`);
  }
  return { dtype: dtype as SafetensorsDtype, shape, begin, end };
}

/** The tensors cover the data from its first byte to its last, without holes or overlaps. */
function checkCoverage(tensors: Map<string, TensorInfo>, dataLength: number): void {
  const sorted = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const [name, { begin, end }] of sorted) {
    if (begin !== covered) {
      refuse(`tensor "${name}": its data begins at ${begin}, and ${covered} bytes come before it`);
    }
    covered = end;
  }
  if (covered !== dataLength) {
    refuse(`its tensors take ${covered} bytes, and ${dataLength} bytes of data follow the header`);
  }
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('its header is not UTF-8');
  }
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    return refuse(`its header is not JSON (${(error as Error).message})`);
  }
  checkTokens(text);
  return header as Record<string, unknown>;
}

/**
 * What JSON.parse lets pass and the format does not: a key that comes twice in one object, and
 * integers written in another way (1.0, 1e3, -0), which other readers refuse.
 *
 * @param text valid JSON
 */
function checkTokens(text: string): void {
  const open: Set<string>[] = [];
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]|-?\d[\d.eE+-]*/g)) {
    const [whole, colon] = token;
    if (whole === '{') open.push(new Set());
    else if (whole === '}') open.pop();
    else if (whole[0] !== '"') {
      if (!/^\d+$/.test(whole))
        refuse(`its header has the number ${whole}, wanted an integer, 0 or more`);
    } else if (colon !== undefined) {
      const key = JSON.parse(whole.slice(0, -colon.length)) as string;
      const keys = open[open.length - 1];
      if (keys.has(key)) refuse(`its header has the key ${JSON.stringify(key)} twice`);
      keys.add(key);
    }
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function refuse(reason: string): never {
  throw new Error(`not a valid safetensors file: ${reason}`);
}
