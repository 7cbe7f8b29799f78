/** Longer vectors than this are taken for a damaged file. */
const MAX_VECTOR_SIZE = 1_000_000;
/** Words longer than this many bytes are taken for a file of another format. */
export const MAX_WORD_BYTES = 65_536;

/** What a header says. */
export interface FormatHeader {
  words: number;
  vectorSize: number;
}

/** Words and vectors as they come from a file; it grows with them. */
export class VectorTable {
  /** Numbers in a vector, D; 0 until that is known. */
  vectorSize = 0;
  private readonly words: string[] = [];
  private readonly seen = new Set<string>();
  private vectors = new Float32Array(0);
  /** Rows of the file, among them those whose word stood before. */
  private read = 0;

  constructor(
    private readonly limit: number,
    private readonly decoder: InstanceType<typeof TextDecoder>,
  ) {}

  /** How many rows of the file were read. */
  get rows(): number {
    return this.read;
  }

  /** Whether as many were read as were wanted. */
  get full(): boolean {
    return this.read >= this.limit;
  }

  /** A word from its bytes. Throws Error when they are not of the encoding. */
  decode(bytes: Uint8Array, where: string): string {
    if (bytes.length === 0) throw new Error(`${where}: the word is empty`);
    if (bytes.length > MAX_WORD_BYTES) {
      throw new Error(`${where}: a word of ${bytes.length} bytes`);
    }
    try {
      return this.decoder.decode(bytes);
    } catch {
      const shown = Buffer.from(bytes.subarray(0, 20)).toString('hex');
      throw new Error(
        `${where}: the word's bytes (${shown} in hexadecimal) are not ${this.decoder.encoding}; ` +
          "name another encoding, or set unicodeErrors: 'replace'",
      );
    }
  }

  /** Takes a word and gives the place for its vector, to be filled before the next call. */
  add(word: string): Float32Array {
    this.read++;
    const row = this.words.length;
    const end = (row + 1) * this.vectorSize;
    if (end > this.vectors.length) {
      const grown = new Float32Array(Math.max(end, Math.ceil(this.vectors.length * 1.5), 4096));
      grown.set(this.vectors);
      this.vectors = grown;
    }
    // The next word's vector is written over that of one that stood before.
    if (!this.seen.has(word)) {
      this.seen.add(word);
      this.words.push(word);
    }
    return this.vectors.subarray(row * this.vectorSize, end);
  }

  /** The whole, without spare room. Throws Error when there is nothing. */
  finish(): { words: string[]; vectors: Float32Array } {
    if (this.words.length === 0) throw new Error('there are no vectors in it');
    const length = this.words.length * this.vectorSize;
    const vectors = this.vectors.length === length ? this.vectors : this.vectors.slice(0, length);
    return { words: this.words, vectors };
  }
}

/**
 * Reads the first line, "words dimensions".
 * @param smallest bytes that a row takes at the least, for D numbers
 * @param size bytes of the file, if that is known
 */
export function parseHeader(
  line: string,
  size: number | undefined,
  smallest: (vectorSize: number) => number,
): FormatHeader {
  const match = /^\s*(\d{1,15})\s+(\d{1,15})\s*$/.exec(line);
  if (!match) {
    throw new Error(
      `line 1 is ${JSON.stringify(line.slice(0, 40))}, wanted two numbers, of words and of ` +
        'dimensions; a file of GloVe has no such line: set noHeader',
    );
  }
  const [words, vectorSize] = [Number(match[1]), Number(match[2])];
  if (words < 1 || vectorSize < 1 || vectorSize > MAX_VECTOR_SIZE) {
    throw new Error(
      `line 1 says ${words} words of ${vectorSize} numbers: no such file is possible`,
    );
  }
  const least = words * smallest(vectorSize);
  if (size !== undefined && least > size) {
    throw new Error(
      `line 1 says ${words} words of ${vectorSize} numbers, which take ${least} bytes or more, ` +
        `and the file has ${size}: it is cut short or its first line is wrong`,
    );
  }
  return { words, vectorSize };
}
