import type { Sentences } from '../word2vec';

/** Settings of {@link Glove}; the defaults are those of the authors' own tool. */
export interface GloveOptions {
  /**
   * Arrays of words; or anything that can be gone through again and again and gives such arrays; or
   * the path of a UTF-8 text (`.gz` too) with a sentence a line and white space between words.
   */
  sentences: Sentences;
  /** Numbers in a vector, D (50). */
  vectorSize?: number;
  /** The farthest that two words of a pair may stand apart (15). */
  window?: number;
  /** Whether words on both sides count, or those before a word alone (true). */
  symmetric?: boolean;
  /** Words seen less often are left out, before the window is laid (5). */
  minCount?: number;
  /** Raises `minCount` until at most so many words stay. */
  maxFinalVocab?: number;
  /** Pairs seen as often as this, or more often, have weight 1 (100). */
  xMax?: number;
  /** The weight of a pair seen x times is (x / xMax)^alpha below that (0.75). */
  alpha?: number;
  /** How often to go through all pairs (25). */
  epochs?: number;
  /** AdaGrad's learning rate (0.05). */
  learningRate?: number;
  /** No part of a gradient, times the learning rate, is larger than this (100). */
  gradClip?: number;
  /**
   * Threads (as many as the machine has cores, at most 4). They never work on the same rows at the
   * same time, so their number changes no result.
   */
  workers?: number;
  /** Seed of the first vectors and of the order of the pairs (1). */
  seed?: number;
  /**
   * Bytes that the counts may take while they are made (1 GiB). The fast form needs 8 for a pair,
   * the readable one's table 23 to 69. The fit takes 16 more.
   */
  maxMemory?: number;
  /** 'fast': WebAssembly on threads. 'readable': the same in loops of TypeScript ('fast'). */
  form?: 'fast' | 'readable';
}

/** All settings but the sentences, checked, with defaults filled in. */
export type GloveSettings = Required<Omit<GloveOptions, 'sentences' | 'maxFinalVocab'>> & {
  maxFinalVocab: number | undefined;
};

const DEFAULTS = {
  vectorSize: 50,
  window: 15,
  symmetric: true,
  minCount: 5,
  xMax: 100,
  alpha: 0.75,
  epochs: 25,
  learningRate: 0.05,
  gradClip: 100,
  seed: 1,
  maxMemory: 2 ** 30,
  form: 'fast',
} as const;

/**
 * Fills in the defaults.
 * @param cores how many threads the machine runs at once
 * @throws RangeError that names a setting out of its range, or that is not known
 */
export function settingsOf(options: Omit<GloveOptions, 'sentences'>, cores: number): GloveSettings {
  const known = { ...DEFAULTS, workers: Math.min(4, cores), maxFinalVocab: undefined };
  const unknown = Object.keys(options).find((name) => !(name in known));
  if (unknown !== undefined) {
    throw new RangeError(
      `Glove: ${unknown} is no setting; there are ${Object.keys(known).join(', ')}`,
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: GloveSettings = { ...known, ...Object.fromEntries(given) };
  check(settings);
  return settings;
}

function check(settings: GloveSettings): void {
  const wrong = (name: keyof GloveSettings, wanted: string) => {
    throw new RangeError(`Glove: ${name} is ${String(settings[name])}, wanted ${wanted}`);
  };
  const wholes = ['vectorSize', 'window', 'minCount', 'epochs', 'workers'] as const;
  for (const name of wholes) {
    if (!Number.isSafeInteger(settings[name]) || settings[name] < 1)
      wrong(name, 'an integer, 1 or more');
  }
  const { maxFinalVocab } = settings;
  if (maxFinalVocab !== undefined && !(Number.isSafeInteger(maxFinalVocab) && maxFinalVocab >= 1)) {
    wrong('maxFinalVocab', 'an integer, 1 or more');
  }
  for (const name of ['xMax', 'learningRate', 'gradClip', 'maxMemory'] as const) {
    const value = settings[name];
    if (!(value > 0 && Number.isFinite(value))) wrong(name, 'a number above 0');
  }
  if (!(settings.alpha >= 0 && Number.isFinite(settings.alpha)))
    wrong('alpha', 'a number, 0 or more');
  if (!Number.isSafeInteger(settings.seed)) wrong('seed', 'an integer');
  if (typeof settings.symmetric !== 'boolean') wrong('symmetric', 'true or false');
  if (!['fast', 'readable'].includes(settings.form)) wrong('form', "'fast' or 'readable'");
}
