import type { Model } from './model';
import type { RandomStream } from './random-stream';
import { drawWord } from './sampling';

/** What one prediction is compared with: rows of the output weights, and what each should give. */
export interface Targets {
  rows: number[];
  /** 1 for "this one", 0 for "not this one". */
  labels: number[];
}

/** Negative sampling: the word itself, and noise words that are not it. */
export function drawTargets(model: Model, word: number, stream: RandomStream): Targets {
  const rows = [word];
  const cumulative = model.tables.cumulative as Uint32Array;
  for (let k = 0; k < model.settings.negative; k++) {
    const noise = drawWord(cumulative, stream.next32());
    if (noise !== word) rows.push(noise);
  }
  return { rows, labels: rows.map((_, k) => (k === 0 ? 1 : 0)) };
}

/** Hierarchical softmax: the inner nodes on the way to the word; bit 0 should give 1. */
export function pathTargets(model: Model, word: number): Targets {
  const { start, bits, nodes } = model.tables.codes as NonNullable<Model['tables']['codes']>;
  const [from, to] = [start[word], start[word + 1]];
  return {
    rows: Array.from(nodes.subarray(from, to)),
    labels: Array.from(bits.subarray(from, to), (bit) => 1 - bit),
  };
}
