// ByteLevelBPE to and from Hugging Face's tokenizer.json.

import type { BPEOptions, ByteLevelBPE } from './bpe';
import {
  addedTokensToJSON,
  type Json,
  object,
  readAddedTokens,
  readPostProcessor,
  readVocab,
  templateToJSON,
  vocabToJSON,
  wantPlain,
  wantType,
} from './json-parts';

/** The one-file form, as `tokenizers` writes it. */
export function bpeToJSON(tokenizer: ByteLevelBPE): Json {
  const { addPrefixSpace, trimOffsets, template } = tokenizer;
  const hasSpecials = template.single.some((part) => 'token' in part);
  const byteLevel = (trim_offsets: boolean) => ({
    type: 'ByteLevel',
    add_prefix_space: addPrefixSpace,
    trim_offsets,
    use_regex: true,
  });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokensToJSON(tokenizer.addedTokens),
    normalizer: null,
    pre_tokenizer: byteLevel(trimOffsets),
    post_processor: hasSpecials
      ? templateToJSON(template, (token) => tokenizer.tokenToId(token))
      : byteLevel(trimOffsets),
    decoder: byteLevel(true),
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: vocabToJSON(tokenizer.vocab),
      merges: tokenizer.merges.map(([left, right]) => [left, right]),
    },
  };
}

/** Reads the one-file form; a setting that would give other ids is an error, never passed over. */
export function bpeFromJSON(json: Json): BPEOptions {
  const model = object(json.model, 'model');
  wantPlain(json, 'tokenizer', ['normalizer']);
  wantPlain(model, 'model', [
    'dropout',
    'continuing_subword_prefix',
    'end_of_word_suffix',
    'byte_fallback',
    'ignore_merges',
  ]);
  const before = object(json.pre_tokenizer, 'pre_tokenizer');
  wantType(before, 'pre_tokenizer', ['ByteLevel']);
  if (before.use_regex === false) {
    throw new Error("pre_tokenizer.use_regex is false; only GPT-2's own pattern is supported here");
  }
  return {
    vocab: readVocab(model.vocab, 'model.vocab'),
    merges: readMerges(model.merges),
    addedTokens: readAddedTokens(json.added_tokens),
    addPrefixSpace: before.add_prefix_space === true,
    ...readPostProcessor(json.post_processor),
  };
}

/** Merges are pairs, or, in files before 2024, two tokens with a space between. */
function readMerges(value: unknown): [string, string][] {
  if (!Array.isArray(value)) throw new Error('model.merges is not a list');
  return value.map((merge, i) => {
    const pair = typeof merge === 'string' ? merge.split(' ') : merge;
    const good =
      Array.isArray(pair) && pair.length === 2 && pair.every((t) => typeof t === 'string');
    if (!good) {
      throw new Error(`model.merges[${i}] is ${JSON.stringify(merge)}, wanted two tokens`);
    }
    return [pair[0], pair[1]];
  });
}
