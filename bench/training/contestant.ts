import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Ready, Setup, Timing } from './protocol';

/** Who can be put into a race. */
export interface Entrant {
  /** `ours/compiled`: who, and how. */
  name: string;
  command: string[];
  mode: string;
}

/** The entrants of this repository's own measurements: ours, PyTorch, and who else is there. */
export function entrants(python: string, hasPeers: boolean): Entrant[] {
  const script = (name: string) => [
    process.execPath,
    '--import',
    'tsx',
    path.join(__dirname, name),
  ];
  const torch = [python, path.join(__dirname, 'pytorch.py')];
  const team = (name: string, command: string[], modes: string[]) =>
    modes.map((mode) => ({ name: `${name}/${mode}`, command, mode }));
  return [
    ...team('ours', script('ours.ts'), ['eager', 'compiled', 'xla']),
    ...team('pytorch', torch, ['eager', 'explicit', 'compile']),
    ...(hasPeers ? team('jax-js', script('jax.ts'), ['jit']) : []),
    ...team('tfjs', script('plain.ts'), ['wasm', 'cpu']),
  ];
}

const running = new Set<ChildProcess>();

/** Ends every contestant that still runs. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** A process that makes steps when it is told to. */
export class Contestant {
  private readonly child: ChildProcess;
  private waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;
  private ended: string | undefined;

  constructor(
    readonly entrant: Entrant,
    threads: number,
  ) {
    const [program, ...args] = entrant.command;
    this.child = spawn(program, args, {
      stdio: ['pipe', 'pipe', process.env.BENCH_VERBOSE ? 'inherit' : 'ignore'],
      cwd: path.resolve(__dirname, '../..'),
      env: { ...process.env, ...threadSettings(threads) },
    });
    running.add(this.child);
    createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.startsWith('{')) this.settle((waiting) => waiting.resolve(line));
    });
    const end = (why: string) => {
      running.delete(this.child);
      this.ended = why;
      this.settle((waiting) => waiting.reject(new Error(why)));
    };
    this.child.on('error', (error) => end(error.message));
    this.child.on('exit', (code, signal) => end(`it ended (${signal ?? code})`));
  }

  /** Makes the model and runs the first steps. */
  begin(setup: Omit<Setup, 'mode'>): Promise<Ready> {
    return this.ask<Ready>({ ...setup, mode: this.entrant.mode });
  }

  time(steps: number): Promise<Timing> {
    return this.ask<Timing>({ steps });
  }

  /** Ends the process, and waits until it is gone. */
  async end(): Promise<void> {
    if (this.ended !== undefined) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }

  private async ask<T>(message: object): Promise<T> {
    if (this.ended !== undefined) throw new Error(this.ended);
    const line = await new Promise<string>((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.child.stdin?.write(`${JSON.stringify(message)}\n`);
    });
    const answer = JSON.parse(line) as T | { error: string };
    if (typeof answer === 'object' && answer && 'error' in answer) throw new Error(answer.error);
    return answer as T;
  }

  private settle(how: (waiting: NonNullable<Contestant['waiting']>) => void): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting) how(waiting);
  }
}

/** TensorFlow and PyTorch read these as they load. */
function threadSettings(threads: number): Record<string, string> {
  const count = String(threads);
  return {
    THREADS: count,
    OMP_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    TF_NUM_INTRAOP_THREADS: count,
    TF_NUM_INTEROP_THREADS: '1',
  };
}
