// npm run bench -- glove [--drawn=2000000] [--dimensions=50] [--epochs=10] [--rounds=5]: GloVe's
// count and fit, ours against C, on one thread and on two, taking turns in one run.
//
// Both count the same text, in memory as numbers of words, to lists of pairs, and fit vectors to
// them: putting the pairs in order, logarithms and weights, and all epochs. Each begins with fresh
// memory. Not in the times: for the count, the start of our threads (some 40 ms, once).
//
// "fit" is the comparison that the goal is set for: GloVe as its authors' tool does it, all pairs
// shuffled and threads without locks (Hogwild), against ours. Pairs, epochs, arithmetic and the loss
// that comes out are the same; the order is each program's own. "fit, C in our order" gives C our
// tiles too: what is left is what code for vectors of 16 floats gains over WebAssembly's four.
//
// ratio is C's seconds over ours by the clock, cpuRatio by the time that the cores worked, which
// other programs on the machine disturb less.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CooccurrenceMatrix } from '../../lib/models/glove/cooccurrence-matrix';
import { FastCounter } from '../../lib/models/glove/count-fast';
import { orderEntries } from '../../lib/models/glove/entries';
import { FastFit } from '../../lib/models/glove/fit-fast';
import { type GloveSettings, settingsOf } from '../../lib/models/glove/options';
import { firstWeights } from '../../lib/models/glove/weights';
import { corpusOf } from '../../lib/models/word2vec/corpus';
import { chooseWords, type TrainedWords } from '../../lib/models/word2vec/vocabulary';
import { Random } from '../../lib/random';
import { CGlove, FLAGS } from './contestant';
import { drawnText, realText } from './text';

const ROOT = path.resolve(__dirname, '../..');
const option = (name: string, usual: number) => {
  const given = process.argv.find((each) => each.startsWith(`--${name}=`));
  return given ? Number(given.slice(name.length + 3)) : usual;
};
const ROUNDS = option('rounds', 5);
const EPOCHS = option('epochs', 10);
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

interface Times {
  /** By the clock. */
  seconds: number;
  /** Of all cores together. */
  cpu: number;
}

/** Starts a stopwatch; what it returns stops it. */
function start(): () => Times {
  const [clock, cores] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cores);
    return { seconds: (performance.now() - clock) / 1000, cpu: (user + system) / 1e6 };
  };
}

async function countOurs(words: TrainedWords, ids: Int32Array, settings: GloveSettings) {
  const counter = new FastCounter(words.words, words.counts, settings, ids.length);
  try {
    await counter.add(new Int32Array(0)); // starts the threads
    const stop = start();
    await counter.add(ids);
    const matrix = counter.finish();
    return { times: stop(), matrix };
  } finally {
    await counter.close();
  }
}

async function fitOurs(matrix: CooccurrenceMatrix, settings: GloveSettings) {
  const weights = firstWeights(matrix.size, settings.vectorSize, new Random(1));
  const stop = start();
  const arrange = (out: Uint32Array) => orderEntries(matrix, settings, new Random(1), out);
  const fit = new FastFit({ count: matrix.nonZero, arrange }, weights, settings);
  let loss = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    loss = 0;
    for (let round = 0; round < fit.order.blocks; round++) loss += await fit.round(round);
  }
  fit.readBack();
  const times = stop();
  await fit.close();
  return { times, loss: loss / matrix.nonZero, blocks: fit.order.blocks };
}

