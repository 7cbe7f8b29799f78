export { escapeHtml } from './html';
export {
  cellSignal,
  clearOutput,
  type DisplayOptions,
  displayBundle,
  inNotebook,
  type MimeBundle,
} from './notebook';
export { Progress, type ProgressLoopOptions, type ProgressOptions, progress } from './progress';
export { type Column, Table } from './table';
