import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Random } from '../../lib/random';

/** Sentences, and what they are. */
export interface BenchText {
  name: string;
  sentences: string[][];
}

/** All the English that the tests' data has, in lower case. */
export function realText(folder: string): BenchText {
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8').toLowerCase();
  const text = [
    read('wikitext-2/wiki.valid.tokens'),
    read('wikitext-2/wiki.test.tokens'),
    read('sst2/train.tsv').replace(/\t\d$/gm, ''),
    read('tinyshakespeare/input.txt').replace(/[^a-z' \n]+/g, ' $& '),
  ];
  const sentences = text
    .join('\n')
    .split('\n')
    .map((line) => line.split(' ').filter((word) => word !== ''));
  return { name: 'WikiText-2 (validation, test), SST-2, Tiny Shakespeare', sentences };
}

/** Words drawn by Zipf's law from 60,000, with a topic for each sentence: a larger vocabulary. */
export function drawnText(length: number): BenchText {
  const random = new Random(11);
  const sentences: string[][] = [];
  for (let drawn = 0; drawn < length; drawn += 25) {
    const topic = random.integer(300);
    const word = () => {
      const rank = Math.floor(60_000 ** random.next());
      return `w${random.next() < 0.5 ? rank : rank - (rank % 300) + topic}`;
    };
    sentences.push(Array.from({ length: 25 }, word));
  }
  return { name: `${length.toLocaleString('en')} words drawn by Zipf's law`, sentences };
}
