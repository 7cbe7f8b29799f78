// GPT-2's first two steps: cut the text into words, and write each word's UTF-8 bytes with letters.
// Source: A. Radford and others, "Language Models are Unsupervised Multitask Learners", 2019,
// section 2.2, and the encoder.py published with it.

/**
 * GPT-2's pattern: English contractions, words, numbers and marks, each with the one space before
 * it; of a longer run of spaces the last goes with the word. White space is Unicode's, which is
 * not quite `\s` of JavaScript.
 */
const SPACE = '\\p{White_Space}';
const GPT2_PATTERN = new RegExp(
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+" +
    `| ?[^${SPACE}\\p{L}\\p{N}]+|${SPACE}+(?!\\P{White_Space})|${SPACE}+`,
  'gu',
);

/** The words of a text as GPT-2's pattern cuts it. Joined they are the text. */
export function preTokenize(text: string): string[] {
  return text.match(GPT2_PATTERN) ?? [];
}

/**
 * The letter that stands for each byte, 0 to 255. Printable bytes of Latin-1 stand for themselves;
 * the others, in order, for the characters from U+0100 on: a space is `Ġ`, a new line `Ċ`.
 */
export const BYTE_LETTERS: readonly string[] = makeByteLetters();

const BYTE_OF = new Map(BYTE_LETTERS.map((letter, byte) => [letter, byte]));

function makeByteLetters(): string[] {
  const letters: string[] = [];
  let spare = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    letters.push(String.fromCharCode(printable ? byte : spare++));
  }
  return letters;
}

/** A word's UTF-8 bytes, written with {@link BYTE_LETTERS}: ` 한` → `ĠíķľĤ`… */
export function toByteLetters(word: string): string {
  let letters = '';
  for (const byte of new TextEncoder().encode(word)) letters += BYTE_LETTERS[byte];
  return letters;
}

/** The byte that a letter stands for, or undefined for a character that stands for none. */
export function byteOfLetter(letter: string): number | undefined {
  return BYTE_OF.get(letter);
}
