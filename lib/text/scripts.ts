// Which script a piece of text is written in, and where one script gives way to another.

import type { Span } from './span';

/** The scripts told apart here; digits, spaces and punctuation belong to none. */
export type Script = 'hangul' | 'han' | 'kana' | 'latin' | 'cyrillic' | 'greek' | 'other' | 'none';

const SCRIPTS: [Script, RegExp][] = [
  ['latin', /\p{Script=Latin}/u],
  ['hangul', /\p{Script=Hangul}/u],
  ['han', /\p{Script=Han}/u],
  ['kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['greek', /\p{Script=Greek}/u],
  ['other', /\p{L}/u],
];

/** The script of one character (its first code point). */
export function scriptOf(character: string): Script {
  const first = String.fromCodePoint(character.codePointAt(0) ?? 0x20);
  return SCRIPTS.find(([, pattern]) => pattern.test(first))?.[0] ?? 'none';
}

/**
 * Cuts a text where its script changes: `GPT는 2018년` → `GPT`, `는 2018`, `년`…: characters of no
 * script (digits, spaces, marks) stay with the run before them, or with the first run.
 *
 * @returns runs that, joined, are the text; places are in UTF-16 units
 */
export function splitScripts(text: string): (Span & { script: Script })[] {
  const runs: (Span & { script: Script })[] = [];
  let place = 0;
  for (const character of text) {
    const script = scriptOf(character);
    const last = runs[runs.length - 1];
    const end = place + character.length;
    if (last && (script === 'none' || script === last.script || last.script === 'none')) {
      last.end = end;
      if (script !== 'none') last.script = script;
    } else {
      runs.push({ text: '', start: place, end, script });
    }
    place = end;
  }
  for (const run of runs) run.text = text.slice(run.start, run.end);
  return runs;
}

/** The share of a text's letters that are of one script, 0 to 1; 0 for a text without letters. */
export function scriptShare(text: string, script: Script): number {
  let letters = 0;
  let ofScript = 0;
  for (const character of text) {
    const own = scriptOf(character);
    if (own === 'none') continue;
    letters++;
    if (own === script) ofScript++;
  }
  return letters === 0 ? 0 : ofScript / letters;
}
