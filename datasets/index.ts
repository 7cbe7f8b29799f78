export {
  type CsvOptions,
  type CsvRow,
  type CsvSchema,
  type CsvType,
  parseCsv,
  readCsv,
} from './csv';
export {
  IRIS_FEATURES,
  IRIS_SOURCE,
  IRIS_SPECIES,
  type Iris,
  type IrisSpecies,
  loadIris,
  loadIrisFrame,
} from './iris';
export { type SplitOptions, splitIndices, type TrainTestSplit, trainTestSplit } from './split';
