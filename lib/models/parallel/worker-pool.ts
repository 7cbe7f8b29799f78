import { Worker } from 'node:worker_threads';
import type { WasmMemory, WasmModule } from './webassembly';

/**
 * What a thread runs, as text: a plain worker then needs neither a compiled file beside it nor a
 * loader for TypeScript. It calls the kernel's functions by name, in the order in which it is told.
 */
const PROGRAM = `
const { parentPort, workerData: { module, memory } } = require('node:worker_threads');
const { exports } = new WebAssembly.Instance(module, {
  env: { memory, abort: () => { throw new Error('the kernel was given something impossible'); } },
});
parentPort.on('message', ({ name, args }) => parentPort.postMessage(exports[name](...args)));
`;

interface Call {
  resolve(value: number): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  /** Calls that it has been sent and not yet answered, the oldest first. */
  calls: Call[];
}

/**
 * Threads that run the functions of a WebAssembly kernel on one shared memory. They live from
 * `new` to {@link close}, which belongs in a `finally`.
 *
 * Work should be cut into calls of some milliseconds: the engine begins with code that was compiled
 * quickly and takes its optimised one at the next call.
 */
export class WorkerPool {
  private readonly threads: Thread[];
  private failure: Error | undefined;
  private closing: Promise<void> | undefined;

  /**
   * @param module the kernel, from loadKernel
   * @param memory from MemoryPlan
   * @param size how many threads, 1 or more
   */
  constructor(module: WasmModule, memory: WasmMemory, size: number) {
    this.threads = Array.from({ length: size }, () => this.start(module, memory));
  }

  /** How many threads there are. */
  get size(): number {
    return this.threads.length;
  }

  /** How many calls a thread has been sent and not yet answered. */
  pending(thread: number): number {
    return this.threads[thread].calls.length;
  }

  /**
   * Calls a function of the kernel in one thread, after the calls that it was sent before.
   *
   * @returns what the function returns (0 when that is nothing)
   * @throws Error with the thread's own words when it fails; so do all calls after that
   */
  call(thread: number, name: string, args: readonly number[]): Promise<number> {
    if (this.failure) return Promise.reject(this.failure);
    if (this.closing) return Promise.reject(new Error('The worker pool is closed'));
    const { worker, calls } = this.threads[thread];
    return new Promise((resolve, reject) => {
      calls.push({ resolve, reject });
      worker.postMessage({ name, args });
    });
  }

  /**
   * Ends the threads when they have answered what they were sent; resolves when they are gone.
   * Needs no await: what was sent is still answered.
   */
  close(): Promise<void> {
    this.closing ??= Promise.all(this.threads.map((thread) => this.endWhenIdle(thread))).then(
      () => undefined,
    );
    return this.closing;
  }

  private start(module: WasmModule, memory: WasmMemory): Thread {
    const worker = new Worker(PROGRAM, {
      eval: true,
      workerData: { module, memory },
      execArgv: [],
    });
    const thread: Thread = { worker, calls: [] };
    worker.on('message', (value?: number) => {
      thread.calls.shift()?.resolve(value ?? 0);
      if (this.closing && thread.calls.length === 0) void worker.terminate();
    });
    worker.on('error', (error) => this.fail(error));
    worker.on('exit', () => {
      if (thread.calls.length > 0) this.fail(new Error('it ended before its work was done'));
    });
    return thread;
  }

  private endWhenIdle({ worker, calls }: Thread): Promise<void> {
    if (worker.threadId === -1) return Promise.resolve(); // it has ended
    return new Promise((resolve) => {
      worker.once('exit', () => resolve());
      if (calls.length === 0) void worker.terminate();
    });
  }

  /** One thread's failure is everyone's: the memory may hold half of an update. */
  private fail(cause: Error): void {
    this.failure ??= new Error(`A worker thread failed: ${cause.message}`, { cause });
    for (const { worker, calls } of this.threads) {
      for (const { reject } of calls.splice(0)) reject(this.failure);
      void worker.terminate();
    }
  }
}
