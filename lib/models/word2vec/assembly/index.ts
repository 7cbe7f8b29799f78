// AssemblyScript. The fast form of word2vec: one call trains a job of some thousand words.
// Mikolov et al. 2013a and b, in gensim's order of operations; ../readable.ts says the same in loops.

import { addScaled } from '../../parallel/assembly/vector';
import {
  CBOW_MEAN,
  CODE_START,
  CODES,
  CUMULATIVE,
  CUMULATIVE_INDEX,
  CUMULATIVE_SHIFT,
  ENDS,
  HIERARCHICAL,
  IDS,
  INNER_WEIGHTS,
  INPUT,
  KEEP,
  KEPT,
  LOSS,
  NEGATIVE,
  NEGATIVE_WEIGHTS,
  PAIRS,
  POINTS,
  SEED,
  SHARED,
  SHRINK,
  SKIP_GRAM,
  STRIDE,
  SUBSAMPLE,
  VECTORS,
  WINDOW,
  WINDOWS,
  WORDS,
  WORK,
} from './config';
import { prepare, repeated, setTarget, totalLoss, trainInput, trainWork } from './fused';
import { current, drawNegative, next32, seed } from './random';
import { trainTwo } from './two';

let config: usize = 0;
let stride: u32 = 0;
let outputs: u32 = 0;
let inner: u32 = 0;
let cumulative: usize = 0;
let cumulativeIndex: usize = 0;
let cumulativeShift: u32 = 0;
let negative: u32 = 0;
let kept: usize = 0;
let words: usize = 0;
let windows: usize = 0;
let ends: usize = 0;
let pairs: u32 = 0;
let distinct: bool = true;

/**
 * Trains on a job.
 * @param settings address of the model's settings
 * @param thread address of the thread's own memory
 * @param job address of the job, whose `length` ids follow it
 * @param alpha the learning rate
 * @returns how many words were trained on: known, and not dropped by subsampling
 */
export function train(settings: usize, thread: usize, job: usize, length: u32, alpha: f32): u32 {
  config = settings;
  stride = load<u32>(config, STRIDE);
  outputs = load<u32>(config, NEGATIVE_WEIGHTS);
  inner = load<u32>(config, INNER_WEIGHTS);
  cumulative = load<u32>(config, CUMULATIVE);
  cumulativeIndex = load<u32>(config, CUMULATIVE_INDEX);
  cumulativeShift = load<u32>(config, CUMULATIVE_SHIFT);
  negative = load<u32>(config, NEGATIVE);
  kept = load<u32>(thread, KEPT);
  words = load<u32>(thread, WORDS);
  windows = load<u32>(thread, WINDOWS);
  ends = load<u32>(thread, ENDS);
  pairs = 0;
  prepare(config, thread, stride, alpha);
  seed(load<u64>(job, SEED));

  const sentences = subsample(job + IDS, length);
  const count = sentences > 0 ? load<u32>(ends + ((sentences - 1) << 2)) : 0;
  reduceWindows(count);
  const skipGram = load<u32>(config, SKIP_GRAM) !== 0;
  let first: u32 = 0;
  for (let s: u32 = 0; s < sentences; s++) {
    const end = load<u32>(ends + (s << 2));
    for (let i = first; i < end; i++) {
      const window = load<u32>(windows + (i << 2));
      const from = i < first + window ? first : i - window;
      const to = min<u32>(end, i + window + 1);
      if (skipGram) trainSkipGram(i, from, to);
      else trainBagOfWords(thread, i, from, to);
    }
    first = end;
  }
  store<u64>(job, current(), SEED);
  store<f64>(job, totalLoss(), LOSS);
  store<f64>(job, <f64>pairs, PAIRS);
  return count;
}

/** Drops frequent words by chance; notes the words that stay and where sentences end. */
function subsample(ids: usize, length: u32): u32 {
  const chance = load<u32>(config, SUBSAMPLE) !== 0;
  const keep = <usize>load<u32>(config, KEEP);
  const vectors = load<u32>(config, VECTORS);
  let count: u32 = 0;
  let sentences: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const word = load<i32>(ids + (i << 2));
    if (word < 0) {
      store<u32>(ends + (sentences++ << 2), count);
    } else if (!chance || load<u32>(keep + ((<u32>word) << 2)) >= next32()) {
      store<u32>(kept + (count << 2), vectors + <u32>word * stride);
      store<u32>(words + (count++ << 2), word);
    }
  }
  return sentences;
}

