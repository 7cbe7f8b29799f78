import type { Word2VecSettings } from './options';

/** What counting a text gives. */
export interface WordCounts {
  /** Each word that occurs, in the order of the text. */
  words: string[];
  /** How often, in the same order. */
  counts: number[];
  sentences: number;
  /** All words of the text, each as often as it stands there. */
  total: number;
}

/** The words that a model has vectors for. */
export interface TrainedWords {
  words: string[];
  counts: Uint32Array;
  /** All words of the text, also those left out: what the learning rate and the progress go by. */
  corpusWords: number;
  corpusSentences: number;
  /** Words seen less often were left out. */
  effectiveMinCount: number;
}

/**
 * Chooses the words that get a vector.
 * @param owner who is named in errors
 * @throws Error when none is left, that says which `minCount` would leave some
 */
export function chooseWords(
  { words, counts, total, sentences }: WordCounts,
  {
    minCount,
    maxFinalVocab,
    sortedVocab,
  }: Pick<Word2VecSettings, 'minCount' | 'maxFinalVocab' | 'sortedVocab'>,
  owner = 'Word2Vec',
): TrainedWords {
  if (total === 0) throw new Error(`${owner}: the sentences hold no words`);
  let least = minCount;
  if (maxFinalVocab !== undefined && maxFinalVocab < words.length) {
    const falling = Float64Array.from(counts).sort().reverse();
    least = Math.max(least, falling[maxFinalVocab] + 1);
  }
  const kept = words.map((_, i) => i).filter((i) => counts[i] >= least);
  if (kept.length === 0) {
    const top = counts.reduce((a, b) => Math.max(a, b), 0);
    throw new Error(
      `${owner}: no word is left of ${words.length}: the most frequent stands ${top} times, and ` +
        `minCount is ${least}. Take minCount: ${Math.max(1, Math.floor(top / 2))} or less, or a longer text`,
    );
  }
  if (sortedVocab) kept.sort((a, b) => counts[b] - counts[a]);
  return {
    words: kept.map((i) => words[i]),
    counts: Uint32Array.from(kept, (i) => counts[i]),
    corpusWords: total,
    corpusSentences: sentences,
    effectiveMinCount: least,
  };
}
