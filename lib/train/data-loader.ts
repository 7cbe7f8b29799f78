import * as tf from '@tensorflow/tfjs';
import { Random, type RandomState } from '../random';
import { batchTensors } from './batch';
import { collate, type Example } from './collate';
import { type Dataset, isDataset } from './dataset';

/** Examples one after the other; they may come from files larger than memory. */
export type Stream<E> = Iterable<E> | AsyncIterable<E> | (() => Iterable<E> | AsyncIterable<E>);

/** The settings of a {@link DataLoader}. */
export interface DataLoaderOptions<B, E> {
  /** How many examples a batch holds; the last one may hold fewer. */
  batchSize: number;
  /** Shuffle anew each epoch, by a stream of random numbers that this generator forks. */
  shuffle?: Random;
  /** Leave out a last batch that is not full (default false). */
  dropLast?: boolean;
  /** Makes a batch of examples (default {@link collate}); not for a {@link Dataset}. */
  collate?: (examples: E[]) => B | Promise<B>;
  /** How many batches to prepare ahead, for sources that wait, such as files (default 0). */
  prefetch?: number;
  /** How many examples of a stream are held to be shuffled among each other (default 1000). */
  shuffleBuffer?: number;
}

/** Where a loader stands, as plain data: see {@link DataLoader.state}. */
export interface LoaderState {
  /** The shuffling generator as it was when the epoch began. */
  random: RandomState | null;
  /** How many batches of the epoch were given. */
  batches: number;
}

/**
 * Gives the examples in batches, once through all of them for each `for await`.
 *
 * The loader owns its batches: each is disposed when the next is asked for, and the last
 * when the loop ends. Clone what you want to keep.
 *
 * @example
 * const loader = new DataLoader(new TensorDataset(x, y), { batchSize: 32, shuffle: random });
 * for await (const [xs, ys] of loader) { … }
 */
export class DataLoader<B, E = unknown> implements AsyncIterable<B> {
  /** Batches in an epoch; undefined for a stream, whose end nobody knows. */
  readonly length: number | undefined;
  private random: Random | null;
  private delivered = 0;
  private epochStart: RandomState | null;
  private skip = 0;

  /** @param source a dataset, an array of examples, or a stream of them */
  constructor(
    private readonly source: Dataset<B> | readonly E[] | Stream<E>,
    private readonly options: DataLoaderOptions<B, E>,
  ) {
    const { batchSize, prefetch = 0, shuffle, dropLast, shuffleBuffer = 1000 } = options;
    checkCount('batchSize', batchSize, 1);
    checkCount('prefetch', prefetch, 0);
    checkCount('shuffleBuffer', shuffleBuffer, 1);
    this.random = shuffle?.fork() ?? null;
    this.epochStart = this.random?.state() ?? null;
    const examples = Array.isArray(source) || isDataset(source) ? source.length : undefined;
    if (examples === 0) throw new Error('DataLoader: the source holds no examples');
    if (examples !== undefined) {
      this.length = dropLast ? Math.floor(examples / batchSize) : Math.ceil(examples / batchSize);
    }
  }

  /** Where this loader stands, for {@link resume}: within an epoch, or at the start of one. */
  state(): LoaderState {
    return { random: this.epochStart, batches: this.delivered };
  }

  /** Makes the next `for await` go on where `state` was taken, in the same order. */
  resume(state: LoaderState): void {
    if ((state.random === null) !== (this.random === null)) {
      throw new Error('DataLoader.resume: one of the two loaders shuffles and the other does not');
    }
    this.random = state.random && Random.fromState(state.random);
    this.epochStart = state.random;
    this.delivered = state.batches;
    this.skip = state.batches;
  }

  /** A loader of the same source that gives the same batches as this one would next. */
  copy(): DataLoader<B, E> {
    // Without the generator given: a fork would move that on.
    const copy = new DataLoader<B, E>(this.source, { ...this.options, shuffle: undefined });
    copy.random = this.random && Random.fromState(this.random.state());
    copy.epochStart = copy.random?.state() ?? null;
    return copy;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<B, void, undefined> {
    const skip = this.skip;
    this.skip = 0;
    this.delivered = skip;
    this.epochStart = this.random?.state() ?? null;
    const batches = this.produce(skip);
    const ahead: Promise<IteratorResult<B, void>>[] = [];
    let current: B | undefined;
    try {
      for (;;) {
        while (ahead.length <= (this.options.prefetch ?? 0)) {
          const next = batches.next();
          next.catch(() => {}); // it is reported when its turn comes
          ahead.push(next);
        }
        const result = await (ahead.shift() as Promise<IteratorResult<B, void>>);
        if (result.done) break;
        current = result.value;
        this.delivered++;
        yield current;
        tf.dispose(batchTensors(current));
      }
      this.delivered = 0;
      this.epochStart = this.random?.state() ?? null;
    } finally {
      tf.dispose(batchTensors(current));
      for (const result of await Promise.allSettled(ahead)) {
        if (result.status === 'fulfilled') tf.dispose(batchTensors(result.value.value));
      }
      await batches.return();
    }
  }

  /** The batches of one epoch, without the first `skip`. */
  private produce(skip: number): AsyncGenerator<B, void, undefined> {
    if (isDataset<B>(this.source)) return this.fromDataset(this.source, skip);
    if (Array.isArray(this.source)) {
      const examples: readonly E[] = this.source;
      const makeBatch = this.collate();
      const batch = (indices: Int32Array) => makeBatch(Array.from(indices, (i) => examples[i]));
      return this.fromDataset({ length: examples.length, batch }, skip);
    }
    return this.fromStream(this.source as Stream<E>, skip);
  }

  private async *fromDataset(dataset: Dataset<B>, skip: number) {
    const { batchSize } = this.options;
    const order =
      this.random?.permutation(dataset.length) ??
      Int32Array.from({ length: dataset.length }, (_, i) => i);
    const count = this.length ?? 0;
    for (let i = skip; i < count; i++) {
      yield await dataset.batch(order.subarray(i * batchSize, (i + 1) * batchSize));
    }
  }

  private async *fromStream(source: Stream<E>, skip: number) {
    const { batchSize, dropLast } = this.options;
    const makeBatch = this.collate();
    let examples: E[] = [];
    let seen = 0;
    for await (const example of this.shuffled(typeof source === 'function' ? source() : source)) {
      seen++;
      if (seen <= skip * batchSize) continue;
      examples.push(example);
      if (examples.length < batchSize) continue;
      yield await makeBatch(examples);
      examples = [];
    }
    if (seen === 0) {
      throw new Error(
        'DataLoader: the source gave no examples. A generator runs only once: ' +
          'for several epochs give the function that makes it',
      );
    }
    if (examples.length > 0 && !dropLast) yield await makeBatch(examples);
  }

  /** A stream shuffled within a window: each example goes out when a later one takes its place. */
  private async *shuffled(examples: Iterable<E> | AsyncIterable<E>) {
    if (!this.random) {
      yield* examples;
      return;
    }
    const held: E[] = [];
    for await (const example of examples) {
      if (held.length < (this.options.shuffleBuffer ?? 1000)) {
        held.push(example);
        continue;
      }
      const place = this.random.integer(held.length);
      yield held[place];
      held[place] = example;
    }
    yield* this.random.shuffle(held);
  }

  private collate(): (examples: E[]) => B | Promise<B> {
    return this.options.collate ?? ((examples) => collate(examples as Example[]) as B);
  }
}

function checkCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`DataLoader: ${name} is ${value}, wanted an integer, ${least} or more`);
  }
}
