// AssemblyScript. The fast form of word2vec: one call trains a job of some thousand words.
// Mikolov et al. 2013a and b, in gensim's order of operations; ../readable.ts says the same in loops.

import { changeRows, sumRows } from './bag';
import {
  CBOW_MEAN,
  HIERARCHICAL,
  IDS,
  KEEP,
  LOSS,
  PAIRS,
  SEED,
  SHARED,
  SHRINK,
  SKIP_GRAM,
  SUBSAMPLE,
  VECTORS,
} from './config';
import { next32, seed } from './random';
import { clearLoss, totalLoss } from './slope';
import { ends, input, kept, negative, readState, stride, window, windows, words } from './state';
import { count, distinct, drawTargets, pathTargets, readCodes } from './targets';
import { trainInput, trainWork } from './train';
import { trainTwo } from './two';

let settings: usize = 0;
let pairs: u32 = 0;
let skipGram: bool = false;
let shared: bool = false;
let hierarchical: bool = false;
let mean: bool = false;

/**
 * Trains on a job.
 * @param model address of the model's settings
 * @param thread address of the thread's own memory
 * @param job address of the job, whose `length` ids follow it
 * @param alpha the learning rate
 * @returns how many words were trained on: known, and not dropped by subsampling
 */
export function train(model: usize, thread: usize, job: usize, length: u32, alpha: f32): u32 {
  settings = model;
  skipGram = load<u32>(settings, SKIP_GRAM) !== 0;
  shared = load<u32>(settings, SHARED) !== 0;
  hierarchical = load<u32>(settings, HIERARCHICAL) !== 0;
  mean = load<u32>(settings, CBOW_MEAN) !== 0;
  readState(settings, thread, alpha);
  readCodes(settings);
  seed(load<u64>(job, SEED));
  clearLoss();
  pairs = 0;

  const sentences = subsample(job + IDS, length);
  const trained = sentences > 0 ? load<u32>(ends + ((sentences - 1) << 2)) : 0;
  reduceWindows(trained);
  let first: u32 = 0;
  for (let s: u32 = 0; s < sentences; s++) {
    const end = load<u32>(ends + (s << 2));
    for (let i = first; i < end; i++) {
      const reach = load<u32>(windows + (i << 2));
      trainWord(i, i < first + reach ? first : i - reach, min<u32>(end, i + reach + 1));
    }
    first = end;
  }
  store<f64>(job, totalLoss(), LOSS);
  store<f64>(job, <f64>pairs, PAIRS);
  return trained;
}

/** Drops frequent words by chance; notes the words that stay and where sentences end. */
function subsample(ids: usize, length: u32): u32 {
  const chance = load<u32>(settings, SUBSAMPLE) !== 0;
  const keep = <usize>load<u32>(settings, KEEP);
  const vectors = load<u32>(settings, VECTORS);
  let stay: u32 = 0;
  let sentences: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const word = load<i32>(ids + (i << 2));
    if (word < 0) {
      store<u32>(ends + (sentences++ << 2), stay);
    } else if (!chance || load<u32>(keep + ((<u32>word) << 2)) >= next32()) {
      store<u32>(kept + (stay << 2), vectors + <u32>word * stride);
      store<u32>(words + (stay++ << 2), word);
    }
  }
  return sentences;
}

function reduceWindows(trained: u32): void {
  const shrink = load<u32>(settings, SHRINK) !== 0;
  for (let i: u32 = 0; i < trained; i++) {
    store<u32>(windows + (i << 2), shrink ? window - (next32() % window) : window);
  }
}

/** The word of place i, with the words around it from one place up to another. */
function trainWord(i: u32, from: u32, to: u32): void {
  const word = load<u32>(words + (i << 2));
  if (!skipGram) {
    pairs++;
    predict(word, i, from, to);
  } else if (shared) {
    pairs += to - from - 1;
    predict(word, i, from, to);
  } else {
    // Skip-gram: a prediction from each word of the context alone.
    for (let j = from; j < to; j++) {
      if (j === i) continue;
      pairs++;
      predict(word, i, j, j + 1);
    }
  }
}

function predict(word: u32, middle: u32, from: u32, to: u32): void {
  if (hierarchical) {
    pathTargets(word);
    trainContext(middle, from, to);
  }
  if (negative > 0) {
    drawTargets(word);
    trainContext(middle, from, to);
  }
}

/** Trains on the targets drawn last. */
function trainContext(middle: u32, from: u32, to: u32): void {
  if (!skipGram) trainBagOfWords(middle, from, to);
  else if (shared) trainShared(middle, from, to);
  else trainInput(load<u32>(kept + (from << 2)));
}

/** All words of a window on the same targets, two at a time. */
function trainShared(middle: u32, from: u32, to: u32): void {
  let alone: u32 = 0;
  for (let j = from; j < to; j++) {
    if (j === middle) continue;
    const row = load<u32>(kept + (j << 2));
    if (!distinct || count > 6 || row === alone) {
      trainInput(row);
    } else if (alone === 0) {
      alone = row;
    } else {
      trainTwo(alone, row);
      alone = 0;
    }
  }
  if (alone !== 0) trainInput(alone);
}

/** The word in the middle predicted from the mean, or the sum, of the words around it. */
function trainBagOfWords(middle: u32, from: u32, to: u32): void {
  const context = to - from - 1;
  const share: f32 = context > 0 ? <f32>1 / <f32>context : 1;
  sumRows(mean ? share : 1, middle, from, to);
  trainWork(input);
  changeRows(mean ? 1 : share, middle, from, to);
}
