import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { linePlot } from '../../lib/plot';
import { toSvg } from '../../lib/plot/still/svg';
import { type Gensim, type Task, type Times, trainOurs } from './contestants';
import { median } from './race';
import { drawnText } from './text';

const WORDS = 500_000;
const USUAL = { vocabulary: 30_000, vectorSize: 100, workers: 1 };
const GROWN: Record<keyof typeof USUAL, number[]> = {
  vocabulary: [3_000, 10_000, 30_000, 100_000, 300_000],
  vectorSize: [50, 100, 200, 300],
  workers: [1, 2],
};

/**
 * Speed of skip-gram, one epoch on words drawn by Zipf's law, as one thing grows and the others stay:
 * prints tables and writes figures to a folder.
 */
export async function growth(
  gensim: Gensim,
  folder: string,
  output: string,
  rounds: number,
): Promise<void> {
  const names = Object.keys(USUAL) as (keyof typeof USUAL)[];
  const rows: Record<string, ({ value: number } & Awaited<ReturnType<typeof measure>>)[]> = {};
  mkdirSync(output, { recursive: true });
  for (const name of names) {
    rows[name] = [];
    for (const value of GROWN[name]) {
      const { vocabulary, vectorSize, workers }: typeof USUAL = { ...USUAL, [name]: value };
      const { file, words, ...drawn } = drawnText(
        WORDS,
        vocabulary,
        path.join(folder, 'drawn.txt'),
      );
      const task = { file, sg: 1 as const, workers, vectorSize, epochs: 1, minCount: 1 };
      const seen = name === 'vocabulary' ? drawn.vocabulary : value;
      rows[name].push({ value: seen, ...(await measure(gensim, words, task, rounds)) });
    }
    console.log(`\nSkip-gram, words/s, as ${name} grows (else ${JSON.stringify(USUAL)})`);
    console.table(rows[name]);
    const figure = linePlot(
      {
        ours: rows[name].map(({ ours }) => ours),
        gensim: rows[name].map((row) => row.gensim),
      },
      {
        ...{ x: rows[name].map(({ value }) => value), dots: true, fromZero: true },
        ...{ logX: name === 'vocabulary', title: 'Skip-gram', xLabel: name, yLabel: 'words/s' },
      },
    );
    writeFileSync(path.join(output, `word2vec-${name}.svg`), toSvg(figure));
  }
  console.log(`Figures: ${path.relative(process.cwd(), output)}/word2vec-*.svg`);
  console.log(JSON.stringify({ bench: 'word2vec-growth', rows }));
}

async function measure(gensim: Gensim, words: number, task: Omit<Task, 'seed'>, rounds: number) {
  const ours: Times[] = [];
  const theirs: Times[] = [];
  for (let seed = 1; seed <= rounds; seed++) {
    theirs.push(await gensim.train({ ...task, seed }));
    ours.push(await trainOurs({ ...task, seed }));
  }
  const speed = (all: Times[]) => Math.round(words / median(all.map(({ wall }) => wall)));
  const ratio = (what: keyof Times) =>
    Number(median(ours.map((times, i) => theirs[i][what] / times[what])).toFixed(2));
  return { ours: speed(ours), gensim: speed(theirs), ratio: ratio('wall'), cpuRatio: ratio('cpu') };
}
