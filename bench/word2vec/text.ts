import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Random } from '../../lib/random';

/** A tokenized text in a file, a sentence a line, words with one space between them. */
export interface BenchText {
  name: string;
  file: string;
  words: number;
  /** How many different ones. */
  vocabulary: number;
}

const SOURCES = 'WikiText-2 (validation, test), SST-2, Tiny Shakespeare, Tatoeba, UD EWT (dev)';

/**
 * All the English that the tests' data has, in lower case, its lines in random order, written to a file.
 *
 * @param data the folder that holds the data sets
 * @throws Error when one of them is missing
 */
export function realText(data: string, file: string): BenchText {
  const read = (name: string) => readFileSync(path.join(data, name), 'utf8');
  const wikitext = ['valid', 'test'].map((part) =>
    // Its own marks: numbers and hyphens are cut with @, rare words are <unk>, headings stand in =.
    read(`wikitext-2/wiki.${part}.tokens`)
      .replace(/ @(.)@ /g, '$1')
      .replace(/<unk>|=/g, ''),
  );
  const reviews = ['train', 'dev'].map((part) => read(`sst2/${part}.tsv`).replace(/\t\d$/gm, ''));
  const pairs = read('tatoeba-kor-eng/kor.txt').replace(/\t.*$/gm, '');
  const web = read('ud-english-ewt/en_ewt-ud-dev.conllu').matchAll(/^# text = (.*)$/gm);
  const cut = [...wikitext, ...reviews];
  const whole = [read('tinyshakespeare/input.txt'), pairs, ...Array.from(web, ([, line]) => line)];
  const text = [...cut, ...whole.map(tokenize)].join('\n').toLowerCase();
  const lines = text.split('\n').map((line) => line.split(/\s+/).filter(Boolean));
  // gensim's learning rate falls by sentences, ours by words: only in a mixed order is that the same.
  return writeText(SOURCES, new Random(5).shuffle(lines), file);
}

/** Words drawn by Zipf's law from so many, a sentence of 25 after the other, written to a file. */
export function drawnText(words: number, from: number, file: string): BenchText {
  const random = new Random(11);
  const sentences = Array.from({ length: words / 25 }, () =>
    Array.from({ length: 25 }, () => `w${Math.floor(from ** random.next())}`),
  );
  return writeText("words drawn by Zipf's law", sentences, file);
}

/** Writes sentences to a file. */
export function writeText(name: string, sentences: string[][], file: string): BenchText {
  const full = sentences.filter(({ length }) => length > 0);
  writeFileSync(file, full.map((words) => `${words.join(' ')}\n`).join(''));
  const words = full.reduce((sum, { length }) => sum + length, 0);
  const vocabulary = full.reduce((seen, sentence) => {
    for (const word of sentence) seen.add(word);
    return seen;
  }, new Set<string>()).size;
  return { name: `${name} (${words.toLocaleString('en')} words)`, file, words, vocabulary };
}

/** Words, and marks by themselves; what follows an apostrophe is a word, as in the other texts. */
function tokenize(text: string): string {
  return text.replace(/'(?=[a-z])/gi, " '").replace(/[^\p{L}\p{N}'\s]/gu, ' $& ');
}
