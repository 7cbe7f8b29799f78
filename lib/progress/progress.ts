import type { ProgressState } from './format';
import { cellSignal } from './notebook';
import { defaultSurface, type Surface } from './surface';

/** What a bar shows. */
export interface ProgressOptions {
  /** Words before the bar. */
  label?: string;
  /** How many there will be. Without it there is a count and no bar. */
  total?: number;
  /** What is counted, for the rate: 'batches' gives `12 batches/s`; 'B' is bytes. */
  unit?: string;
  /** How many were done before this task began, which its rate leaves out. */
  initial?: number;
}

/** Where a bar is drawn and what time it is; tests put their own here. */
export interface ProgressEnvironment {
  surface: Surface;
  /** Milliseconds from any fixed moment. */
  now(): number;
}

/**
 * A progress bar with count, rate and time left, in a notebook, on a terminal, or
 * as a line now and then where output goes to a file. It draws at most five times
 * a second (ten on a terminal), so it may be told of every step.
 *
 * For a loop over something, {@link progress} is shorter.
 *
 * @example
 * const bar = new Progress({ label: 'Training', total: 1000 });
 * for (let step = 0; step < 1000; step++) bar.tick(1, `loss ${trainStep()}`);
 * bar.close();
 */
export class Progress {
  private readonly state: ProgressState;
  private readonly environment: ProgressEnvironment;
  private readonly start: number;
  private readonly initial: number;
  private lastDraw = Number.NEGATIVE_INFINITY;
  private lastCount: number;
  private closed = false;

  constructor(options: ProgressOptions = {}, environment?: ProgressEnvironment) {
    const { label = '', total, unit = '', initial = 0 } = options;
    checkTotal(total);
    this.environment = environment ?? {
      surface: defaultSurface(),
      now: () => performance.now(),
    };
    this.start = this.environment.now();
    this.initial = initial;
    this.lastCount = initial;
    const fresh = { note: '', elapsed: 0, rate: undefined, status: 'running' as const };
    this.state = { label, total, unit, count: initial, ...fresh };
    this.draw();
  }

  /** Counts `steps` more, and shows `note` at the end of the bar. */
  tick(steps = 1, note?: string): void {
    this.update(this.state.count + steps, note);
  }

  /** Sets the count, and shows `note` at the end of the bar. */
  update(count: number, note?: string): void {
    if (this.closed) throw new Error('Progress: the bar is closed');
    this.state.count = count;
    if (note !== undefined) this.state.note = note;
    const since = this.environment.now() - this.lastDraw;
    if (since >= this.environment.surface.interval) this.draw();
  }

  /** Sets the total, for a task that learns it on the way. */
  setTotal(total: number): void {
    checkTotal(total);
    this.state.total = total;
  }

  /** Draws the last state, which stays. A second call does nothing. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { state } = this;
    state.elapsed = (this.environment.now() - this.start) / 1000;
    const short = state.total !== undefined && state.count < state.total;
    state.status = short ? 'stopped' : 'done';
    // At the end the rate is that of the whole.
    const done = state.count - this.initial;
    state.rate = state.elapsed > 0 && done > 0 ? done / state.elapsed : undefined;
    this.environment.surface.finish({ ...state });
  }

  private draw(): void {
    const now = this.environment.now();
    const { state } = this;
    const seconds = (now - this.lastDraw) / 1000;
    if (Number.isFinite(seconds) && seconds > 0) {
      const recent = Math.max(0, state.count - this.lastCount) / seconds;
      // Smoothed, so that the time left does not jump; yet it follows a change of pace.
      state.rate = state.rate === undefined ? recent : 0.7 * state.rate + 0.3 * recent;
    }
    state.elapsed = (now - this.start) / 1000;
    this.lastDraw = now;
    this.lastCount = state.count;
    this.environment.surface.draw({ ...state });
  }
}

function checkTotal(total: number | undefined): void {
  if (total !== undefined && !(total >= 0)) {
    throw new RangeError(`Progress: total is ${total}, wanted a number, 0 or more`);
  }
}

/** Options of {@link progress}. */
export interface ProgressLoopOptions extends ProgressOptions {
  /** Ends the loop with its reason when it aborts; by default the running cell's. */
  signal?: AbortSignal;
}

/**
 * Goes through an iterable, or an async one, with a progress bar. The total is the
 * iterable's length or size where it has one and none is given. An interrupt of
 * the cell ends the loop before the next step.
 *
 * @example
 * for (const epoch of progress([1, 2, 3], { label: 'Epochs' })) train(epoch);
 * for await (const batch of progress(loader, { total: 200 })) step(batch);
 */
export function progress<T>(
  iterable: Iterable<T>,
  options?: ProgressLoopOptions,
  environment?: ProgressEnvironment,
): IterableIterator<T>;
export function progress<T>(
  iterable: AsyncIterable<T>,
  options?: ProgressLoopOptions,
  environment?: ProgressEnvironment,
): AsyncIterableIterator<T>;
export function progress<T>(
  iterable: Iterable<T> | AsyncIterable<T>,
  options: ProgressLoopOptions = {},
  environment?: ProgressEnvironment,
): IterableIterator<T> | AsyncIterableIterator<T> {
  const full = { ...options, total: options.total ?? sizeOf(iterable) };
  if (Symbol.asyncIterator in iterable) return loopAsync(iterable, full, environment);
  return loop(iterable, full, environment);
}

function* loop<T>(
  iterable: Iterable<T>,
  { signal = cellSignal(), ...options }: ProgressLoopOptions,
  environment?: ProgressEnvironment,
): IterableIterator<T> {
  const bar = new Progress(options, environment);
  try {
    for (const item of iterable) {
      signal?.throwIfAborted();
      yield item;
      bar.tick();
    }
  } finally {
    bar.close();
  }
}

async function* loopAsync<T>(
  iterable: AsyncIterable<T>,
  { signal = cellSignal(), ...options }: ProgressLoopOptions,
  environment?: ProgressEnvironment,
): AsyncIterableIterator<T> {
  const bar = new Progress(options, environment);
  try {
    for await (const item of iterable) {
      signal?.throwIfAborted();
      yield item;
      bar.tick();
    }
  } finally {
    bar.close();
  }
}

function sizeOf(iterable: object): number | undefined {
  const { length, size } = iterable as { length?: unknown; size?: unknown };
  if (typeof length === 'number') return length;
  return typeof size === 'number' ? size : undefined;
}
