// npm run bench -- training: the same training step in ours and in PyTorch, side by side.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { useDevice } from '../../lib/device';
import { saveWeights } from '../../lib/nn';
import { Random } from '../../lib/random';
import { endAll, entrants } from './contestant';
import { GPT } from './model';
import { benchPython } from './python';
import { type Result, race } from './race';
import { formatResults, type Row, rowOf } from './report';
import { SIZES, type Size } from './sizes';

const USAGE = `npm run bench -- training [options]
  --sizes d32,d64    which of ${Object.keys(SIZES).join(', ')} (default: all)
  --threads 1,2      with how many threads (default: 1,2)
  --rounds 15        how often each contestant has its turn (default: 15)
  --turn 400         how long a turn is, in ms (default: 400)
  --only eager,xla   which contestants besides PyTorch eager (default: all)
BENCH_PYTHON names a Python that has PyTorch; else .venv-bench is made. BENCH_VERBOSE=1 shows what
contestants say.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: Object.keys(SIZES).join() },
      threads: { type: 'string', default: '1,2' },
      rounds: { type: 'string', default: '15' },
      turn: { type: 'string', default: '400' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const say = (line: string) => console.log(line);
  const all = entrants(benchPython(say));
  const isFirst = ({ name }: { name: string }) => name === 'pytorch/eager';
  const chosen = values.only?.split(',');
  const others = all.filter((each) => !isFirst(each) && (chosen?.includes(each.mode) ?? true));
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-training-'));
  const rows: Row[] = [];
  try {
    await useDevice('cpu', { quiet: true });
    for (const name of values.sizes.split(',')) {
      const size = sizeNamed(name);
      const weights = await makeWeights(size, path.join(folder, `${name}.safetensors`));
      for (const threads of values.threads.split(',').map(Number)) {
        say(`\n${describeSize(name, size)}, ${threads} thread${threads > 1 ? 's' : ''}`);
        const results: Result[] = await race([...all.filter(isFirst), ...others], size, {
          threads,
          rounds: Number(values.rounds),
          turn: Number(values.turn),
          weights,
          say,
        });
        say(formatResults(results));
        rows.push(rowOf(name, threads, results));
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  say(JSON.stringify({ bench: 'training', rows }));
}

function sizeNamed(name: string): Size {
  const size = SIZES[name];
  if (size) return size;
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
