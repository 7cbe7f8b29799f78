// Tokens that are found in the text before anything else looks at it, such as <|endoftext|>.

/** A token that is never split. The names follow `tokenizer.json`. */
export interface AddedToken {
  content: string;
  id: number;
  /** Left out by `decode` unless asked for. */
  special: boolean;
  /** Only where no letter or digit touches it. */
  singleWord: boolean;
  /** Takes the white space before it along. */
  lstrip: boolean;
  /** Takes the white space after it along. */
  rstrip: boolean;
  /** Searched in the normalised text (and itself normalised), not in the text as written. */
  normalized: boolean;
}

/** One part of a text: an added token, or (`token` undefined) what lies between. */
export interface TextPart {
  start: number;
  end: number;
  token?: AddedToken;
}

/** Finds added tokens: at each place the longest that is there, from left to right. */
export class AddedTokens {
  private readonly byContent: Map<string, AddedToken>;
  private readonly pattern: RegExp | undefined;

  /**
   * @param tokens what to look for
   * @param contentOf the text to look for, where it is not the token's content
   */
  constructor(tokens: readonly AddedToken[], contentOf = (token: AddedToken) => token.content) {
    this.byContent = new Map(tokens.map((token) => [contentOf(token), token]));
    this.byContent.delete('');
    if (this.byContent.size === 0) return;
    const contents = [...this.byContent.keys()].sort((a, b) => b.length - a.length);
    const escaped = contents.map((each) => each.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    this.pattern = new RegExp(escaped.join('|'), 'gu');
  }

  /** Cuts a text into added tokens and what lies between them, in order, without empty parts. */
  split(text: string): TextPart[] {
    if (!this.pattern) return text === '' ? [] : [{ start: 0, end: text.length }];
    const parts: TextPart[] = [];
    let from = 0;
    for (const match of text.matchAll(this.pattern)) {
      const token = this.byContent.get(match[0]);
      let start = match.index!;
      let end = start + match[0].length;
      if (!token || start < from) continue;
      if (token.singleWord && touchesWord(text, start, end)) continue;
      if (token.lstrip) while (start > from && isSpace(text[start - 1])) start--;
      if (token.rstrip) while (end < text.length && isSpace(text[end])) end++;
      if (start > from) parts.push({ start: from, end: start });
      parts.push({ start, end, token });
      from = end;
    }
    if (from < text.length) parts.push({ start: from, end: text.length });
    return parts;
  }
}

const isSpace = (unit: string) => /\p{White_Space}/u.test(unit);

function touchesWord(text: string, start: number, end: number): boolean {
  return (
    /[\p{L}\p{N}\p{M}\p{Pc}]$/u.test(text.slice(Math.max(0, start - 2), start)) ||
    /^[\p{L}\p{N}\p{M}\p{Pc}]/u.test(text.slice(end, end + 2))
  );
}

/** A special token with the usual settings: found anywhere, as written, nothing stripped. */
export function specialToken(content: string, id: number): AddedToken {
  return {
    content,
    id,
    special: true,
    singleWord: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  };
}
