import * as os from 'node:os';
import { cellSignal, Progress } from '../../progress';
import { Random } from '../../random';
import { KeyedVectors } from '../keyed-vectors';
import { type Corpus, corpusOf } from './corpus';
import { readModel, writeModel } from './files';
import { firstWeights, type Model, tablesOf } from './model';
import { type Sentences, settingsOf, type Word2VecOptions, type Word2VecSettings } from './options';
import { newRun, type RunState } from './run-state';
import { type EpochReport, runTraining, type TrainReport } from './training';
import { chooseWords, type TrainedWords } from './vocabulary';

/** How {@link Word2Vec.train} goes about it. */
export interface TrainOptions {
  /** How often to go through the text (default: the model's `epochs`). */
  epochs?: number;
  /** Stops when it aborts; a later `train()` goes on from there. By default the running cell's. */
  signal?: AbortSignal;
  /** Whether to show a bar with words per second and loss (default true). */
  progress?: boolean;
  /** Hears of each epoch's end; `wv` then holds what was learned so far. */
  onEpoch?: (report: EpochReport) => void;
}

/**
 * Word vectors learned from the words around each word: CBOW and skip-gram, with negative sampling
 * or hierarchical softmax (T. Mikolov et al. 2013a, "Efficient Estimation of Word Representations in
 * Vector Space", and 2013b, "Distributed Representations of Words and Phrases and their
 * Compositionality"). Settings, defaults and results are gensim's.
 *
 * @example
 * const model = new Word2Vec({ sentences: 'text.txt', sg: 1, vectorSize: 100 });
 * await model.train();
 * model.wv.mostSimilar({ positive: ['king', 'woman'], negative: ['man'] });
 */
export class Word2Vec {
  /** The settings, with defaults filled in. */
  readonly settings: Readonly<Word2VecSettings>;
  private corpus: Corpus;
  private random: Random;
  private known: { vocabulary: TrainedWords; model: Model; wv: KeyedVectors } | undefined;
  /** The last run; unfinished when it was stopped. */
  private run: RunState | undefined;
  /** The end of a training's threads, which takes a moment more than the training. */
  private ending: Promise<void> = Promise.resolve();
  private training: { signal: AbortSignal | undefined } | undefined;

  /**
   * @throws RangeError for a setting out of its range; TypeError for sentences that are none, or a
   *   generator; Error when there is no such file
   */
  constructor({ sentences, ...options }: Word2VecOptions) {
    this.settings = settingsOf(options, os.availableParallelism());
    this.corpus = corpusOf(sentences);
    this.random = new Random(this.settings.seed);
  }

  /**
   * The words and their vectors.
   * @throws Error before there is a vocabulary: `train()` makes it
   */
  get wv(): KeyedVectors {
    return this.state('vectors').wv;
  }

  /** Words of the text, each as often as it stands there. Throws before there is a vocabulary. */
  get corpusWords(): number {
    return this.state('word counts').vocabulary.corpusWords;
  }

  /** Sentences of the text. Throws before there is a vocabulary. */
  get corpusSentences(): number {
    return this.state('word counts').vocabulary.corpusSentences;
  }

  /** The loss of the last run, summed over all predictions: gensim's get_latest_training_loss(). */
  get latestTrainingLoss(): number {
    return this.run?.loss ?? 0;
  }

  /** Whether a run was stopped, and `train()` would go on with it. */
  get stopped(): boolean {
    return this.run !== undefined && this.run.epoch < this.run.epochs;
  }

  /**
   * Counts the words, chooses those that get a vector, and makes their first vectors. `train()` does
   * it when it has not been done.
   *
   * @throws Error when no word is left; TypeError when a sentence is no array of words
   */
  async buildVocabulary({
    signal = cellSignal(),
    progress = true,
  }: TrainOptions = {}): Promise<void> {
    if (this.known) return;
    const bar = progress ? new Progress({ label: 'Counting words', unit: 'words' }) : undefined;
    try {
      const counts = await this.corpus.count((words) => {
        signal?.throwIfAborted();
        bar?.update(words);
      });
      bar?.update(counts.total);
      this.take(chooseWords(counts, this.settings));
    } finally {
      bar?.close();
    }
  }

  /**
   * Trains for some epochs. A run that was stopped is gone on with, at the place and the learning rate
   * where it stood; otherwise a new run begins, over the vectors as they are.
   *
   * @returns how fast it was and what the loss became; `stopped` when the signal ended it
   * @throws Error when a training is going on already, the text cannot be read, or a thread fails
   */
  async train(options: TrainOptions = {}): Promise<TrainReport> {
    const { epochs, signal = cellSignal(), progress = true, onEpoch } = options;
    if (epochs !== undefined && !(Number.isSafeInteger(epochs) && epochs > 0)) {
      throw new RangeError(`Word2Vec: epochs is ${epochs}, wanted an integer, 1 or more`);
    }
    if (this.training && !this.training.signal?.aborted) {
      throw new Error('Word2Vec: this model is being trained already: await train() first');
    }
    const training = { signal };
    this.training = training;
    try {
      await this.ending;
      await this.buildVocabulary({ signal, progress });
      const { model, vocabulary, wv } = this.state('words');
      if (!this.run || !this.stopped) {
        this.run = newRun(epochs ?? this.settings.epochs, this.random.fork());
      } else if (epochs !== undefined && epochs !== this.run.epochs) {
        throw new RangeError(
          `Word2Vec: a run of ${this.run.epochs} epochs was stopped: train() goes on with it, and ` +
            `cannot make it one of ${epochs}`,
        );
      }
      return await runTraining({
        ...{ model, vocabulary, corpus: this.corpus, run: this.run, signal, progress, onEpoch },
        changed: () => wv.vectorsChanged(),
        ending: (ending) => {
          this.ending = ending;
        },
      });
    } finally {
      if (this.training === training) this.training = undefined;
    }
  }

  /**
   * Writes the whole model, so that training can go on another day: a safetensors file with the
   * weights, and the words, counts, settings and place as JSON in its header. For the vectors alone,
   * in the format of other programs, there is {@link KeyedVectors}.
   *
   * @throws Error when there is no vocabulary yet, or the file cannot be written
   */
  async save(file: string): Promise<void> {
    await this.ending;
    const { vocabulary, model } = this.state('weights');
    const { settings, run } = this;
    await writeModel(
      file,
      { vocabulary, settings, run, random: this.random.state() },
      model.weights,
    );
  }

  /**
   * Reads what {@link save} wrote.
   *
   * @param sentences the text to go on with; it is not in the file
   * @throws Error that names the file and says what is wrong with it
   */
  static async load(file: string, { sentences }: { sentences: Sentences }): Promise<Word2Vec> {
    const { saved, weights } = await readModel(file);
    const { maxFinalVocab, ...settings } = saved.settings;
    const model = new Word2Vec({ sentences, ...settings, maxFinalVocab });
    model.take(saved.vocabulary, weights);
    model.run = saved.run;
    model.random = Random.fromState(saved.random);
    return model;
  }

  private take(vocabulary: TrainedWords, weights?: Model['weights']): void {
    const { words, counts } = vocabulary;
    const model: Model = {
      settings: this.settings,
      tables: tablesOf(counts, this.settings),
      weights: weights ?? firstWeights(words.length, this.settings, this.random.fork()),
    };
    const wv = new KeyedVectors({ words, vectors: model.weights.vectors, counts });
    this.known = { vocabulary, model, wv };
  }

  private state(what: string) {
    if (this.known) return this.known;
    throw new Error(`Word2Vec: there are no ${what} yet: await model.train() first`);
  }
}
