// Which special tokens stand around one text or a pair of texts, such as [CLS] A [SEP] B [SEP].

import { Encoding, type Pieces } from './encoding';

/** A part of a template: a special token, or the place of the first (A) or second (B) text. */
export type TemplatePart = ({ token: string } | { text: 'A' | 'B' }) & { typeId: number };

/** The templates of one text and of two. */
export interface Template {
  single: TemplatePart[];
  pair: TemplatePart[];
}

/** Nothing is added: GPT-2's. */
export const PLAIN_TEMPLATE: Template = {
  single: [{ text: 'A', typeId: 0 }],
  pair: [
    { text: 'A', typeId: 0 },
    { text: 'B', typeId: 1 },
  ],
};

/** BERT's: [CLS] A [SEP] and [CLS] A [SEP] B [SEP], B and its end of type 1. */
export function bertTemplate(cls = '[CLS]', sep = '[SEP]'): Template {
  const first: TemplatePart[] = [
    { token: cls, typeId: 0 },
    { text: 'A', typeId: 0 },
    { token: sep, typeId: 0 },
  ];
  return { single: first, pair: [...first, { text: 'B', typeId: 1 }, { token: sep, typeId: 1 }] };
}

/** Puts encoded texts and special tokens together, in the template's order. */
export function applyTemplate(
  parts: readonly TemplatePart[],
  texts: { A: Pieces; B?: Pieces },
  idOf: (token: string) => number | undefined,
  nameOf: (id: number) => string,
): Encoding {
  const encoding = new Encoding(nameOf);
  for (const part of parts) {
    if ('text' in part) {
      const pieces = texts[part.text];
      if (pieces) encoding.addPieces(pieces, part.typeId);
      continue;
    }
    const id = idOf(part.token);
    if (id === undefined) {
      throw new Error(`the template wants ${part.token}, which is not in the vocabulary`);
    }
    encoding.addSpecial(id, part.typeId);
  }
  return encoding;
}
