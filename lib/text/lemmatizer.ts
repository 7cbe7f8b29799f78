// Lemmas: the form of a word that stands in a dictionary.

import { IRREGULAR_FORMS, type PartOfSpeech } from './irregular-forms';
import { WordNetIndex } from './wordnet';

// Morphy's endings (morphy(7WN)), and what a base form has in their place.
const ENDINGS: Record<PartOfSpeech, [string, string][]> = {
  n: [
    ['s', ''],
    ['ses', 's'],
    ['ves', 'f'],
    ['xes', 'x'],
    ['zes', 'z'],
    ['ches', 'ch'],
    ['shes', 'sh'],
    ['men', 'man'],
    ['ies', 'y'],
  ],
  v: [
    ['s', ''],
    ['ies', 'y'],
    ['es', 'e'],
    ['es', ''],
    ['ed', 'e'],
    ['ed', ''],
    ['ing', 'e'],
    ['ing', ''],
  ],
  a: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
  ],
  r: [],
};

const BEFORE_NOUN = new Set(
  'a an the this that these those my your his her its our their'.split(' '),
);
const BEFORE_VERB = new Set(
  "to i you we they he she it who will would shall should can could may might must don't not".split(
    ' ',
  ),
);
const BE = new Set('am is are was were be been being'.split(' '));

/**
 * WordNet's Morphy: an irregular form is looked up, another loses its ending if what is left is in
 * the dictionary. Gives what NLTK's `WordNetLemmatizer` does, but for irregular forms that our own
 * table lacks (WordNet's exception lists are not in the package).
 *
 * Source: C. Fellbaum (ed.), "WordNet: An Electronic Lexical Database", 1998; morphy(7WN).
 *
 * @example
 * const lemmatizer = new Lemmatizer();
 * lemmatizer.lemmatize('ate');        // 'ate': as a noun, the default
 * lemmatizer.lemmatize('ate', 'v');   // 'eat'
 */
export class Lemmatizer {
  constructor(private readonly index = new WordNetIndex()) {}

  /**
   * The base forms that the dictionary has for a word, the word itself first if it is one.
   * @param word in small letters; the dictionary holds no capitals
   */
  candidates(word: string, pos: PartOfSpeech): string[] {
    const irregular = IRREGULAR_FORMS[pos].get(word);
    const forms =
      irregular ??
      ENDINGS[pos].flatMap(([ending, base]) =>
        word.endsWith(ending) ? [word.slice(0, word.length - ending.length) + base] : [],
      );
    return [...new Set([word, ...forms])].filter((form) => this.index.has(form, pos));
  }

  /**
   * The lemma of a word: the shortest base form, or the word itself where there is none.
   *
   * @param pos its part of speech: `n` noun (the default, as in NLTK), `v` verb, `a` adjective,
   *   `r` adverb, or `guess` for {@link guess}
   */
  lemmatize(word: string, pos: PartOfSpeech | 'guess' = 'n'): string {
    if (pos === 'guess') return this.lemmatize(word, this.guess(word));
    if (!(pos in ENDINGS)) {
      throw new RangeError(`Lemmatizer: the part of speech is ${pos}, wanted n, v, a, r or guess`);
    }
    return (
      this.candidates(word, pos).reduce(
        (best, form) => (best === '' || form.length < best.length ? form : best),
        '',
      ) || word
    );
  }

  /** The lemmas of a sentence's words, each one's part of speech guessed with the word before it. */
  lemmatizeSentence(words: readonly string[]): string[] {
    return words.map((word, i) => {
      const lower = word.toLowerCase();
      return this.lemmatize(lower, this.guess(lower, words[i - 1]?.toLowerCase()));
    });
  }

  /**
   * A likely part of speech, by rule: what the word before calls for (`the` a noun, `to` a verb),
   * if the dictionary has the word as that; else the part of speech of which most senses were met
   * in WordNet's marked texts, inflected forms of verbs and adjectives before nouns. A guess: where
   * it matters, use a tagger.
   *
   * @param previous the word before it in the sentence, in small letters
   */
  guess(word: string, previous = ''): PartOfSpeech {
    const known = (['n', 'v', 'a', 'r'] as const).filter(
      (pos) => this.candidates(word, pos).length > 0,
    );
    if (known.length === 0) return 'n';
    if (BEFORE_NOUN.has(previous) && known.includes('n')) return 'n';
    if (BEFORE_VERB.has(previous) && known.includes('v')) return 'v';
    if (BE.has(word) || (BE.has(previous) && known.includes('v') && /(ing|ed|en)$/.test(word))) {
      return 'v';
    }
    const weight = (pos: PartOfSpeech): number => {
      const lemma = this.lemmatize(word, pos);
      const inflected = lemma !== word && (pos === 'v' || pos === 'a');
      return this.index.taggedSenses(lemma, pos) + (inflected ? 0.5 : 0);
    };
    return known.reduce((best, pos) => (weight(pos) > weight(best) ? pos : best));
  }
}
