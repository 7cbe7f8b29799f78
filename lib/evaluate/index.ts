export {
  type ClassCounts,
  type ConfusionMatrix,
  classCounts,
  confusionMatrix,
} from './confusion-matrix';
export { type Correlation, pearson, spearman } from './correlation';
export type { Label } from './labels';
export {
  ClassificationReport,
  type ClassScores,
  classificationReport,
  type ReportOptions,
} from './report';
export { auc, type RocCurve, type RocOptions, rocAuc, rocCurve } from './roc';
export {
  accuracy,
  f1,
  precision,
  recall,
  type ScoreOptions,
  type Scores,
  specificity,
  type ZeroDivision,
} from './scores';
