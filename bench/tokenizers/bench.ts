// npm run bench -- tokenizers: lines encoded per second, ours against Python's tokenizers, each on
// one thread, taking turns in one run. Places of tokens are worked out on both sides.
// The text: WikiText-2 and Tatoeba Korean–English, in DATASETS or ../shared/datasets.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { loadTokenizer, type Tokenizer } from '../../lib/text';

const ROUNDS = 7;
const ROOT = path.resolve(__dirname, '../..');
const data = path.resolve(ROOT, process.env.DATASETS || '../shared/datasets');

function readLines(): string[] {
  const read = (file: string) => readFileSync(path.join(data, file), 'utf8').split('\n');
  const pairs = read('tatoeba-kor-eng/kor.txt').flatMap((line) => line.split('\t').slice(0, 2));
  return [...pairs, ...read('wikitext-2/wiki.valid.tokens')].filter((line) => line.trim() !== '');
}

/** Seconds that one pass takes, and how many ids it gives. */
function encodeAll(
  tokenizer: Tokenizer,
  lines: readonly string[],
): { seconds: number; ids: number } {
  const start = performance.now();
  let ids = 0;
  for (const line of lines) ids += tokenizer.encode(line).ids.length;
  return { seconds: (performance.now() - start) / 1000, ids };
}

async function main(): Promise<void> {
  const lines = readLines();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-tokenizers-'));
  writeFileSync(path.join(folder, 'lines.json'), JSON.stringify(lines));
  const python = path.join(
    ROOT,
    '.venv-test',
    process.platform === 'win32' ? 'Scripts' : 'bin',
    'python',
  );
  const child = spawn(python, [path.join(__dirname, 'reference.py'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await answers.next();
    if (done) throw new Error('Python ended early; `npm test` makes its environment, .venv-test');
    return value;
  };
  try {
    await answer();
    const rows = [];
    for (const name of ['bpe', 'wordpiece']) {
      const file = path.join(folder, `${name}.json`);
      const ratios: number[] = [];
      const speeds: { ours: number; theirs: number }[] = [];
      let cold = 0;
      const tokenizer = await loadTokenizer(file);
      for (let round = 0; round <= ROUNDS; round++) {
        child.stdin.write(`${name}\n`);
        const [seconds, count] = (await answer()).split(' ').map(Number);
        const ours = encodeAll(tokenizer, lines);
        if (ours.ids !== count) throw new Error(`${name}: ${ours.ids} ids, Python gave ${count}`);
        const ratio = seconds / ours.seconds;
        if (round === 0)
          cold = ratio; // before the engine's compiler and our word cache are warm
        else {
          ratios.push(ratio);
          speeds.push({ ours: lines.length / ours.seconds, theirs: lines.length / seconds });
        }
      }
      const median = (values: number[]) =>
        values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
      rows.push({
        tokenizer: name,
        lines: lines.length,
        ours: Math.round(median(speeds.map((speed) => speed.ours))),
        theirs: Math.round(median(speeds.map((speed) => speed.theirs))),
        ratio: Number(median(ratios).toFixed(2)),
        cold: Number(cold.toFixed(2)),
      });
    }
    console.table(rows);
    console.log(JSON.stringify({ bench: 'tokenizers', unit: 'lines/s', goal: 0.33, rows }));
  } finally {
    child.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
