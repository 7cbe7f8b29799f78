import { readFile } from 'node:fs/promises';
import { type Correlation, pearson, spearman } from '../../evaluate';
import type { KeyedVectors } from './keyed-vectors';
import { type EvaluationOptions, knownWords } from './known-words';

/** Two words, and how alike people find them (any scale). */
export type WordPair = readonly [a: string, b: string, judged: number];

/** How {@link evaluatePairs} compares. */
export interface PairOptions extends Omit<EvaluationOptions, 'signal'> {
  /** What stands between a line's three parts. Default a tab. */
  delimiter?: string;
}

/** How well similarities of vectors follow people's judgements. */
export interface PairResult {
  pearson: Correlation;
  /** The one that papers report. */
  spearman: Correlation;
  /** Pairs with a word that is not known, per cent of all pairs. */
  oovRatio: number;
  /** Pairs that were compared. */
  pairs: number;
}

/**
 * Correlates cosine similarities with people's judgements of how alike two words are, as in
 * WordSim-353 or SimLex-999. A pair with a word that is not known is left out, or has similarity
 * 0 with `dummy4unknown`. The numbers are gensim's, p-values those of SciPy.
 *
 * @param pairs a file with a pair and a number in each line (a line that begins with # is a
 *   comment, and the first other one may be a heading), or its rows
 * @throws Error that names the file and the line of another form, or when fewer than two pairs
 *   are known
 */
export async function evaluatePairs(
  wv: KeyedVectors,
  pairs: string | readonly WordPair[],
  options: PairOptions = {},
): Promise<PairResult> {
  const { delimiter = '\t', dummy4unknown = false } = options;
  const known = knownWords(wv.indexToKey, options);
  const rows = typeof pairs === 'string' ? await readPairs(pairs, delimiter) : pairs;
  const judged: number[] = [];
  const similar: number[] = [];
  let unknown = 0;
  for (const [a, b, number] of rows) {
    const [one, other] = [a, b].map((word) => known.rows.get(known.normalize(word)));
    const found = one !== undefined && other !== undefined;
    if (!found) unknown++;
    if (!found && !dummy4unknown) continue;
    judged.push(number);
    similar.push(found ? wv.similarity(wv.indexToKey[one], wv.indexToKey[other]) : 0);
  }
  if (judged.length < 2) {
    throw new Error(
      `evaluateWordPairs: ${rows.length} pairs, of which ${unknown} have an unknown word: fewer ` +
        'than two are left to compare',
    );
  }
  return {
    pearson: pearson(judged, similar),
    spearman: spearman(judged, similar),
    oovRatio: (100 * unknown) / rows.length,
    pairs: judged.length,
  };
}

async function readPairs(path: string, delimiter: string): Promise<WordPair[]> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new Error(`cannot read ${path}: ${error.message}`, { cause: error });
  });
  const pairs: WordPair[] = [];
  let heading = true;
  for (const [i, line] of text.split('\n').entries()) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const parts = line.split(delimiter).map((part) => part.trim());
    const number = parts[2] === '' ? Number.NaN : Number(parts[2]);
    if (parts.length === 3 && Number.isFinite(number)) pairs.push([parts[0], parts[1], number]);
    else if (!heading || parts.length !== 3) {
      const wanted = `two words and a number with ${JSON.stringify(delimiter)} between them`;
      throw new Error(`${path}:${i + 1}: "${line.slice(0, 60)}", wanted ${wanted}`);
    }
    heading = false;
  }
  return pairs;
}
