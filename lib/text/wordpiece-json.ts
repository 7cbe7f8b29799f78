// WordPiece to and from Hugging Face's tokenizer.json.

import {
  addedTokensToJSON,
  type Json,
  object,
  readAddedTokens,
  readPostProcessor,
  readVocab,
  templateToJSON,
  vocabToJSON,
  wantType,
} from './json-parts';
import type { WordPiece, WordPieceOptions } from './wordpiece';

/** The one-file form, as `tokenizers` writes it. */
export function wordPieceToJSON(tokenizer: WordPiece): Json {
  const { normalizing, template } = tokenizer;
  const hasSpecials = template.single.some((part) => 'token' in part);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokensToJSON(tokenizer.addedTokens),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: normalizing.cleanText,
      handle_chinese_chars: normalizing.handleChineseChars,
      strip_accents: normalizing.stripAccents,
      lowercase: normalizing.lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: hasSpecials
      ? templateToJSON(template, (token) => tokenizer.tokenToId(token))
      : null,
    decoder: {
      type: 'WordPiece',
      prefix: tokenizer.continuingSubwordPrefix,
      cleanup: tokenizer.cleanup,
    },
    model: {
      type: 'WordPiece',
      unk_token: tokenizer.unkToken,
      continuing_subword_prefix: tokenizer.continuingSubwordPrefix,
      max_input_chars_per_word: tokenizer.maxInputCharsPerWord,
      vocab: vocabToJSON(tokenizer.vocab),
    },
  };
}

/** Reads the one-file form; a setting that would give other ids is an error, never passed over. */
export function wordPieceFromJSON(json: Json): WordPieceOptions {
  const model = object(json.model, 'model');
  const normalizer = object(json.normalizer, 'normalizer');
  wantType(normalizer, 'normalizer', ['BertNormalizer']);
  const before = object(json.pre_tokenizer, 'pre_tokenizer');
  wantType(before, 'pre_tokenizer', ['BertPreTokenizer']);
  const decoder = json.decoder ? object(json.decoder, 'decoder') : {};
  return {
    vocab: readVocab(model.vocab, 'model.vocab'),
    unkToken: String(model.unk_token ?? '[UNK]'),
    continuingSubwordPrefix: String(model.continuing_subword_prefix ?? '##'),
    maxInputCharsPerWord: Number(model.max_input_chars_per_word ?? 100),
    addedTokens: readAddedTokens(json.added_tokens),
    cleanText: normalizer.clean_text !== false,
    handleChineseChars: normalizer.handle_chinese_chars !== false,
    stripAccents: (normalizer.strip_accents as boolean | null | undefined) ?? null,
    lowercase: normalizer.lowercase !== false,
    cleanup: decoder.cleanup !== false,
    template: readPostProcessor(json.post_processor).template,
  };
}
