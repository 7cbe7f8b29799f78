import { type Job, SENTENCE_END } from './jobs';
import type { Model } from './model';
import type { RandomStream } from './random-stream';

/** The words of a job that stay, sentence by sentence, each with its window. */
export interface KeptSentence {
  words: number[];
  /** For each word, how far its context reaches: 1 to `window`. */
  reach: number[];
}

/** Draws which frequent words are dropped and how far each window reaches, for a whole job first. */
export function drawSentences(model: Model, { ids }: Job, stream: RandomStream): KeptSentence[] {
  const { window, shrinkWindows } = model.settings;
  const { keep } = model.tables;
  const sentences: KeptSentence[] = [];
  let words: number[] = [];
  for (const id of ids) {
    if (id === SENTENCE_END) {
      sentences.push({ words, reach: [] });
      words = [];
    } else if (!keep || keep[id] >= stream.next32()) words.push(id);
  }
  for (const sentence of sentences) {
    sentence.reach = sentence.words.map(() =>
      shrinkWindows ? window - (stream.next32() % window) : window,
    );
  }
  return sentences;
}

/** The words around word i of a sentence, at most its reach away. */
export function contextOf({ words, reach }: KeptSentence, i: number): number[] {
  const before = words.slice(Math.max(0, i - reach[i]), i);
  return before.concat(words.slice(i + 1, i + 1 + reach[i]));
}
