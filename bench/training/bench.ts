// npm run bench -- training: the same training step in ours, in PyTorch and in others, side by side.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { useDevice } from '../../lib/device';
import { saveWeights } from '../../lib/nn';
import { Random } from '../../lib/random';
import { type Entrant, endAll, entrants } from './contestant';
import { formatGrowth, measureGrowth, writeGrowthPage } from './growth';
import { GPT } from './model';
import { installPeers } from './peers';
import { benchPython } from './python';
import { type RaceOptions, type Result, race } from './race';
import { formatResults, type Row, rowOf } from './report';
import { SIZES, type Size } from './sizes';

const FIRST = 'pytorch/eager';
const PAGE = path.resolve(__dirname, '../../build/bench/training-growth.html');

const USAGE = `npm run bench -- training [options]
  --sizes d32,d64    which of ${Object.keys(SIZES).join(', ')}, or none (default: all)
  --threads 1,2      with how many threads (default: 1,2)
  --rounds 15        how often each contestant has its turn (default: 15)
  --turn 400         how long a turn is, in ms (default: 400)
  --only eager,xla   which contestants besides PyTorch eager (default: all)
  --sizes-only       leaves out how time grows with batch, width, length and layers
BENCH_PYTHON names a Python that has PyTorch; else .venv-bench is made. BENCH_VERBOSE=1 shows what
contestants say.`;

const BUSY = `Other programs are at work here (load ${os.loadavg()[0].toFixed(1)}): on one thread go by CPU ratio. With more,
PyTorch's threads wait for each other in vain; OMP_WAIT_POLICY=PASSIVE lets them sleep instead.`;

/** Makes the first weights of a size, and lets contestants race with them. */
type Racing = (
  entrants: Entrant[],
  size: Size,
  options: Omit<RaceOptions, 'weights'>,
) => Promise<Result[]>;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: Object.keys(SIZES).join() },
      threads: { type: 'string', default: '1,2' },
      rounds: { type: 'string', default: '15' },
      turn: { type: 'string', default: '400' },
      only: { type: 'string' },
      'sizes-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const say = (line: string) => console.log(line);
  const sizes = values.sizes === 'none' ? [] : values.sizes.split(',').map(sizeNamed);
  const all = entrants(benchPython(say), installPeers(say));
  const isFirst = ({ name }: Entrant) => name === FIRST;
  const chosen = values.only?.split(',');
  const others = all.filter((each) => !isFirst(each) && (chosen?.includes(each.mode) ?? true));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-training-'));
  const racing: Racing = async (entrants, size, options) => {
    const weights = await makeWeights(size, path.join(folder, 'weights.safetensors'));
    return race(entrants, size, { ...options, weights });
  };
  const rows: Row[] = [];
  try {
    await useDevice('cpu', { quiet: true });
    say(`${os.cpus()[0].model}, ${os.cpus().length} cores, Node ${process.version}`);
    if (os.loadavg()[0] > 0.5) say(BUSY);
    const [rounds, turn] = [Number(values.rounds), Number(values.turn)];
    for (const [name, size] of sizes) {
      for (const threads of values.threads.split(',').map(Number)) {
        say(`\n${describeSize(name, size)}, ${threads} thread${threads > 1 ? 's' : ''}`);
        const options = { threads, rounds, turn, warmUp: 4000, say };
        const results = await racing([...all.filter(isFirst), ...others], size, options);
        say(formatResults(results));
        rows.push(rowOf(name, threads, results));
      }
    }
    if (!values['sizes-only']) await grow(all, racing, say);
  } finally {
    rmSync(folder, { recursive: true });
  }
  say(JSON.stringify({ bench: 'training', rows }));
}

/** How the time grows, of PyTorch eager and of ours compiled, on one thread. */
async function grow(all: Entrant[], racing: Racing, say: (line: string) => void): Promise<void> {
  const names = [FIRST, 'ours/compiled'];
  const pair = names.flatMap((name) => all.filter((each) => each.name === name));
  const growths = await measureGrowth((size) =>
    racing(pair, size, { threads: 1, rounds: 5, turn: 200, warmUp: 1500, say }),
  );
  say(`\n${formatGrowth(growths)}`);
  mkdirSync(path.dirname(PAGE), { recursive: true });
  await writeGrowthPage(PAGE, growths, `One thread of ${os.cpus()[0].model}; medians of 5 rounds.`);
  say(`The figure: ${path.relative(process.cwd(), PAGE)}`);
}

function sizeNamed(name: string): [string, Size] {
  const size = SIZES[name];
  if (size) return [name, size];
  throw new Error(`there is no size ${name}, only ${Object.keys(SIZES).join(', ')}`);
}

function describeSize(name: string, { layers, batch, time, heads }: Size): string {
  return `${name}: ${layers} layers, ${heads} heads, batch ${batch}, ${time} tokens`;
}

async function makeWeights(size: Size, file: string): Promise<string> {
  const model = new GPT(size, new Random(1));
  await saveWeights(file, model);
  model.dispose();
  return file;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    endAll();
    process.exit(130);
  });
}
main().catch((error) => {
  endAll();
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
