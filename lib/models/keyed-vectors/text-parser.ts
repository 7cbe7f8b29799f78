import { MAX_WORD_BYTES, parseHeader, type VectorTable } from './vector-table';

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** No number in a file is written longer. */
const MAX_NUMBER_BYTES = 64;
/** The longest first line where no header says how long lines are. */
const MAX_FIRST_LINE = 1 << 24;

/** Reads "word number number …" lines, with the header line or without. */
export class TextVectorParser {
  private pending = new Uint8Array(0);
  private line = 0;
  /** Words that the header promises, or undefined without one. */
  private promised: number | undefined;

  constructor(
    private readonly table: VectorTable,
    private readonly size: number | undefined,
    private readonly noHeader: boolean,
  ) {}

  /** Takes the next bytes of the file. Throws Error that names the line. */
  push(chunk: Uint8Array): void {
    const bytes = join(this.pending, chunk);
    let at = 0;
    while (!this.table.full) {
      const end = bytes.indexOf(NEWLINE, at);
      if (end < 0) break;
      this.take(bytes.subarray(at, end));
      at = end + 1;
    }
    this.pending = bytes.slice(at);
    const { vectorSize } = this.table;
    const longest =
      vectorSize === 0 ? MAX_FIRST_LINE : MAX_WORD_BYTES + vectorSize * MAX_NUMBER_BYTES;
    if (this.pending.length > longest && !this.table.full) {
      throw new Error(`line ${this.line + 1} is longer than ${longest} bytes: ${OTHER_FORMAT}`);
    }
  }

  /** Takes what stands after the last newline. Throws Error when words are missing. */
  end(): void {
    if (this.pending.length > 0) this.take(this.pending);
    if (this.line === 0) throw new Error('the file is empty');
    const { rows } = this.table;
    if (this.promised !== undefined && rows < this.promised) {
      throw new Error(`ends after ${rows} words, line 1 says ${this.promised}: it is cut short`);
    }
  }

  private take(bytes: Uint8Array): void {
    this.line++;
    const end = trimmedLength(bytes);
    const trimmed = bytes.subarray(0, end);
    if (this.line === 1 && !this.noHeader) {
      const text = Buffer.from(trimmed.subarray(0, 100)).toString('latin1');
      // "a 0 0": two bytes a number and one for the word, and the last newline may be missing.
      const header = parseHeader(text, this.size, (d) => 2 * d + 1);
      this.promised = header.words;
      this.table.vectorSize = header.vectorSize;
      return;
    }
    if (end === 0) {
      // Empty lines may end a file; a word after one is then one too many, or out of place.
      if (this.promised === undefined || this.table.rows >= this.promised) return;
      throw new Error(`line ${this.line} is empty`);
    }
    this.takeRow(trimmed);
  }

  private takeRow(bytes: Uint8Array): void {
    const where = `line ${this.line}`;
    if (this.promised !== undefined && this.table.rows >= this.promised) {
      throw new Error(`${where}: more words than the ${this.promised} that line 1 says`);
    }
    const space = bytes.indexOf(SPACE);
    if (space < 0) throw new Error(`${where}: a word and no numbers: ${OTHER_FORMAT}`);
    const numbers = Buffer.from(bytes.subarray(space + 1))
      .toString('latin1')
      .split(' ');
    if (this.table.vectorSize === 0) this.table.vectorSize = numbers.length;
    const { vectorSize } = this.table;
    if (numbers.length !== vectorSize) {
      throw new Error(`${where}: ${numbers.length} numbers, wanted ${vectorSize}: ${OTHER_FORMAT}`);
    }
    const values = numbers.map((text, i) => {
      const value = Math.fround(Number(text));
      if (text !== '' && Number.isFinite(value)) return value;
      const shown = JSON.stringify(text.slice(0, 20));
      throw new Error(`${where}: number ${i + 1} is ${shown}, wanted a finite 32-bit float`);
    });
    this.table.add(this.table.decode(bytes.subarray(0, space), where)).set(values);
  }
}

const OTHER_FORMAT = 'it is cut short there, or of another format (for a binary file set binary)';

/** A line's length without the ASCII white space at its end. */
function trimmedLength(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === SPACE || (bytes[end - 1] >= 9 && bytes[end - 1] <= 13))) {
    end--;
  }
  return end;
}

/** Two pieces as one. */
export function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