async function main(): Promise<void> {
  const drawn = option('drawn', 0);
  const data = path.resolve(ROOT, process.env.DATASETS || '../shared/datasets');
  const text = drawn > 0 ? drawnText(drawn) : realText(data);
  const settings = { vectorSize: option('dimensions', 50), window: 15, minCount: 5 };
  const one = settingsOf({ ...settings, workers: 1 }, 1);
  const corpus = corpusOf(text.sentences);
  const words = chooseWords(await corpus.count(() => undefined), { ...one, sortedVocab: true });
  const parts: number[] = [];
  for await (const { ids } of corpus.jobs(words.words, 1 << 16))
    for (const id of ids) parts.push(id);
  const ids = Int32Array.from(parts);
  const { matrix } = await countOurs(words, ids, one);
  console.log(
    `${text.name}: ${words.corpusWords.toLocaleString('en')} words, ` +
      `${words.words.length.toLocaleString('en')} different ones seen 5 times, ` +
      `${matrix.nonZero.toLocaleString('en')} pairs; ${one.vectorSize} dimensions, ${EPOCHS} epochs`,
  );
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-glove-'));
  let c: CGlove | undefined;
  try {
    writeFileSync(path.join(folder, 'ids'), ids);
    c = await CGlove.start(folder, path.join(folder, 'ids'), {
      ...{ words: words.words.length, window: one.window, vectorSize: one.vectorSize },
      pairs: matrix.nonZero,
    });
    const load = os.loadavg()[0].toFixed(1);
    console.log(`C: ${c.compiler}, ${FLAGS.join(' ')}`);
    console.log(`${os.availableParallelism()} cores; ${load} programs at work as this begins`);
    const rows = [];
    for (const threads of [1, 2])
      rows.push(...(await race(c, words, ids, matrix, threads, settings)));
    console.table(rows);
    console.log(
      JSON.stringify({ bench: 'glove', text: text.name, goal: { count: 0.8, fit: 1 }, rows }),
    );
  } finally {
    c?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function race(
  c: CGlove,
  words: TrainedWords,
  ids: Int32Array,
  matrix: CooccurrenceMatrix,
  threads: number,
  given: Parameters<typeof settingsOf>[0],
) {
  const settings = settingsOf({ ...given, workers: threads }, threads);
  const notes: Record<string, { ours: Times[]; theirs: Times[]; losses: number[][] }> = {};
  const note = (part: string, ours: Times, theirs: Times, losses: number[] = []) => {
    notes[part] ??= { ours: [], theirs: [], losses: [] };
    notes[part].ours.push(ours);
    notes[part].theirs.push(theirs);
    notes[part].losses.push(losses);
  };
  for (let round = 0; round <= ROUNDS; round++) {
    const count = await c.ask(`count ${threads}`);
    const counted = await countOurs(words, ids, settings);
    if (counted.matrix.nonZero !== count.result) throw new Error(`${count.result} pairs in C`);
    const fit = await c.ask(`fit ${threads} ${EPOCHS} 0`);
    const fitted = await fitOurs(matrix, settings);
    const inTiles = await c.ask(`fit ${threads} ${EPOCHS} ${fitted.blocks}`);
    if (round === 0) continue; // before caches and the engine's compiler are warm
    note('count', counted.times, count);
    note('fit', fitted.times, fit, [fitted.loss, fit.result]);
    note('fit, C in our order', fitted.times, inTiles, [fitted.loss, inTiles.result]);
  }
  return Object.entries(notes).map(([part, { ours, theirs, losses }]) => {
    const middle = (times: Times[], key: keyof Times) =>
      Number(median(times.map((each) => each[key])).toFixed(3));
    const ratio = (key: keyof Times) =>
      Number(median(ours.map((each, i) => theirs[i][key] / each[key])).toFixed(2));
    const loss = (i: number) => Number(median(losses.map((pair) => pair[i] ?? 0)).toPrecision(4));
    return {
      ...{
        part,
        threads,
        oursSeconds: middle(ours, 'seconds'),
        cSeconds: middle(theirs, 'seconds'),
      },
      ratio: ratio('seconds'),
      ...{ oursCpu: middle(ours, 'cpu'), cCpu: middle(theirs, 'cpu'), cpuRatio: ratio('cpu') },
      ...(part === 'count' ? {} : { lossOurs: loss(0), lossC: loss(1) }),
    };
  });
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
