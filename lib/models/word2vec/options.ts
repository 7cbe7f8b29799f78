/** What a model is trained on: sentences of words, or a text file's path. */
export type Sentences = string | Iterable<readonly string[]> | AsyncIterable<readonly string[]>;

/** How the training is computed. */
export type Word2VecForm = 'fast' | 'readable' | 'tensor';

/** Settings of {@link Word2Vec}: gensim's, with its defaults, in camelCase. */
export interface Word2VecOptions {
  /**
   * Arrays of words; or anything that can be gone through again and again and gives such arrays; or
   * the path of a UTF-8 text (`.gz` too) with a sentence a line and white space between words.
   */
  sentences: Sentences;
  /** Numbers in a vector, D (100). */
  vectorSize?: number;
  /** The farthest that two words of a pair may stand apart (5). */
  window?: number;
  /** Words seen less often are left out (5). */
  minCount?: number;
  /** Skip-gram when 1, continuous bag of words when 0 (0). */
  sg?: 0 | 1;
  /** Noise words for each word to predict; 0 for no negative sampling (5). */
  negative?: number;
  /** Hierarchical softmax when 1 (0). */
  hs?: 0 | 1;
  /** With CBOW: the mean of the context when 1, its sum when 0 (1). */
  cbowMean?: 0 | 1;
  /** Words more frequent than this share of the text are dropped by chance; 0 for none (1e-3). */
  sample?: number;
  /** The learning rate at the start (0.025). */
  alpha?: number;
  /** The learning rate at the end, reached in a straight line (0.0001). */
  minAlpha?: number;
  /** How often to go through the text (5). */
  epochs?: number;
  /**
   * Threads (3, or the machine's cores where it has fewer). Several write to the same vectors without
   * locks, so that only `workers: 1` gives the same numbers each time.
   */
  workers?: number;
  /** Seed of the first vectors and of all draws (1). */
  seed?: number;
  /** Noise words are drawn in proportion to their count to this power (0.75). */
  nsExponent?: number;
  /** Whether each window is drawn from 1 to `window`, so that near words count more (true). */
  shrinkWindows?: boolean;
  /** Raises `minCount` until at most so many words stay. */
  maxFinalVocab?: number;
  /** Whether frequent words come first; otherwise in the order of the text (true). */
  sortedVocab?: boolean;
  /** Words in a job, which one thread trains with one learning rate (10,000). */
  batchWords?: number;
  /**
   * With skip-gram: draw noise once for a window and not once for each of its pairs, and train the
   * window's words two at a time: faster (false).
   */
  sharedNegatives?: boolean;
  /**
   * 'fast': WebAssembly on threads. 'readable': the same in loops of TypeScript, on this thread.
   * 'tensor': operations on whole batches, on the device of `useDevice()` ('fast').
   */
  form?: Word2VecForm;
  /** With the tensor form: predictions in a batch, which share one step (1024). */
  batchSize?: number;
}

/** All settings but the sentences, checked, with defaults filled in. */
export type Word2VecSettings = Required<Omit<Word2VecOptions, 'sentences' | 'maxFinalVocab'>> & {
  maxFinalVocab: number | undefined;
};

const DEFAULTS = {
  vectorSize: 100,
  window: 5,
  minCount: 5,
  sg: 0,
  negative: 5,
  hs: 0,
  cbowMean: 1,
  sample: 1e-3,
  alpha: 0.025,
  minAlpha: 1e-4,
  epochs: 5,
  seed: 1,
  nsExponent: 0.75,
  shrinkWindows: true,
  sortedVocab: true,
  batchWords: 10_000,
  sharedNegatives: false,
  form: 'fast',
  batchSize: 1024,
} as const;

/**
 * Fills in the defaults.
 * @param cores how many threads the machine runs at once
 * @throws RangeError that names a setting out of its range, or that is not known
 */
export function settingsOf(options: Omit<Word2VecOptions, 'sentences'>, cores: number) {
  const { maxFinalVocab, ...given } = options;
  const known = { ...DEFAULTS, workers: Math.min(3, cores) };
  const unknown = Object.keys(given).find((name) => !(name in known));
  if (unknown !== undefined) {
    throw new RangeError(
      `Word2Vec: ${unknown} is no setting; there are ${Object.keys(known).join(', ')}`,
    );
  }
  const defined = Object.entries(given).filter(([, value]) => value !== undefined);
  const settings: Word2VecSettings = {
    ...known,
    ...Object.fromEntries(defined),
    maxFinalVocab,
  };
  check(settings);
  return settings;
}

function check(settings: Word2VecSettings): void {
  const { sg, hs, negative, sharedNegatives, form, alpha, minAlpha, maxFinalVocab } = settings;
  const wholes = ['vectorSize', 'window', 'minCount', 'epochs', 'workers', 'batchSize'] as const;
  for (const name of wholes) wholeFrom(1, name, settings[name]);
  wholeFrom(0, 'negative', negative);
  if (maxFinalVocab !== undefined) wholeFrom(1, 'maxFinalVocab', maxFinalVocab);
  wholeFrom(1, 'batchWords', settings.batchWords);
  for (const name of ['sg', 'hs', 'cbowMean'] as const) {
    if (settings[name] !== 0 && settings[name] !== 1) wrong(name, settings[name], '0 or 1');
  }
  for (const name of ['sample', 'minAlpha'] as const) {
    if (!(settings[name] >= 0)) wrong(name, settings[name], 'a number, 0 or more');
  }
  if (!(alpha > 0 && alpha < Number.POSITIVE_INFINITY)) wrong('alpha', alpha, 'a number above 0');
  if (minAlpha > alpha) wrong('minAlpha', minAlpha, `at most alpha, ${alpha}`);
  if (!Number.isFinite(settings.nsExponent)) wrong('nsExponent', settings.nsExponent, 'a number');
  if (!Number.isSafeInteger(settings.seed)) wrong('seed', settings.seed, 'an integer');
  if (!['fast', 'readable', 'tensor'].includes(form)) {
    wrong('form', form, "'fast', 'readable' or 'tensor'");
  }
  if (hs === 0 && negative === 0) {
    throw new RangeError(
      'Word2Vec: hs and negative are both 0, so nothing would be trained: set hs: 1 or negative: 5',
    );
  }
  if (sharedNegatives && (sg === 0 || negative === 0 || hs === 1)) {
    throw new RangeError(
      'Word2Vec: sharedNegatives is for skip-gram with negative sampling alone: sg: 1, hs: 0',
    );
  }
}

function wholeFrom(least: number, name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    wrong(name, value, `an integer, ${least} or more`);
  }
}

function wrong(name: string, value: unknown, wanted: string): never {
  throw new RangeError(`Word2Vec: ${name} is ${String(value)}, wanted ${wanted}`);
}
