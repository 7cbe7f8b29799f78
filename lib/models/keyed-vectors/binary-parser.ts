import { join } from './text-parser';
import { MAX_WORD_BYTES, parseHeader, type VectorTable } from './vector-table';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const MAX_HEADER_BYTES = 100;

/** Reads a header line, then words, each with a space and its vector's bytes. */
export class BinaryVectorParser {
  private pending = new Uint8Array(0);
  private offset = 0;
  /** Words that the header promises; undefined before it was read. */
  private promised: number | undefined;

  constructor(
    private readonly table: VectorTable,
    private readonly size: number | undefined,
  ) {}

  /** Takes the next bytes of the file. Throws Error that names the word and the byte. */
  push(chunk: Uint8Array): void {
    const bytes = join(this.pending, chunk);
    let at = this.promised === undefined ? this.takeHeader(bytes) : 0;
    while (this.promised !== undefined && !this.table.full) {
      const next = this.takeRow(bytes, at);
      if (next === at) break;
      at = next;
    }
    this.offset += at;
    this.pending = bytes.slice(at);
  }

  /** Throws Error when words are missing, or bytes are left over. */
  end(): void {
    if (this.promised === undefined) {
      throw new Error('has no first line with the numbers of words and dimensions');
    }
    const { rows } = this.table;
    if (rows < this.promised) {
      throw new Error(
        `ends inside word ${rows + 1} (byte ${this.offset}), and line 1 says ${this.promised} ` +
          'words: it is cut short, or not binary',
      );
    }
    if (this.pending.some((byte) => byte !== NEWLINE)) {
      throw new Error(
        `goes on after its last word (byte ${this.offset}): line 1 says ${this.promised} words`,
      );
    }
  }

  /** Where the first word begins, or 0 while the line is not whole. */
  private takeHeader(bytes: Uint8Array): number {
    const end = bytes.indexOf(NEWLINE);
    const line = bytes.subarray(0, end < 0 ? bytes.length : end);
    if (end < 0 && line.length <= MAX_HEADER_BYTES) return 0;
    const text = Buffer.from(line.subarray(0, MAX_HEADER_BYTES)).toString('latin1');
    const header = parseHeader(text, this.size, (d) => 4 * d + 2);
    this.promised = header.words;
    this.table.vectorSize = header.vectorSize;
    return end + 1;
  }

  /** Where the word after begins, or `from` while this one is not whole. */
  private takeRow(bytes: Uint8Array, from: number): number {
    if (this.table.rows >= this.promised!) return from;
    const where = () => `word ${this.table.rows + 1} (byte ${this.offset + from})`;
    let at = from;
    // The original tool ends each vector with a newline, gensim with nothing.
    while (bytes[at] === NEWLINE) at++;
    const space = bytes.indexOf(SPACE, at);
    if ((space < 0 ? bytes.length : space) - at > MAX_WORD_BYTES) {
      throw new Error(`${where()} is longer than ${MAX_WORD_BYTES} bytes: is the file binary?`);
    }
    const { vectorSize } = this.table;
    const end = space + 1 + 4 * vectorSize;
    if (space < 0 || end > bytes.length) return from;
    const vector = new Float32Array(bytes.slice(space + 1, end).buffer);
    const wrong = vector.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      throw new Error(
        `${where()}: number ${wrong + 1} is ${vector[wrong]}, wanted a finite 32-bit float`,
      );
    }
    this.table.add(this.table.decode(bytes.subarray(at, space), where())).set(vector);
    return end;
  }
}
