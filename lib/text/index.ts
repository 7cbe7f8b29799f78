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
export { caseFold, type NormalizeOptions, normalize, stripAccents } from './normalize';
export { type Script, scriptOf, scriptShare, splitScripts } from './scripts';
export { splitSentences } from './sentences';
export type { Span } from './span';
export { ENGLISH_STOP_WORDS, KOREAN_STOP_WORDS, removeStopWords } from './stop-words';
export { Vocabulary, type VocabularyOptions } from './vocabulary';
export { tokenizeWords, type WordOptions, words } from './words';
