export {
  type Analogies,
  type Analogy,
  type AnalogySection,
  loadAnalogies,
  parseAnalogies,
} from './analogies';
export { type CorpusOptions, corpusAnalogies, generateCorpus } from './corpus';
export {
  type CsvOptions,
  type CsvRow,
  type CsvSchema,
  type CsvType,
  parseCsv,
  readCsv,
} from './csv';
export {
  type GeneratedDigitsOptions,
  generateDigits,
  generatedDigits,
} from './digits';
export { type Fetched, type FetchOptions, fetchFiles } from './fetch';
export { type IdxArray, parseIdx, readIdx } from './idx';
export { type ImageDataset, type ImageSet, selectImages, splitImages } from './images';
export {
  IRIS_FEATURES,
  IRIS_SOURCE,
  IRIS_SPECIES,
  type Iris,
  type IrisSpecies,
  loadIris,
  loadIrisFrame,
} from './iris';
export { DatasetMissingError } from './missing';
export { loadDigits, loadMNIST, type MNISTOptions } from './mnist';
export { type DatasetEntry, type DatasetFile, type PackedFile, REGISTRY } from './registry';
export { type SplitOptions, splitIndices, type TrainTestSplit, trainTestSplit } from './split';
export { loadText8, type Text8, type Text8SentencesOptions, text8Sentences } from './text8';
export { loadTinyShakespeare, type TinyShakespeare } from './tinyshakespeare';
export {
  loadWikiText2,
  type WikiText,
  type WikiTextOptions,
  wikiTextLines,
  wikiTextTokens,
} from './wikitext';
