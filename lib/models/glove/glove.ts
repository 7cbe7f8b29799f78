import * as os from 'node:os';
import { cellSignal, Progress } from '../../progress';
import { Random } from '../../random';
import { KeyedVectors } from '../keyed-vectors';
import type { Sentences } from '../word2vec';
import { corpusOf } from '../word2vec/corpus';
import { chooseWords, type TrainedWords } from '../word2vec/vocabulary';
import type { CooccurrenceMatrix } from './cooccurrence-matrix';
import { FastCounter } from './count-fast';
import { type Counter, ReadableCounter } from './count-readable';
import { orderEntries } from './entries';
import { FastFit } from './fit-fast';
import { type Fit, ReadableFit } from './fit-readable';
import { type GloveOptions, type GloveSettings, settingsOf } from './options';
import { firstWeights, type GloveWeights, sumVectors } from './weights';

/** Ids that are counted together; a longer text comes in parts. */
const PART = 1 << 24;
/** Words in a job of the reader: sentences that are longer are cut there. */
const JOB = 1 << 18;

/** How {@link Glove.train} goes. */
export interface GloveTrainOptions {
  /** Train until so many epochs are done in all. Default those of the settings. */
  epochs?: number;
  /** Ends the training when it aborts; by default the running cell's. */
  signal?: AbortSignal;
  /** Show a progress bar. Default true. */
  progress?: boolean;
}

/**
 * GloVe: word vectors whose dot products give the logarithm of how often the words stand near each
 * other. First the co-occurrences of the whole text are counted, then vectors are fitted to them.
 *
 * Source: J. Pennington, R. Socher, C. Manning, "GloVe: Global Vectors for Word Representation",
 * EMNLP 2014, and the authors' tool, https://github.com/stanfordnlp/GloVe, whose choices these are.
 *
 * @example
 * const glove = new Glove({ sentences, vectorSize: 50 });
 * await glove.train();
 * glove.wv.mostSimilar({ positive: ['king', 'woman'], negative: ['man'] });
 */
export class Glove {
  readonly settings: GloveSettings;
  /** The mean of ½ f(x) difference² over all pairs, for each epoch that is done. */
  readonly losses: number[] = [];
  private readonly sentences: Sentences;
  private readonly random: Random;
  private words: TrainedWords | undefined;
  private matrix: CooccurrenceMatrix | undefined;
  private weights: GloveWeights | undefined;
  private orderState: ReturnType<Random['state']> | undefined;
  /** Rounds of the epoch that is not done yet, and their loss. */
  private roundsDone = 0;
  private roundsLoss = 0;
  private keyed: KeyedVectors | undefined;

  /** @throws RangeError that names a setting out of its range; TypeError for sentences of no kind */
  constructor({ sentences, ...options }: GloveOptions) {
    this.settings = settingsOf(options, os.availableParallelism());
    this.sentences = sentences;
    corpusOf(sentences, 'Glove'); // says what is wrong with them now, not later
    this.random = new Random(this.settings.seed);
  }

  /**
   * The co-occurrences of the text; counted at the first call.
   * @throws RangeError when they take more than `maxMemory`; the signal's reason when it aborts
   */
  async cooccurrences({
    signal = cellSignal(),
    progress = true,
  }: Omit<GloveTrainOptions, 'epochs'> = {}): Promise<CooccurrenceMatrix> {
    this.matrix ??= await this.count(signal, progress);
    return this.matrix;
  }

