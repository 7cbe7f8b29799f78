// Pieces of Hugging Face's tokenizer.json that both kinds of tokenizer read and write.

import type { AddedToken } from './added-tokens';
import { bertTemplate, PLAIN_TEMPLATE, type Template, type TemplatePart } from './template';

/** A JSON object whose fields are not known yet. */
export type Json = Record<string, unknown>;

/** A field that must be an object. Throws Error that names it. */
export function object(value: unknown, name: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new Error(`${name} is ${JSON.stringify(value)?.slice(0, 60)}, wanted an object`);
}

/** Throws unless the part's type is one of those known here. */
export function wantType(part: Json, name: string, types: string[]): string {
  if (types.includes(part.type as string)) return part.type as string;
  throw new Error(`${name} is of type ${String(part.type)}, known here: ${types.join(', ')}`);
}

/** A setting that would change the ids and is not supported: it must have its plain value. */
export function wantPlain(part: Json, name: string, keys: string[]): void {
  for (const key of keys) {
    const value = part[key];
    if (value === undefined || value === null || value === false || value === '') continue;
    throw new Error(`${name}.${key} is ${JSON.stringify(value)}, which is not supported here`);
  }
}

/** Tokens and ids of `model.vocab` or a vocab.json. */
export function readVocab(value: unknown, name: string): Map<string, number> {
  const vocab = new Map(Object.entries(object(value, name)));
  for (const [token, id] of vocab) {
    if (!Number.isInteger(id)) {
      throw new Error(`${name}: the id of ${JSON.stringify(token)} is ${id}, wanted an integer`);
    }
  }
  return vocab as Map<string, number>;
}

/** A vocabulary as an object, in the order of its ids. */
export function vocabToJSON(vocab: ReadonlyMap<string, number>): Record<string, number> {
  const entries = [...vocab].sort(([, a], [, b]) => a - b);
  return Object.fromEntries(entries);
}

export function readAddedTokens(value: unknown): AddedToken[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error('added_tokens is not a list');
  return value.map((each, i) => {
    const token = object(each, `added_tokens[${i}]`);
    if (typeof token.content !== 'string' || !Number.isInteger(token.id)) {
      throw new Error(`added_tokens[${i}] lacks its content or its id`);
    }
    return {
      content: token.content,
      id: token.id as number,
      special: token.special === true,
      singleWord: token.single_word === true,
      lstrip: token.lstrip === true,
      rstrip: token.rstrip === true,
      normalized: token.normalized === true,
    };
  });
}

export function addedTokensToJSON(tokens: readonly AddedToken[]): Json[] {
  return [...tokens]
    .sort((a, b) => a.id - b.id)
    .map((token) => ({
      id: token.id,
      content: token.content,
      single_word: token.singleWord,
      lstrip: token.lstrip,
      rstrip: token.rstrip,
      normalized: token.normalized,
      special: token.special,
    }));
}

/** What `post_processor` says: the template, and whether places leave spaces out. */
export function readPostProcessor(value: unknown): { template: Template; trimOffsets: boolean } {
  if (value === undefined || value === null)
    return { template: PLAIN_TEMPLATE, trimOffsets: false };
  const part = object(value, 'post_processor');
  const type = wantType(part, 'post_processor', [
    'ByteLevel',
    'BertProcessing',
    'TemplateProcessing',
  ]);
  if (type === 'ByteLevel') {
    return { template: PLAIN_TEMPLATE, trimOffsets: part.trim_offsets === true };
  }
  if (type === 'BertProcessing') {
    const name = (pair: unknown) => String((pair as unknown[])?.[0]);
    return { template: bertTemplate(name(part.cls), name(part.sep)), trimOffsets: false };
  }
  const single = readTemplate(part.single, 'post_processor.single');
  const pair = readTemplate(part.pair, 'post_processor.pair');
  return { template: { single, pair }, trimOffsets: false };
}

function readTemplate(value: unknown, name: string): TemplatePart[] {
  if (!Array.isArray(value)) throw new Error(`${name} is not a list`);
  return value.map((each, i) => {
    const part = object(each, `${name}[${i}]`);
    const inner = object(part.SpecialToken ?? part.Sequence, `${name}[${i}]`);
    const typeId = Number(inner.type_id ?? 0);
    if (part.SpecialToken) return { token: String(inner.id), typeId };
    if (inner.id !== 'A' && inner.id !== 'B')
      throw new Error(`${name}[${i}].id is neither A nor B`);
    return { text: inner.id, typeId };
  });
}

/** A template as `TemplateProcessing`. */
export function templateToJSON(
  template: Template,
  idOf: (token: string) => number | undefined,
): Json {
  const parts = (list: TemplatePart[]) =>
    list.map((part) =>
      'text' in part
        ? { Sequence: { id: part.text, type_id: part.typeId } }
        : { SpecialToken: { id: part.token, type_id: part.typeId } },
    );
  const names = [...template.single, ...template.pair].flatMap((part) =>
    'token' in part ? [part.token] : [],
  );
  const special = [...new Set(names)].map((name) => [
    name,
    { id: name, ids: [idOf(name)], tokens: [name] },
  ]);
  return {
    type: 'TemplateProcessing',
    single: parts(template.single),
    pair: parts(template.pair),
    special_tokens: Object.fromEntries(special),
  };
}
