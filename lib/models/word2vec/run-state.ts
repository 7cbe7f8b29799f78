import { Random, type RandomState } from '../../random';

/** Where a run of some epochs stands: plain data, which is saved with a model. */
export interface RunState {
  /** How many epochs the run has, and how many are done. */
  epochs: number;
  epoch: number;
  /** Jobs of this epoch that are done, and the words that they stand for. */
  jobs: number;
  words: number;
  /** Of the whole run: words trained on, and those of the text that they were chosen from. */
  trainedWords: number;
  rawWords: number;
  /** Loss and predictions of this epoch, and the loss of the whole run. */
  epochLoss: number;
  epochPairs: number;
  loss: number;
  /** The generator that seeds the next job. */
  random: RandomState;
}

/** A run that has not begun. */
export function newRun(epochs: number, random: Random): RunState {
  const zero = { epoch: 0, jobs: 0, words: 0, trainedWords: 0, rawWords: 0 };
  return { epochs, ...zero, epochLoss: 0, epochPairs: 0, loss: 0, random: random.state() };
}

/** The seed of the next job: 48 bits, as gensim draws them. */
export function nextSeed(run: RunState): number {
  const random = Random.fromState(run.random);
  const seed = random.integer(2 ** 24) * 2 ** 24 + random.integer(2 ** 24);
  run.random = random.state();
  return seed;
}

/**
 * The learning rate of the next job: from `alpha` to `minAlpha` in a straight line, by the words of
 * the text that the run has gone through (Mikolov et al. 2013a, section 4.2).
 */
export function learningRate(
  run: RunState,
  corpusWords: number,
  { alpha, minAlpha }: { alpha: number; minAlpha: number },
): number {
  const progress = (run.epoch + run.words / corpusWords) / run.epochs;
  return Math.max(minAlpha, alpha - (alpha - minAlpha) * progress);
}
