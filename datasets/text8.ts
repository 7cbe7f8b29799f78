import { createReadStream } from 'node:fs';
import { type FetchOptions, fetchFiles } from './fetch';
import { TEXT8 } from './registry';

export interface Text8 {
  /** Where the file lies: all in one line, so programs should read it piece by piece. */
  path: string;
  /** Its size in bytes, which is its number of characters. */
  bytes: number;
  /** One line that says which data this is. */
  source: string;
}

export interface Text8SentencesOptions {
  /** Words a sentence. Default 10,000, the most that word2vec takes at once. */
  length?: number;
  /** The most words to read. Default all. */
  limit?: number;
}

/**
 * Loads text8, the first 100 million characters of English Wikipedia of March 2006,
 * reduced to the letters a to z and single spaces: some 17 million words. A folder of
 * your own may hold a shorter piece.
 *
 * Source: M. Mahoney, "About the Test Data", https://mattmahoney.net/dc/textdata.html
 *
 * @throws DatasetMissingError that says where to get it (31 MB); Error that names the
 *   place where a file is not of the format
 */
export async function loadText8(options: FetchOptions = {}): Promise<Text8> {
  const fetched = await fetchFiles(TEXT8, ['text8'], checkLetters, options);
  const [bytes] = fetched.values;
  const size = bytes === 1e8 ? 'whole' : `the first ${bytes.toLocaleString('en')} characters`;
  return { path: fetched.paths[0], bytes, source: `text8, ${size}, from ${fetched.where}` };
}

/**
 * The words of a file like text8, in pieces of equal length: gensim's `Text8Corpus`.
 * Holds only one piece in memory. May be gone through again.
 */
export function text8Sentences(
  path: string,
  { length = 10_000, limit = Number.POSITIVE_INFINITY }: Text8SentencesOptions = {},
): AsyncIterable<string[]> {
  if (!(length >= 1) || !(limit >= 0)) {
    throw new RangeError(
      `text8Sentences: length ${length}, limit ${limit}: wanted 1 and 0 or more`,
    );
  }
  return { [Symbol.asyncIterator]: () => sentences(path, length, limit) };
}

async function* sentences(path: string, length: number, limit: number): AsyncGenerator<string[]> {
  let words: string[] = [];
  let left = limit;
  let cut = ''; // a word that goes on in the next piece
  for await (const piece of createReadStream(path, {
    encoding: 'latin1',
    highWaterMark: 2 ** 18,
  })) {
    const found = (cut + piece).split(' ');
    cut = found.pop() ?? '';
    for (const word of found) if (word !== '') words.push(word);
    let start = 0;
    for (; words.length - start >= length && left > 0; start += length) {
      yield words.slice(start, start + Math.min(length, left));
      left -= length;
    }
    if (left <= 0) return;
    words = words.slice(start);
  }
  if (cut !== '') words.push(cut);
  if (words.length > 0) yield words.slice(0, left);
}

/** Checks that a file is letters and spaces alone; returns its size in bytes. */
async function checkLetters(file: string, _name: string, label: string): Promise<number> {
  let bytes = 0;
  let words = false;
  for await (const piece of createReadStream(file, {
    highWaterMark: 2 ** 20,
  }) as AsyncIterable<Buffer>) {
    for (let i = 0; i < piece.length; i++) {
      const code = piece[i];
      if (code === 32) continue;
      if (code < 97 || code > 122) {
        const found = `byte 0x${code.toString(16).padStart(2, '0')} at place ${bytes + i}`;
        throw new Error(`${label}: ${found}, but text8 has the letters a to z and spaces only`);
      }
      words = true;
    }
    bytes += piece.length;
  }
  if (!words) throw new Error(`${label}: holds no word`);
  return bytes;
}