  /**
   * Fits vectors to the co-occurrences, which are counted first where they are not yet. After an
   * interrupt, a second call goes on where the first stood, with the same result.
   *
   * @throws the signal's reason when it aborts; Error when the loss is no longer a number
   */
  async train(options: GloveTrainOptions = {}): Promise<void> {
    const { epochs = this.settings.epochs, signal = cellSignal(), progress = true } = options;
    const matrix = await this.cooccurrences({ signal, progress });
    if (matrix.nonZero === 0) {
      throw new Error(
        'Glove: no word stands near another: every sentence has one known word at most',
      );
    }
    this.weights ??= firstWeights(matrix.size, this.settings.vectorSize, this.random);
    this.orderState ??= this.random.state();
    if (this.losses.length >= epochs) return;
    signal?.throwIfAborted();
    const form = this.settings.form === 'fast' ? FastFit : ReadableFit;
    const random = Random.fromState(this.orderState);
    const arrange = (out: Uint32Array) => orderEntries(matrix, this.settings, random, out);
    const pairs = { count: matrix.nonZero, arrange };
    const fit = new form(pairs, this.weights, this.settings);
    const total = epochs * matrix.nonZero;
    const initial = this.pairsDone(fit, matrix.nonZero);
    const bar = progress
      ? new Progress({ label: 'GloVe', total, unit: 'pairs', initial })
      : undefined;
    try {
      while (this.losses.length < epochs) {
        signal?.throwIfAborted();
        await this.round(fit, matrix);
        const last = this.losses.at(-1);
        const note = last === undefined ? '' : `loss ${last.toPrecision(4)}`;
        bar?.update(
          this.pairsDone(fit, matrix.nonZero),
          `${note} epoch ${this.losses.length}/${epochs}`,
        );
      }
    } finally {
      bar?.close();
      await fit.close();
      fit.readBack();
      this.keyed = undefined;
    }
  }

  /**
   * The sum of word and context vectors, with the words' counts.
   * @throws Error before the first training
   */
  get wv(): KeyedVectors {
    if (!this.weights || !this.words) throw new Error('Glove: no vectors yet: await train() first');
    if (!this.keyed) {
      const { words, counts } = this.words;
      const vectors = sumVectors(this.weights, words.length, this.settings.vectorSize);
      this.keyed = new KeyedVectors({ words, vectors, counts });
    }
    return this.keyed;
  }

  private pairsDone({ order }: Fit, pairs: number): number {
    return this.losses.length * pairs + order.starts[this.roundsDone * order.blocks];
  }

  private async round(fit: Fit, matrix: CooccurrenceMatrix): Promise<void> {
    this.roundsLoss += await fit.round(this.roundsDone);
    this.roundsDone++;
    if (!Number.isFinite(this.roundsLoss)) {
      throw new Error(
        `Glove: the loss is ${this.roundsLoss} in epoch ${this.losses.length + 1}: take a lower ` +
          `learningRate than ${this.settings.learningRate}`,
      );
    }
    if (this.roundsDone < fit.order.blocks) return;
    this.losses.push(this.roundsLoss / matrix.nonZero);
    this.roundsDone = 0;
    this.roundsLoss = 0;
  }

  private async count(
    signal: AbortSignal | undefined,
    progress: boolean,
  ): Promise<CooccurrenceMatrix> {
    const corpus = corpusOf(this.sentences, 'Glove');
    signal?.throwIfAborted();
    const { minCount, maxFinalVocab } = this.settings;
    const counted = await corpus.count(() => signal?.throwIfAborted());
    this.words = chooseWords(counted, { minCount, maxFinalVocab, sortedVocab: true }, 'Glove');
    const { words, counts, corpusWords } = this.words;
    const bar = progress
      ? new Progress({ label: 'Counting', total: corpusWords, unit: 'words' })
      : undefined;
    let counter: Counter | undefined;
    let part = new Int32Array(1 << 16);
    let length = 0;
    const flush = async (capacity: number): Promise<void> => {
      counter ??=
        this.settings.form === 'fast'
          ? new FastCounter(words, counts, this.settings, capacity)
          : new ReadableCounter(words, this.settings);
      await counter.add(part.subarray(0, length));
      length = 0;
    };
    try {
      for await (const { ids, rawWords } of corpus.jobs(words, JOB)) {
        signal?.throwIfAborted();
        if (length + ids.length > PART) await flush(PART);
        if (length + ids.length > part.length) {
          const larger = new Int32Array(
            Math.min(PART, Math.max(2 * part.length, length + ids.length)),
          );
          larger.set(part.subarray(0, length));
          part = larger;
        }
        part.set(ids, length);
        length += ids.length;
        bar?.tick(rawWords);
      }
      await flush(length);
      return counter!.finish();
    } finally {
      bar?.close();
      await counter?.close();
    }
  }
}
