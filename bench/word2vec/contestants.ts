import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { KeyedVectors } from '../../lib/models/keyed-vectors';
import { Word2Vec, type Word2VecOptions } from '../../lib/models/word2vec';

/** One model to train: on which file, and with which of the settings that both sides have. */
export interface Task {
  file: string;
  sg: 0 | 1;
  workers: number;
  seed: number;
  vectorSize: number;
  epochs: number;
  minCount: number;
}

/** Seconds from nothing to vectors: reading, vocabulary and training. */
export interface Times {
  /** By the clock. */
  wall: number;
  /** Of the processor, all threads together. */
  cpu: number;
}

/** A trained model, and how long it took. */
export interface Trained extends Times {
  wv: KeyedVectors;
}

/**
 * Trains ours.
 * @param halved whether the first vectors are ±0.5/D and not ±1/D: the spoiled model
 */
export async function trainOurs(
  { file, ...settings }: Task,
  options: Partial<Word2VecOptions> = {},
  halved = false,
): Promise<Trained> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const model = new Word2Vec({ sentences: file, ...settings, ...options });
  await model.buildVocabulary({ progress: false });
  if (halved) {
    const { vectors } = model.wv;
    vectors.forEach((x, i) => {
      vectors[i] = x / 2;
    });
  }
  await model.train({ progress: false });
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1e6, wv: model.wv };
}

/** gensim, a process that trains what it is told. */
export class Gensim {
  private constructor(
    private readonly child: ChildProcess,
    private readonly answers: AsyncIterator<string>,
    private readonly save: string,
    /** What it says of itself. */
    readonly versions: { gensim: string; numpy: string; fastVersion: number },
  ) {}

  /** @param save a file that vectors may be written to */
  static async start(root: string, save: string): Promise<Gensim> {
    const bin = process.platform === 'win32' ? 'Scripts/python' : 'bin/python';
    const python = path.join(root, '.venv-test', bin);
    if (!existsSync(python)) throw new Error('there is no .venv-test: `npm test` makes it');
    const child = spawn(python, [path.join(__dirname, 'reference.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new Gensim(child, answers, save, await answer(answers));
  }

  /** Trains a model: reading the file in its compiled code, its fastest way, or in Python. */
  async train(
    task: Task,
    reader: 'corpus_file' | 'LineSentence' = 'corpus_file',
  ): Promise<Trained> {
    const { file, sg, workers, seed, vectorSize, epochs, minCount } = task;
    const settings = {
      ...{ reader, file, sg, workers, seed, epochs },
      ...{ vector_size: vectorSize, min_count: minCount, save: this.save },
    };
    this.child.stdin?.write(`${JSON.stringify(settings)}\n`);
    const times = await answer<Times>(this.answers);
    return { ...times, wv: await KeyedVectors.loadWord2VecFormat(this.save, { binary: true }) };
  }

  end(): void {
    this.child.stdin?.end();
  }
}

async function answer<T>(answers: AsyncIterator<string>): Promise<T> {
  const { value, done } = await answers.next();
  if (done) throw new Error('gensim ended early');
  return JSON.parse(value);
}
