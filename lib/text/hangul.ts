// Hangul: how syllables are put together from letters (jamo), and back.

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const LEADS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const VOWELS = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ';
const TAILS = 'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'; // after "no tail"
const TAIL_FORMS = TAILS.length + 1;

/** One syllable's letters, as a keyboard writes them (compatibility jamo, U+3131 to U+3163). */
export interface Syllable {
  /** The consonant that begins it, one of 19; `ㅇ` where it begins with its vowel. */
  lead: string;
  /** Its vowel, one of 21. */
  vowel: string;
  /** The consonants that end it (받침), one of 27, or `''`. */
  tail: string;
}

/** Whether a character is a whole Hangul syllable, 가 to 힣. */
export function isSyllable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return character.length === 1 && code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE;
}

/**
 * The letters of one syllable: `한` → ㅎ, ㅏ, ㄴ. All 11,172 syllables stand in Unicode in the
 * order of their letters, so this is arithmetic (The Unicode Standard, section 3.12).
 *
 * @throws RangeError when `syllable` is not one of 가 to 힣
 */
export function splitSyllable(syllable: string): Syllable {
  if (!isSyllable(syllable)) {
    throw new RangeError(`splitSyllable: came ${JSON.stringify(syllable)}, wanted one of 가 to 힣`);
  }
  const index = syllable.charCodeAt(0) - FIRST_SYLLABLE;
  const tail = index % TAIL_FORMS;
  const vowel = ((index - tail) / TAIL_FORMS) % VOWELS.length;
  const lead = Math.floor(index / (TAIL_FORMS * VOWELS.length));
  return { lead: LEADS[lead], vowel: VOWELS[vowel], tail: tail === 0 ? '' : TAILS[tail - 1] };
}

/**
 * The syllable that three letters make: ㅎ, ㅏ, ㄴ → `한`.
 * @throws RangeError for a letter that cannot stand in its place, as ㄸ at the end
 */
export function joinSyllable({
  lead,
  vowel,
  tail = '',
}: Omit<Syllable, 'tail'> & { tail?: string }) {
  const place = (letters: string, letter: string, name: string): number => {
    const index = letter.length === 1 ? letters.indexOf(letter) : -1;
    if (index >= 0) return index;
    throw new RangeError(
      `joinSyllable: the ${name} is ${JSON.stringify(letter)}, wanted one of ${letters}`,
    );
  };
  const l = place(LEADS, lead, 'lead');
  const v = place(VOWELS, vowel, 'vowel');
  const t = tail === '' ? 0 : place(TAILS, tail, 'tail') + 1;
  return String.fromCharCode(FIRST_SYLLABLE + (l * VOWELS.length + v) * TAIL_FORMS + t);
}

/**
 * Writes syllables as letters one after another: `한글 a` → `ㅎㅏㄴㄱㅡㄹ a`. Letters that Unicode
 * stores apart (conjoining jamo, as macOS names files) come out the same.
 */
export function decomposeHangul(text: string): string {
  return text.normalize('NFC').replace(/[가-힣]/g, (syllable) => {
    const { lead, vowel, tail } = splitSyllable(syllable);
    return lead + vowel + tail;
  });
}

/**
 * Puts letters together to syllables, as a keyboard does while one types: a consonant before a
 * vowel begins the next syllable. `ㅎㅏㄴㄱㅡㄹ` → `한글`. Letters that make no syllable (`ㅋㅋ`, `ㅠ`)
 * stay. What {@link decomposeHangul} wrote comes back, but where a text had loose letters beside
 * syllables (`각ㅏ` becomes `가가`) or where a vowel alone followed a tail.
 */
export function composeHangul(letters: string): string {
  const syllable = new RegExp(`([${LEADS}])([${VOWELS}])([${TAILS}](?![${VOWELS}]))?`, 'g');
  return letters
    .normalize('NFC')
    .replace(syllable, (_, lead, vowel, tail) => joinSyllable({ lead, vowel, tail: tail ?? '' }));
}

/**
 * Whether the text's last syllable ends in a consonant: Korean chooses its particles by that.
 * A digit counts as it is read (`3` is `삼`). False for a text that ends in anything else.
 */
export function endsInConsonant(text: string): boolean {
  return lastTail(text) !== '';
}

/** How the digits end when they are read: 영 일 이 삼 사 오 육 칠 팔 구 (and 10, 100 … in ㅂ, ㄱ, ㄴ). */
const DIGIT_TAILS = ['ㅇ', 'ㄹ', '', 'ㅁ', '', '', 'ㄱ', 'ㄹ', 'ㄹ', ''];

/** The consonant that ends a text as it is read; '' without one. */
function lastTail(text: string): string {
  const last = text.normalize('NFC').slice(-1);
  if (isSyllable(last)) return splitSyllable(last).tail;
  return /\d/.test(last) ? DIGIT_TAILS[Number(last)] : '';
}

/**
 * A word with the particle that fits it: `withParticle('책', '을/를')` → `책을`. The form after a
 * consonant stands first. `으로/로` follows its own rule: after ㄹ it is `로`.
 *
 * @throws RangeError when `forms` is not two forms with a slash between
 */
export function withParticle(word: string, forms: string): string {
  const [afterConsonant, afterVowel, ...rest] = forms.split('/');
  if (!afterConsonant || !afterVowel || rest.length > 0) {
    throw new RangeError(
      `withParticle: the forms are ${JSON.stringify(forms)}, wanted such as 은/는`,
    );
  }
  const tail = lastTail(word);
  const softened = afterConsonant.startsWith('으') && tail === 'ㄹ';
  return word + (tail !== '' && !softened ? afterConsonant : afterVowel);
}
