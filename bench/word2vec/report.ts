import { median, type Result } from './race';

/** What ours should reach: gensim's time ÷ ours. */
const GOALS: Record<string, number> = { 'sg 1': 4, 'sg-shared 1': 6, 'cbow 1': 3, 'sg 2': 3 };

/** Speed on one text, a line for each mode. */
export function speedTable(results: Result[], words: number) {
  return results.map((result) => ({
    mode: result.mode.name,
    threads: result.threads,
    'ours, words/s': perSecond(words, result.ours),
    'gensim, words/s': perSecond(words, result.gensim),
    ratio: ratioOf(result, 'wall'),
    'CPU ratio': ratioOf(result, 'cpu'),
    goal: GOALS[`${result.mode.name} ${result.threads}`] ?? '',
  }));
}

/** Neighbour purity on one text, a line for each mode. */
export function qualityTable(results: Result[]) {
  return results.map((result) => {
    const { ours, worst, gensim, timed, spoiled, chance } = qualityOf(result);
    return {
      mode: result.mode.name,
      threads: result.threads,
      'ours, median': ours,
      'gensim, worst': worst,
      'gensim, median': gensim,
      'corpus_file, median': timed ?? '',
      chance,
      passes: ours >= worst ? 'yes' : 'NO',
      'spoiled, median': spoiled ?? '',
      'spoiled fails': spoiled === undefined ? '' : spoiled < worst ? 'yes' : 'NO',
    };
  });
}

/** A row of the line that machines read: speed and quality on the real text, quality on the other. */
export function rowOf(real: Result, clustered: Result) {
  const quality = (result: Result) => {
    const { ours, worst, chance, spoiled } = qualityOf(result);
    return { ours, gensim: worst, chance, spoiled };
  };
  return {
    mode: real.mode.name,
    threads: real.threads,
    ratio: ratioOf(real, 'wall'),
    cpuRatio: ratioOf(real, 'cpu'),
    quality: quality(real),
    clustered: quality(clustered),
  };
}

function qualityOf({ ours, gensim, timed, spoiled, chance }: Result) {
  const round = (purity: number) => Number(purity.toFixed(4));
  const theirs = gensim.map(({ purity }) => purity);
  return {
    ours: round(median(ours.map(({ purity }) => purity))),
    worst: round(Math.min(...theirs)),
    gensim: round(median(theirs)),
    timed: timed.length > 0 ? round(median(timed)) : undefined,
    spoiled: spoiled.length > 0 ? round(median(spoiled)) : undefined,
    chance: round(chance),
  };
}

function ratioOf({ ours, gensim }: Result, what: 'wall' | 'cpu'): number {
  return Number(median(ours.map((times, i) => gensim[i][what] / times[what])).toFixed(2));
}

function perSecond(words: number, times: { wall: number }[]): string {
  return Math.round(words / median(times.map(({ wall }) => wall))).toLocaleString('en');
}
