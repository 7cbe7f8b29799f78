// BERT's "basic tokenizer": clean the text, fold it if asked, cut it into words and marks.
// Source: J. Devlin and others, "BERT: Pre-training of Deep Bidirectional Transformers", 2019,
// and tokenization.py published with it; details are those of Hugging Face's `tokenizers`.

/** Settings of `BertNormalizer`. */
export interface BertNormalizing {
  /** Drop control characters, write any white space as a space. Default true. */
  cleanText: boolean;
  /** Make each Han character a word. Default true. */
  handleChineseChars: boolean;
  /** Decompose (NFD) and drop combining marks; null does so when `lowercase` is set. */
  stripAccents: boolean | null;
  /** Default true: the uncased models. */
  lowercase: boolean;
}

/** A normalised word; unit i of its text came from [starts[i], ends[i]) of the original. */
export interface BertWord {
  text: string;
  starts: number[];
  ends: number[];
}

const CONTROL = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;
const MARK = /[\p{P}!-/:-@[-`{-~]/u; // ASCII's symbols count as punctuation, those beyond do not
const SPACE = /\p{White_Space}/u;
// Hugging Face begins extension E at U+2B920 (BERT's own code at U+2B820); ids follow the former.
const HAN =
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/u;

/** What becomes of one character: the text of it, and whether that stands alone. */
interface Treatment {
  text: string;
  /** A space, a word of its own, or part of a word. */
  kind: 'space' | 'alone' | 'part';
}

/**
 * Cuts texts into BERT's words.
 *
 * Lower case and NFD turn a Hangul syllable of an uncased model into jamo, two or three units that
 * all came from the one character. What characters newer than Unicode 8 are follows this engine's
 * Unicode, where `tokenizers` has the older tables.
 */
export class BertWords {
  private readonly treatments = new Map<number, Treatment[]>();

  constructor(private readonly settings: BertNormalizing) {}

  split(text: string): BertWord[] {
    const words: BertWord[] = [];
    let word: BertWord | undefined;
    for (let place = 0; place < text.length; ) {
      const code = text.codePointAt(place)!;
      const end = place + (code > 0xffff ? 2 : 1);
      for (const { text: written, kind } of this.treat(code)) {
        if (kind !== 'part' || !word) {
          word = kind === 'space' ? undefined : { text: '', starts: [], ends: [] };
          if (!word) continue;
          words.push(word);
        }
        word.text += written;
        for (let i = 0; i < written.length; i++) {
          word.starts.push(place);
          word.ends.push(end);
        }
        if (kind === 'alone') word = undefined;
      }
      place = end;
    }
    return words;
  }

  private treat(code: number): Treatment[] {
    let treatment = this.treatments.get(code);
    if (!treatment) {
      treatment = this.work(String.fromCodePoint(code));
      this.treatments.set(code, treatment);
    }
    return treatment;
  }

  private work(character: string): Treatment[] {
    const { cleanText, handleChineseChars, lowercase } = this.settings;
    if (cleanText && !/[\t\n\r]/.test(character)) {
      if (character === '\ufffd' || CONTROL.test(character)) return [];
    }
    const alone = handleChineseChars && HAN.test(character);
    let written = character;
    // One character at a time: NFD of the whole would only put marks in order, and they go.
    if (this.settings.stripAccents ?? lowercase) {
      written = written.normalize('NFD').replace(/\p{Mn}/gu, '');
    }
    if (lowercase) written = written.toLowerCase();
    return Array.from(written, (each) => {
      if (SPACE.test(each)) return { text: each, kind: 'space' };
      return { text: each, kind: alone || MARK.test(each) ? 'alone' : 'part' };
    });
  }
}
