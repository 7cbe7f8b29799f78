// Making different spellings of one text equal, before it is counted or looked up.

/** Which changes {@link normalize} makes. All are off but the Unicode form. */
export interface NormalizeOptions {
  /**
   * The Unicode normal form (UAX #15), or false to leave the text as it is. NFC composes: `e` and
   * a combining accent become `é`, jamo become syllables. NFKC also flattens `ﬁ`, `①` and `Ａ`.
   * Default `'NFC'`.
   */
  form?: 'NFC' | 'NFD' | 'NFKC' | 'NFKD' | false;
  /** Make case disappear, as {@link caseFold} does. Default false. */
  caseFold?: boolean;
  /**
   * With `caseFold`: leave words of two and more capitals (US, NATO, GPT-2) as they are, unless
   * the text has no small letter at all. Default false.
   */
  keepAcronyms?: boolean;
  /** Take the accents away, as {@link stripAccents} does. Default false. */
  stripAccents?: boolean;
  /** Write every run of white space as one space, none at the ends. Default false. */
  collapseSpaces?: boolean;
}

/**
 * One spelling for texts that a reader takes as the same.
 *
 * Folding case is not free: the country `US` and the pronoun `us` become one word, as do `Polish`
 * and `polish`, `May` and `may`. `keepAcronyms` saves the first pair; nothing here saves the
 * others, which is why BERT was published in a cased version too.
 *
 * @example
 * normalize('cafe\u0301') === 'café'
 * normalize('US and us', { caseFold: true })                      // 'us and us'
 * normalize('US and us', { caseFold: true, keepAcronyms: true })  // 'US and us'
 */
export function normalize(text: string, options: NormalizeOptions = {}): string {
  const { form = 'NFC', keepAcronyms = false } = options;
  let result = form ? text.normalize(form) : text;
  if (options.stripAccents) result = stripAccents(result);
  if (options.caseFold) {
    result = keepAcronyms ? foldAllButAcronyms(result) : caseFold(result);
  }
  // Folding and stripping may leave a text that its normal form would write otherwise.
  if (form && (options.caseFold || options.stripAccents)) result = result.normalize(form);
  return options.collapseSpaces ? result.replace(/\p{White_Space}+/gu, ' ').trim() : result;
}

// Cherokee's small letters came late, so Unicode folds that script to its capitals; the dotless
// ı is no i in Turkish and keeps its place. Every other letter: small, capital, small.
const FOLDED_APART = /[\u0131\u13a0-\u13f5\u13f8-\u13fd\uab70-\uabbf]/;

/**
 * Full case folding (The Unicode Standard, section 3.13, and CaseFolding.txt): the same as Python's
 * `str.casefold`. Unlike `toLowerCase` it knows that `ß` is `ss` and that a final `ς` is a `σ`.
 */
export function caseFold(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this asks for plain ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) {
    if (!FOLDED_APART.test(character)) {
      // One character at a time: a whole word would turn its last Σ into ς.
      for (const capital of character.toLowerCase().toUpperCase()) folded += capital.toLowerCase();
    } else if (character === 'ı') {
      folded += character;
    } else {
      folded += character.toUpperCase();
    }
  }
  return folded;
}

function foldAllButAcronyms(text: string): string {
  if (!/\p{Ll}/u.test(text)) return caseFold(text); // all in capitals: they mean nothing here
  const acronym = /(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{N}]*\p{Lu}[\p{Lu}\p{N}]*(?![\p{L}\p{N}])/gu;
  let result = '';
  let from = 0;
  for (const match of text.matchAll(acronym)) {
    result += caseFold(text.slice(from, match.index!)) + match[0];
    from = match.index! + match[0].length;
  }
  return result + caseFold(text.slice(from));
}

/**
 * The text without its accents and other combining marks (Unicode's Mn): `naïve` → `naive`.
 * Hangul stays in syllables. In scripts whose vowels are marks (Hindi, Hebrew with points) this
 * takes the vowels away too.
 */
export function stripAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}+/gu, '')
    .normalize('NFC');
}
