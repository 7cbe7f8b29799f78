// Sentence splitting by rules: an end mark ends a sentence unless something speaks against it.

import type { Span } from './span';

// Written with a full stop in the middle of a sentence. Those that also end one (etc., p.m.) are
// not here: what follows decides, see `goesOn`.
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof rev hon sr jr st mt ft gen col lt sgt capt cmdr adm maj gov sen rep pres ' +
    'messrs vs cf e.g i.e viz al fig figs eq eqs sec ch chap vol vols ed eds pp no nos art approx ' +
    'jan feb mar apr jun jul aug sep sept oct nov dec'
  ).split(' '),
);
const CLOSERS = '"\'”’»)\\]}」』】〉》';
const END = new RegExp(
  `(?:[.!?…‼⁇⁈⁉]+[${CLOSERS}]*(?=\\s|$)|[。！？]+[${CLOSERS}]*)|\\n\\s*\\n`,
  'gu',
);

/**
 * Splits a text into sentences. A sentence ends at `.`, `!`, `?` or `…` (with the quotes and
 * brackets that close after it) before white space, at `。！？` anywhere, and at an empty line.
 * None of `.!?…` ends one where the text goes on in small letters (`9 a.m. and`, `"Stop!" he said`),
 * nor a full stop after an abbreviation (`Dr.`, `e.g.`) or a single capital (`J. Kim`). Korean sentences that lack both mark
 * and line end cannot be told apart this way.
 *
 * @returns the sentences in order without white space around them; places are in UTF-16 units of
 *   `text`
 */
export function splitSentences(text: string): Span[] {
  const sentences: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(END)) {
    const end = match.index! + match[0].length;
    if (/^[^\n。！？]/u.test(match[0]) && goesOn(text, from, match.index!, end)) continue;
    addTrimmed(sentences, text, from, end);
    from = end;
  }
  addTrimmed(sentences, text, from, text.length);
  return sentences;
}

/** Whether the sentence that began at `from` goes on after the mark at `stop`. */
function goesOn(text: string, from: number, stop: number, end: number): boolean {
  const next = /^\s*["'“‘(]*(.)/su.exec(text.slice(end, end + 40))?.[1];
  if (next === undefined) return false;
  if (/\p{Ll}/u.test(next)) return true;
  if (text[stop] !== '.' || text[stop + 1] === '.') return false;
  const word = /[^\s"'“‘([]+$/u.exec(text.slice(Math.max(from, stop - 40), stop))?.[0] ?? '';
  if (/^\p{Lu}$/u.test(word)) return word !== 'I'; // an initial: J. Kim; but "So do I. Then …"
  const known = ABBREVIATIONS.has(word.toLowerCase());
  if (!known) return false;
  // "no. 5" and "Nov. 5" go on; "He said no. Then …" and "May I? In Sept. We …" end.
  const needsNumber = /^(no|nos|art|fig|figs|eq|eqs|sec|ch|chap|vol|vols|pp|mar|dec|sep|jan)$/i;
  return needsNumber.test(word) ? /\p{N}/u.test(next) : true;
}

function addTrimmed(sentences: Span[], text: string, from: number, to: number): void {
  let start = from;
  let end = to;
  while (start < end && /\s/u.test(text[start])) start++;
  while (end > start && /\s/u.test(text[end - 1])) end--;
  if (start < end) sentences.push({ text: text.slice(start, end), start, end });
}
