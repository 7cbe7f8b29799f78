import type { KeyedVectors } from '../../lib/models/keyed-vectors';
import type { Word2VecOptions } from '../../lib/models/word2vec';
import { type Gensim, type Task, type Times, type Trained, trainOurs } from './contestants';
import { neighbourPurity } from './purity';
import type { BenchText } from './text';

/** A way of training, and what of gensim's it is measured against. */
export interface Mode {
  name: 'sg' | 'sg-shared' | 'cbow';
  sg: 0 | 1;
  options: Partial<Word2VecOptions>;
}

export const MODES: Mode[] = [
  { name: 'sg', sg: 1, options: {} },
  { name: 'sg-shared', sg: 1, options: { sharedNegatives: true } },
  { name: 'cbow', sg: 0, options: {} },
];

/** A text in a file, and what is known of its words. */
export interface Field extends BenchText {
  minCount: number;
  /** How often skip-gram and CBOW go through it. */
  epochs: { sg: number; cbow: number };
  /** Of how many nearest neighbours the kind is looked at. */
  neighbours: number;
  kindOf(word: string): string | undefined;
}

/** What one mode came to on one text; each list has an entry for each round, which is a seed. */
export interface Result {
  mode: Mode;
  threads: number;
  ours: (Times & { purity: number })[];
  gensim: (Times & { purity: number })[];
  /** Purity of gensim's model that was timed, where `gensim` has that of another (see bench.ts). */
  timed: number[];
  /** Purity of ours from first vectors of ±0.5/D; empty where it was not asked for. */
  spoiled: number[];
  chance: number;
}

export interface RaceOptions {
  threads: number;
  rounds: number;
  modes: Mode[];
  vectorSize: number;
  /** Whether the spoiled model is trained too. */
  spoil: boolean;
}

/** Trains the same models on both sides by turns, once for each seed. */
export async function race(
  gensim: Gensim,
  field: Field,
  { threads, rounds, modes, vectorSize, spoil }: RaceOptions,
): Promise<Result[]> {
  const results = modes.map(
    (mode): Result => ({ mode, threads, ours: [], gensim: [], timed: [], spoiled: [], chance: 0 }),
  );
  for (let seed = 1; seed <= rounds; seed++) {
    for (const sg of [1, 0] as const) {
      const { file, minCount } = field;
      const epochs = sg === 1 ? field.epochs.sg : field.epochs.cbow;
      const task: Task = { file, sg, workers: threads, seed, vectorSize, epochs, minCount };
      const mine = results.filter(({ mode }) => mode.sg === sg);
      if (mine.length === 0) continue;
      const timed = judged(await gensim.train(task), field);
      const { purity } =
        threads > 1 ? judged(await gensim.train(task, 'LineSentence'), field) : timed;
      for (const result of mine) {
        const { options } = result.mode;
        const ours = judged(await trainOurs(task, options), field);
        result.gensim.push({ ...timed, purity });
        if (threads > 1) result.timed.push(timed.purity);
        result.ours.push(ours);
        result.chance = ours.chance;
        if (!spoil) continue;
        result.spoiled.push(judged(await trainOurs(task, options, true), field).purity);
      }
    }
  }
  return results;
}

function judged({ wv, wall, cpu }: Trained, field: Field) {
  return { wall, cpu, ...purityOf(wv, field) };
}

function purityOf(wv: KeyedVectors, { kindOf, neighbours }: Field) {
  return neighbourPurity(wv.vectors, wv.indexToKey.map(kindOf), neighbours);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
