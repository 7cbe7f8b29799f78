import { Progress } from '../../progress';
import type { Corpus } from './corpus';
import { FastForm } from './fast';
import type { Form, JobResult, Model } from './model';
import { ReadableForm } from './readable';
import { learningRate, nextSeed, type RunState } from './run-state';
import { TensorForm } from './tensor';
import type { TrainedWords } from './vocabulary';

/** What an epoch gave. */
export interface EpochReport {
  /** From 1 on. */
  epoch: number;
  epochs: number;
  /** Mean loss of a prediction. */
  loss: number;
}

/** What a call of `train()` gave. */
export interface TrainReport {
  /** Words of the text that this call went through, over all epochs. */
  words: number;
  seconds: number;
  wordsPerSecond: number;
  /** Mean loss of a prediction, of the last epoch that this call worked on. */
  loss: number;
  /** Whether the signal ended it before its end. */
  stopped: boolean;
}

/** What {@link runTraining} works with. */
export interface Training {
  model: Model;
  vocabulary: TrainedWords;
  corpus: Corpus;
  /** Is kept up to date. */
  run: RunState;
  signal: AbortSignal | undefined;
  progress: boolean;
  onEpoch: ((report: EpochReport) => void) | undefined;
  /** Called when the vectors have changed. */
  changed: () => void;
  /** Is given the promise of the threads' end. */
  ending: (ended: Promise<void>) => void;
}

/** Goes through the rest of a run. */
export async function runTraining(training: Training): Promise<TrainReport> {
  const { model, run, signal, progress, vocabulary } = training;
  const start = performance.now();
  const before = run.rawWords;
  const total = run.epochs * vocabulary.corpusWords;
  const form = formOf(model);
  const label = `Word2Vec, ${model.settings.sg ? 'skip-gram' : 'CBOW'}`;
  const initial = Math.min(total, before);
  const bar = new TrainingBar(
    progress ? new Progress({ label, total, unit: 'words', initial }) : undefined,
  );
  let ended: Promise<void> | undefined;
  const end = () => {
    ended ??= form.close().finally(training.changed);
    // Who waits for the end hears of its failure; here it would be nobody's.
    training.ending(ended.catch(() => {}));
    return ended;
  };
  try {
    while (run.epoch < run.epochs && !signal?.aborted) await runEpoch(training, form, bar);
    await end();
  } finally {
    // A stopped cell gets no further than here, and must leave no thread behind.
    end().catch(() => {});
    bar.close();
  }
  const seconds = (performance.now() - start) / 1000;
  const words = run.rawWords - before;
  const stopped = run.epoch < run.epochs;
  return { words, seconds, wordsPerSecond: words / seconds, loss: lastLoss(run), stopped };
}

function formOf(model: Model): Form {
  const { form } = model.settings;
  if (form === 'readable') return new ReadableForm(model);
  return form === 'tensor' ? new TensorForm(model) : new FastForm(model);
}

/** Trains the jobs of an epoch that are not done; ends early when the signal aborts. */
async function runEpoch(training: Training, form: Form, bar: TrainingBar): Promise<void> {
  const { model, vocabulary, corpus, run, signal } = training;
  const { batchWords } = model.settings;
  let number = 0;
  for await (const job of corpus.jobs(vocabulary.words, batchWords)) {
    if (number++ < run.jobs) continue;
    await form.ready();
    if (signal?.aborted) return;
    if (run.jobs === 0) run.epochLoss = run.epochPairs = 0;
    // From here to the end of the turn nothing waits: a job is either started and counted, or not.
    const alpha = learningRate(run, vocabulary.corpusWords, model.settings);
    form.start(job, nextSeed(run), alpha, (result) => {
      count(run, result);
      run.rawWords += job.rawWords;
      bar.update(run.rawWords, result);
    });
    run.jobs++;
    run.words += job.rawWords;
  }
  if (number === 0) {
    throw new Error(
      'Word2Vec: the sentences were there to be counted and were gone afterwards: they must give ' +
        'the same words each time that they are gone through',
    );
  }
  await form.finish();
  run.epoch++;
  run.jobs = run.words = 0;
  training.changed();
  training.onEpoch?.({ epoch: run.epoch, epochs: run.epochs, loss: lastLoss(run) });
}

function count(run: RunState, { words, pairs, loss }: JobResult): void {
  run.trainedWords += words;
  run.epochLoss += loss;
  run.epochPairs += pairs;
  run.loss += loss;
}

function lastLoss({ epochLoss, epochPairs }: RunState): number {
  return epochPairs > 0 ? epochLoss / epochPairs : 0;
}

/** The bar of a training, with the mean loss of the last predictions. */
class TrainingBar {
  private loss = 0;
  private pairs = 0;

  constructor(private bar: Progress | undefined) {}

  update(words: number, result: JobResult): void {
    const fade = 0.95;
    this.loss = fade * this.loss + result.loss;
    this.pairs = fade * this.pairs + result.pairs;
    const note = this.pairs > 0 ? `loss ${(this.loss / this.pairs).toFixed(3)}` : '';
    this.bar?.update(words, note);
  }

  /** Jobs that end after a stopped cell are no longer shown. */
  close(): void {
    this.bar?.close();
    this.bar = undefined;
  }
}