function reduceWindows(count: u32): void {
  const window = load<u32>(config, WINDOW);
  const shrink = load<u32>(config, SHRINK) !== 0;
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(windows + (i << 2), shrink ? window - (next32() % window) : window);
  }
}

/** The word of place i predicted from each word around it. */
function trainSkipGram(i: u32, from: u32, to: u32): void {
  const word = load<u32>(words + (i << 2));
  if (load<u32>(config, SHARED) !== 0) {
    trainShared(word, i, from, to);
    return;
  }
  const hierarchical = load<u32>(config, HIERARCHICAL) !== 0;
  for (let j = from; j < to; j++) {
    if (j === i) continue;
    const input = <usize>load<u32>(kept + (j << 2));
    if (hierarchical) {
      const count = path(word);
      trainInput(input, count, true);
    }
    if (negative > 0) {
      const count = draw(word);
      trainInput(input, count, distinct);
    }
    pairs++;
  }
}

/** One draw of negatives for the whole window: its words are trained two at a time. */
function trainShared(word: u32, i: u32, from: u32, to: u32): void {
  const count = draw(word);
  let waiting: u32 = 0;
  for (let j = from; j < to; j++) {
    if (j === i) continue;
    pairs++;
    const input = load<u32>(kept + (j << 2));
    if (!distinct || count > 6) {
      trainInput(input, count, distinct);
    } else if (waiting === 0) {
      waiting = input;
    } else if (waiting === input) {
      trainInput(input, count, true);
    } else {
      trainTwo(waiting, input, count);
      waiting = 0;
    }
  }
  if (waiting !== 0) trainInput(waiting, count, true);
}

/** The word of place i predicted from the mean (or the sum) of the words around it. */
function trainBagOfWords(thread: usize, i: u32, from: u32, to: u32): void {
  const word = load<u32>(words + (i << 2));
  const input = <usize>load<u32>(thread, INPUT);
  const work = <usize>load<u32>(thread, WORK);
  const mean = load<u32>(config, CBOW_MEAN) !== 0;
  const context = to - from - 1;
  const share: f32 = context > 0 ? <f32>1 / <f32>context : 1;
  addRows(input, i, from, to, mean ? share : 1);
  const hierarchical = load<u32>(config, HIERARCHICAL) !== 0;
  for (let way = 0; way < 2; way++) {
    if (way === 0 ? !hierarchical : negative === 0) continue;
    // gensim makes the mean again for the second way; the rows have moved by then.
    if (way === 1 && hierarchical) addRows(input, i, from, to, mean ? share : 1);
    const count = way === 0 ? path(word) : draw(word);
    trainWork(input, count, way === 0 || distinct);
    for (let j = from; j < to; j++) {
      if (j !== i) addScaled(mean ? 1 : share, work, load<u32>(kept + (j << 2)), stride);
    }
  }
  pairs++;
}

/** out = scale · the sum of the rows of a window but the middle one. */
function addRows(out: usize, i: u32, from: u32, to: u32, scale: f32): void {
  memory.fill(out, 0, stride);
  for (let j = from; j < to; j++) {
    if (j !== i) addScaled(scale, load<u32>(kept + (j << 2)), out, stride);
  }
}

/** The targets of hierarchical softmax: the word's path from the root. */
function path(word: u32): u32 {
  const starts = <usize>load<u32>(config, CODE_START) + (word << 2);
  const start = load<u32>(starts);
  const count = load<u32>(starts, 4) - start;
  const codes = <usize>load<u32>(config, CODES) + start;
  const points = <usize>load<u32>(config, POINTS) + (start << 2);
  for (let b: u32 = 0; b < count; b++) {
    const label: f32 = 1 - <f32>load<u8>(codes + b);
    setTarget(b, inner + load<u32>(points + (b << 2)) * stride, label);
  }
  return count;
}

/** The targets of negative sampling: the word, and noise words that are not it. */
function draw(word: u32): u32 {
  const positive = outputs + word * stride;
  setTarget(0, positive, 1);
  let count: u32 = 1;
  distinct = true;
  for (let d: u32 = 0; d < negative; d++) {
    const noise = drawNegative(cumulative, cumulativeIndex, cumulativeShift);
    if (noise === word) continue;
    const row = outputs + noise * stride;
    setTarget(count, row, 0);
    if (repeated(row, count)) distinct = false;
    count++;
  }
  return count;
}
