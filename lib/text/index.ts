export type { AddedToken } from './added-tokens';
export { specialToken } from './added-tokens';
export { type BertNormalizing, type BertWord, BertWords } from './bert-words';
export { type BPEOptions, type BPETrainOptions, ByteLevelBPE } from './bpe';
export { type LearnedMerges, learnMerges, type MergeTraining } from './bpe-train';
export { BYTE_LETTERS, preTokenize, toByteLetters } from './byte-level';
export { Encoding } from './encoding';
export {
  composeHangul,
  decomposeHangul,
  endsInConsonant,
  isSyllable,
  joinSyllable,
  type Syllable,
  splitSyllable,
  withParticle,
} from './hangul';
export { IRREGULAR_FORMS, type PartOfSpeech } from './irregular-forms';
export { Lemmatizer } from './lemmatizer';
export { caseFold, type NormalizeOptions, normalize, stripAccents } from './normalize';
export { type Script, scriptOf, scriptShare, splitScripts } from './scripts';
export { splitSentences } from './sentences';
export type { Span } from './span';
export { stem } from './stemmer';
export { ENGLISH_STOP_WORDS, KOREAN_STOP_WORDS, removeStopWords } from './stop-words';
export { bertTemplate, PLAIN_TEMPLATE, type Template, type TemplatePart } from './template';
export { type DecodeOptions, type EncodeOptions, Tokenizer } from './tokenizer';
export {
  loadBPEFiles,
  loadTokenizer,
  loadVocabTxt,
  saveBPEFiles,
  saveTokenizer,
  saveVocabTxt,
} from './tokenizer-files';
export { Vocabulary, type VocabularyOptions } from './vocabulary';
export { WordNetIndex } from './wordnet';
export {
  BERT_SPECIAL_TOKENS,
  WordPiece,
  type WordPieceOptions,
  type WordPieceTrainOptions,
} from './wordpiece';
export { tokenizeWords, type WordOptions, words } from './words';
