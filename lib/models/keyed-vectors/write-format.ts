import { writeFileAtomic } from '../../files';
import type { KeyedVectors } from './keyed-vectors';

/** How {@link saveWord2VecFormat} writes. */
export interface WordVectorSaveOptions {
  /** 32-bit floats instead of text: a third of the size. Default false. */
  binary?: boolean;
  /** Begin with the numbers of words and of dimensions. Default true; GloVe's format has none. */
  writeHeader?: boolean;
  /** A second file to write, of `word count` lines. */
  fvocab?: string;
}

/**
 * Writes the format of the original word2vec tool, which gensim and most others read; the most
 * frequent word first where counts are known. Text has nine digits, enough to give back every
 * 32-bit float exactly. A file is whole or not there (see `writeFileAtomic`).
 *
 * @throws Error that names the word which the format cannot hold (empty, or with a space or a
 *   newline in it), or whose vector is not of finite numbers
 */
export async function saveWord2VecFormat(
  wv: KeyedVectors,
  path: string,
  options: WordVectorSaveOptions = {},
): Promise<void> {
  const { binary = false, writeHeader = true, fvocab } = options;
  const { counts } = wv;
  if (binary && !writeHeader) {
    throw new Error('saveWord2VecFormat: a binary file needs its header');
  }
  if (fvocab !== undefined && !counts) {
    throw new Error(`saveWord2VecFormat: no counts to write to ${fvocab}`);
  }
  const order = Array.from(wv.indexToKey.keys());
  if (counts) order.sort((a, b) => counts[b] - counts[a]);
  for (const row of order) checkRow(wv, row);
  if (fvocab !== undefined) {
    const lines = order.map((row) => `${wv.indexToKey[row]} ${counts![row]}\n`);
    await writeFileAtomic(fvocab, lines.join(''));
  }
  await writeFileAtomic(path, encode(wv, order, binary, writeHeader));
}

/** The file in pieces of a thousand words. */
function* encode(
  wv: KeyedVectors,
  order: readonly number[],
  binary: boolean,
  writeHeader: boolean,
): Generator<Uint8Array> {
  if (writeHeader) yield Buffer.from(`${wv.size} ${wv.vectorSize}\n`);
  for (let start = 0; start < order.length; start += 1000) {
    const rows = order.slice(start, start + 1000).map((row) => {
      const word = wv.indexToKey[row];
      const vector = wv.vectors.subarray(row * wv.vectorSize, (row + 1) * wv.vectorSize);
      if (!binary) return Buffer.from(`${word} ${Array.from(vector, shortest).join(' ')}\n`);
      const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
      return Buffer.concat([Buffer.from(`${word} `), bytes]);
    });
    yield Buffer.concat(rows);
  }
}

/** Nine digits tell any two 32-bit floats apart; zeros at the end are left out. */
function shortest(x: number): string {
  return Object.is(x, -0) ? '-0' : String(Number(x.toPrecision(9)));
}

function checkRow(wv: KeyedVectors, row: number): void {
  const word = wv.indexToKey[row];
  const fail = (why: string) => {
    throw new Error(`saveWord2VecFormat: the word ${JSON.stringify(word)} ${why}`);
  };
  if (word === '') fail('is empty, which the format cannot hold');
  if (/[ \n]/.test(word)) fail('holds a space or a newline, at which a reader would cut it');
  if (/\p{Surrogate}/u.test(word)) fail('is not well-formed Unicode');
  for (let i = row * wv.vectorSize; i < (row + 1) * wv.vectorSize; i++) {
    if (!Number.isFinite(wv.vectors[i])) {
      fail(`has a vector with ${wv.vectors[i]} in it: the training diverged?`);
    }
  }
}
