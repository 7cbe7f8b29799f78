import * as fs from 'node:fs';
import { ByteTable, HASH_SEED, hashOf } from './byte-table';
import { type Job, JobBuilder } from './jobs';
import type { Sentences } from './options';
import { readWords } from './text-words';
import type { WordCounts } from './vocabulary';

/** A text that can be gone through again and again; of a long one next to nothing is held in memory. */
export interface Corpus {
  /** Counts the words; `told` hears now and then how many there were so far. */
  count(told: (words: number) => void): Promise<WordCounts>;
  /** One pass in jobs of some words, with each word as its place in `words`. */
  jobs(words: readonly string[], batchWords: number): AsyncIterable<Job>;
}

/** How many sentences may pass before waiting work gets its turn. */
const BREATH = 2000;

/**
 * The corpus of some sentences.
 * @param owner who is named in errors
 * @throws TypeError or Error that says what is wrong with them, when this can be told at once
 */
export function corpusOf(sentences: Sentences, owner = 'Word2Vec'): Corpus {
  if (typeof sentences === 'string') {
    const stat = fs.statSync(sentences, { throwIfNoEntry: false });
    if (!stat) throw new Error(`${owner}: there is no file ${sentences}`);
    if (!stat.isFile()) throw new Error(`${owner}: ${sentences} is no file`);
    return new FileCorpus(sentences, owner);
  }
  const iterable = sentences as Partial<Iterable<unknown> & AsyncIterable<unknown>> | undefined;
  const iterate: (() => unknown) | undefined =
    iterable?.[Symbol.iterator] ?? iterable?.[Symbol.asyncIterator];
  if (typeof iterate !== 'function') {
    throw new TypeError(`${owner}: sentences is missing: wanted arrays of words, or a path`);
  }
  // A generator gives itself, and only once.
  if (!Array.isArray(sentences) && iterate.call(sentences) === sentences) {
    throw new TypeError(
      `${owner}: sentences is a generator, which can be gone through once only, and training goes ` +
        'through them several times: give an array, or an object whose [Symbol.iterator] or ' +
        '[Symbol.asyncIterator] makes a new generator each time',
    );
  }
  return new IterableCorpus(sentences, owner);
}

class IterableCorpus implements Corpus {
  constructor(
    private readonly sentences: Exclude<Sentences, string>,
    private readonly owner: string,
  ) {}

  async count(told: (words: number) => void): Promise<WordCounts> {
    const counts = new Map<string, number>();
    let total = 0;
    let number = 0;
    for await (const sentence of this.checked()) {
      for (const word of sentence) counts.set(word, (counts.get(word) ?? 0) + 1);
      total += sentence.length;
      if (++number % BREATH === 0) told(total);
    }
    return { words: [...counts.keys()], counts: [...counts.values()], sentences: number, total };
  }

  async *jobs(words: readonly string[], batchWords: number): AsyncGenerator<Job, void, undefined> {
    const places = new Map(words.map((word, i) => [word, i]));
    const builder = new JobBuilder(batchWords);
    for await (const sentence of this.checked()) {
      for (const word of sentence) builder.word(places.get(word) ?? -1);
      builder.endSentence();
      yield* builder.take();
    }
    yield* builder.finish();
  }

  private async *checked(): AsyncGenerator<readonly string[]> {
    let number = 0;
    for await (const sentence of this.sentences) {
      if (!Array.isArray(sentence) || sentence.some((word) => typeof word !== 'string')) {
        const came =
          typeof sentence === 'string' ? `the string ${JSON.stringify(sentence)}` : `${sentence}`;
        throw new TypeError(
          `${this.owner}: sentence ${number} is ${came}, wanted an array of words: ['a', 'sentence']`,
        );
      }
      number++;
      if (number % BREATH === 0) await new Promise<void>((resolve) => setImmediate(resolve));
      yield sentence;
    }
  }
}

/** A pass over a file whose words, as numbers, take no more bytes than this is kept for the next one. */
const KEPT_BYTES = 1 << 24;

/** Jobs of a whole pass, and what they were made from. */
interface KeptPass {
  jobs: Job[];
  words: readonly string[];
  batchWords: number;
  stamp: string | undefined;
}

class FileCorpus implements Corpus {
  private kept: KeptPass | undefined;

  constructor(
    private readonly file: string,
    private readonly owner: string,
  ) {}

  async count(told: (words: number) => void): Promise<WordCounts> {
    const table = new ByteTable();
    const counts: number[] = [];
    let total = 0;
    let sentences = 0;
    let open = 0;
    const sink = {
      word(bytes: Uint8Array, from: number, to: number, hash: number) {
        const known = table.find(bytes, from, to, hash);
        if (known >= 0) counts[known]++;
        else counts[table.add(bytes, from, to, hash)] = 1;
        total++;
        open++;
      },
      line() {
        if (open > 0) sentences++;
        open = 0;
      },
    };
    for await (const _ of readWords(this.file, sink, this.owner)) told(total);
    return { words: this.decode(table), counts, sentences, total };
  }

  async *jobs(words: readonly string[], batchWords: number): AsyncGenerator<Job, void, undefined> {
    const { kept } = this;
    const stamp = this.stamp();
    if (kept?.words === words && kept.batchWords === batchWords && kept.stamp === stamp) {
      yield* kept.jobs;
      return;
    }
    this.kept = undefined;
    const jobs: Job[] = [];
    let bytes = 0;
    for await (const job of this.read(words, batchWords)) {
      bytes += job.ids.byteLength;
      if (bytes <= KEPT_BYTES) jobs.push(job);
      else jobs.length = 0;
      yield job;
    }
    if (bytes <= KEPT_BYTES) this.kept = { jobs, words, batchWords, stamp };
  }

  /** What changes when the file does. */
  private stamp(): string | undefined {
    const stat = fs.statSync(this.file, { throwIfNoEntry: false });
    return stat && `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
  }

  private async *read(
    words: readonly string[],
    batchWords: number,
  ): AsyncGenerator<Job, void, undefined> {
    const table = new ByteTable();
    for (const word of words) {
      const bytes = Buffer.from(word);
      table.add(bytes, 0, bytes.length, bytes.reduce(hashOf, HASH_SEED));
    }
    const builder = new JobBuilder(batchWords);
    const sink = {
      word: (bytes: Uint8Array, from: number, to: number, hash: number) =>
        builder.word(table.find(bytes, from, to, hash)),
      line: () => builder.endSentence(),
    };
    for await (const _ of readWords(this.file, sink, this.owner)) yield* builder.take();
    yield* builder.finish();
  }

  private decode(table: ByteTable): string[] {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return Array.from({ length: table.size }, (_, i) => {
      try {
        return decoder.decode(table.bytes(i));
      } catch (error) {
        const near = Buffer.from(table.bytes(i)).toString('latin1');
        throw new Error(
          `${this.owner}: ${this.file} is no UTF-8 text (near ${JSON.stringify(near)})`,
          {
            cause: error,
          },
        );
      }
    });
  }
}
