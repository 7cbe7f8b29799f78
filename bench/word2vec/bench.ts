// npm run bench -- word2vec [options]: Word2Vec, ours against gensim 4.4, by turns in one run.
//
// Both train from the same tokenized file; the time is that of everything: reading, vocabulary,
// training. gensim reads the file in its compiled code (corpus_file), its fastest way. Quality is
// neighbour purity, of words of known kinds in real text, and of a text made of clusters.
//
// With several threads gensim's corpus_file lets each of them count only its own share of the sentences
// (word2vec_corpusfile.pyx), so its learning rate falls less than it says; on a text that could do with
// more epochs that raises its purity over its own with one thread. So there ours is held to the quality
// of its other reader, LineSentence, whose rate falls as it says; that of corpus_file stands beside it.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Gensim } from './contestants';
import { clusteredField, realField } from './fields';
import { growth } from './growth';
import { MODES, race } from './race';
import { qualityTable, rowOf, speedTable } from './report';

const USAGE = `npm run bench -- word2vec [options]
  --modes sg,cbow    which of ${MODES.map(({ name }) => name).join(', ')} (default: all)
  --threads 1,2      with how many threads (default: 1,2)
  --rounds 5         how many seeds, which are the rounds (default: 5)
  --growth           instead: how speed changes with vocabulary, dimensions and threads
DATASETS names the folder of the real text (default: ../shared/datasets).`;

const ROOT = path.resolve(__dirname, '../..');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      modes: { type: 'string', default: MODES.map(({ name }) => name).join() },
      threads: { type: 'string', default: '1,2' },
      rounds: { type: 'string', default: '5' },
      growth: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-word2vec-'));
  let gensim: Gensim | undefined;
  try {
    gensim = await Gensim.start(ROOT, path.join(folder, 'vectors'));
    const { gensim: version, numpy, fastVersion } = gensim.versions;
    console.log(
      `gensim ${version}, NumPy ${numpy}, compiled with BLAS (FAST_VERSION ${fastVersion}); ` +
        `Node ${process.version}; ${os.cpus()[0].model}, ${os.availableParallelism()} cores`,
    );
    const rounds = Number(values.rounds);
    if (values.growth) {
      return await growth(gensim, folder, path.join(ROOT, 'build/bench'), rounds);
    }
    await compare(gensim, folder, {
      modes: MODES.filter(({ name }) => values.modes.split(',').includes(name)),
      threads: values.threads.split(',').map(Number),
      rounds,
    });
  } finally {
    gensim?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(
  gensim: Gensim,
  folder: string,
  { modes, threads, rounds }: { modes: typeof MODES; threads: number[]; rounds: number },
): Promise<void> {
  const data = path.resolve(ROOT, process.env.DATASETS || '../shared/datasets');
  const real = realField(data, path.join(folder, 'real.txt'));
  const clustered = clusteredField(path.join(folder, 'clustered.txt'));
  const options = { rounds, modes, vectorSize: 100 };
  // Before either side's first run, which loads code and compiles.
  await race(gensim, clustered, { ...options, rounds: 1, threads: 1, spoil: false });
  const rows = [];
  for (const count of threads) {
    const spoil = count === 1;
    const easy = await race(gensim, clustered, { ...options, threads: count, spoil });
    const hard = await race(gensim, real, { ...options, threads: count, spoil });
    console.log(`\n${count} thread${count > 1 ? 's' : ''}, ${rounds} seeds, 100 dimensions`);
    console.log(`Speed on ${real.name}, ${real.epochs.sg} epochs`);
    console.table(speedTable(hard, real.epochs.sg * real.words));
    console.log(`Purity of ${real.neighbours} neighbours on ${real.name}`);
    console.table(qualityTable(hard));
    console.log(`Purity of ${clustered.neighbours} neighbours on ${clustered.name}`);
    console.table(qualityTable(easy));
    rows.push(...hard.map((result, i) => rowOf(result, easy[i])));
  }
  console.log(JSON.stringify({ bench: 'word2vec', rows }));
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
