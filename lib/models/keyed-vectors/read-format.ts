import { readFile } from 'node:fs/promises';
import { cellSignal } from '../../progress';
import { BinaryVectorParser } from './binary-parser';
import { openChunks } from './byte-chunks';
import { TextVectorParser } from './text-parser';
import { VectorTable } from './vector-table';

/** How {@link loadWord2VecFormat} reads a file. */
export interface WordVectorLoadOptions {
  /** The numbers are 32-bit floats, not text. Default false. */
  binary?: boolean;
  /** Stop after so many words. Default: read all. */
  limit?: number;
  /** GloVe's text format: no first line with the numbers of words and dimensions. */
  noHeader?: boolean;
  /** A file of `word count` lines, for the counts. */
  fvocab?: string;
  /** How the words are written: a name that `TextDecoder` knows. Default `utf-8`. */
  encoding?: string;
  /** What to do with bytes that are none of that: fail, or put U+FFFD (�). Default `strict`. */
  unicodeErrors?: 'strict' | 'replace';
  /** Ends the reading when it aborts; by default the running cell's. */
  signal?: AbortSignal;
}

/** What a file of word vectors holds, as `KeyedVectors` takes it. */
export interface WordVectorData {
  words: string[];
  /** N·D numbers, row after row. */
  vectors: Float32Array;
  counts?: Float64Array;
}

/**
 * Reads the text or binary format of the original word2vec tool, or GloVe's text format. The file
 * is read in pieces, and may be packed with gzip; memory grows with what it holds, not with what
 * its header says. Of a word that stands twice the first vector counts, as in gensim.
 *
 * Source: https://code.google.com/archive/p/word2vec, `distance.c` (binary) and `word2vec.c`.
 *
 * @throws Error that names the file, and the line or word where it is cut short, holds more than
 *   its header says, or is not of the format
 */
export async function loadWord2VecFormat(
  path: string,
  options: WordVectorLoadOptions = {},
): Promise<WordVectorData> {
  const { binary = false, noHeader = false, limit = Number.POSITIVE_INFINITY } = options;
  const { encoding = 'utf-8', unicodeErrors = 'strict', signal = cellSignal() } = options;
  if (binary && noHeader) {
    throw new Error('loadWord2VecFormat: noHeader is for text files, and binary is set');
  }
  if (!(limit >= 1))
    throw new RangeError(`loadWord2VecFormat: limit is ${limit}, wanted 1 or more`);
  const decoder = new TextDecoder(encoding, {
    fatal: unicodeErrors === 'strict',
    ignoreBOM: true,
  });
  const counts = options.fvocab === undefined ? undefined : await readCounts(options.fvocab);
  const { size, chunks } = await openChunks(path);
  const table = new VectorTable(limit, decoder);
  const parser = binary
    ? new BinaryVectorParser(table, size)
    : new TextVectorParser(table, size, noHeader);
  try {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      parser.push(chunk);
      if (table.full) break;
    }
    if (!table.full) parser.end();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  const { words, vectors } = table.finish();
  if (!counts) return { words, vectors };
  const missing = words.find((word) => !counts.has(word));
  if (missing !== undefined) {
    throw new Error(`${options.fvocab}: no count for the word ${JSON.stringify(missing)}`);
  }
  return { words, vectors, counts: Float64Array.from(words, (word) => counts.get(word)!) };
}

async function readCounts(path: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const text = await readFile(path, 'utf8');
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const space = line.lastIndexOf(' ');
    const count = Number(line.slice(space + 1));
    if (space < 1 || !Number.isInteger(count) || count < 0) {
      throw new Error(`${path}:${i + 1}: wanted a word and its count, came "${line.slice(0, 60)}"`);
    }
    counts.set(line.slice(0, space), count);
  }
  return counts;
}
