export {
  cellSignal,
  clearOutput,
  type DisplayOptions,
  displayBundle,
  inNotebook,
  type MimeBundle,
} from './notebook';
