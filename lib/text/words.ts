// Word tokenizing for counting and for word vectors. (BPE and WordPiece have pre-tokenizers of
// their own, which must be as their papers have them.)

import { splitScripts } from './scripts';
import type { Span } from './span';

/** What {@link tokenizeWords} gives. */
export interface WordOptions {
  /** Give punctuation and symbols too, each a token of its own. Default true. */
  punctuation?: boolean;
  /**
   * Cut a word where its script changes: `GPT는` → `GPT`, `는`. Digits stay with the letters
   * before them. Default false.
   */
  splitScripts?: boolean;
}

const LETTER = '(?:(?!\\p{Script=Han})[\\p{L}\\p{N}\\p{M}])';
// Tried in this order at each place.
const PATTERNS = [
  'https?://[^\\s<>"]*[^\\s<>".,;:!?)\\]’”]', // an address, without the full stop after it
  '[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+', // a mail address
  '(?:\\p{L}\\.){2,}(?!\\p{L})', // U.S., e.g.
  // Words and numbers: don't, well-known, 3.14, 10:30, 1,000, 2018년.
  `${LETTER}+(?:(?:['’\\-‑·](?=\\p{L})|(?<=\\p{N})[.,:](?=\\p{N})|_)${LETTER}+)*`,
  '\\p{Script=Han}\\p{M}*', // no spaces between words: each character is a token, as in BERT
  '\\p{RI}\\p{RI}', // a flag
  '[0-9#*]\\ufe0f?\\u20e3',
  '\\p{Extended_Pictographic}(?:\\p{EMod}|\\ufe0f)?(?:\\u200d\\p{Extended_Pictographic}(?:\\p{EMod}|\\ufe0f)?)*',
  '\\.{2,}|[^\\s\\p{C}]', // dots of an ellipsis; any other mark
];
const TOKEN = new RegExp(PATTERNS.map((pattern) => `(?:${pattern})`).join('|'), 'gu');
const WORD = /[\p{L}\p{N}]/u;

/**
 * Splits a text into words and marks. Spaces divide; so do marks, but for those inside a word
 * (`don't`, `well-known`, `U.S.`, `3.14`). A Korean word keeps its particle (`책을` is one token: an
 * 어절), since a space is all that Korean writes between words.
 *
 * @returns tokens in order; places are in UTF-16 units of `text`
 */
export function tokenizeWords(text: string, options: WordOptions = {}): Span[] {
  const { punctuation = true } = options;
  const tokens: Span[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [word] = match;
    if (!punctuation && !WORD.test(word)) continue;
    if (options.splitScripts && WORD.test(word)) {
      for (const part of splitScripts(word)) {
        tokens.push({
          text: part.text,
          start: match.index! + part.start,
          end: match.index! + part.end,
        });
      }
    } else {
      tokens.push({ text: word, start: match.index!, end: match.index! + word.length });
    }
  }
  return tokens;
}

/** The words alone, without places and marks: what a count or word vectors want. */
export function words(text: string, options: WordOptions = {}): string[] {
  return tokenizeWords(text, { punctuation: false, ...options }).map((token) => token.text);
}
