import { loadKernel, WorkerPool } from '../parallel';
import type { Job } from './jobs';
import { layOut, type Memory, SLOTS } from './memory';
import type { Form, JobResult, Model } from './model';

/**
 * The fast form: the kernel of assembly/ on threads that write to shared vectors without locks
 * (F. Niu et al., "Hogwild!", 2011). With one thread it gives what {@link Readable} gives.
 */
export class FastForm implements Form {
  private readonly pool: WorkerPool;
  private readonly memory: Memory;
  /** Free slots of each thread. */
  private readonly free: number[][];
  private failure: unknown;
  private wake: (() => void) | undefined;

  constructor(model: Model) {
    const { workers } = model.settings;
    this.memory = layOut(model, workers);
    this.pool = new WorkerPool(loadKernel('word2vec'), this.memory.memory, workers);
    this.free = Array.from({ length: workers }, () => Array.from({ length: SLOTS }, (_, i) => i));
  }

  async ready(): Promise<void> {
    while (!this.failure && this.free.every((slots) => slots.length === 0)) await this.change();
    if (this.failure) throw this.failure;
  }

  start(job: Job, seed: number, alpha: number, done: (result: JobResult) => void): void {
    const thread = this.leastBusy();
    const number = this.free[thread].pop();
    if (number === undefined) throw new Error('Word2Vec: no thread is ready for a job');
    const { address, slots } = this.memory.threads[thread];
    const slot = slots[number];
    slot.seed.set([seed % 2 ** 32, Math.floor(seed / 2 ** 32)]);
    slot.ids.set(job.ids);
    const args = [this.memory.settings, address, slot.address, job.ids.length, alpha];
    this.pool
      .call(thread, 'train', args)
      .then((words) => {
        const [loss, pairs] = slot.results;
        this.free[thread].push(number);
        done({ words, pairs, loss });
      })
      .catch((error) => {
        this.failure = error;
      })
      .finally(() => this.wake?.());
  }

  async finish(): Promise<void> {
    while (!this.failure && this.free.some((slots) => slots.length < SLOTS)) await this.change();
    if (this.failure) throw this.failure;
    this.memory.readBack();
  }

  async close(): Promise<void> {
    await this.pool.close();
    this.memory.readBack();
  }

  private leastBusy(): number {
    const free = this.free.map((slots) => slots.length);
    return free.indexOf(Math.max(...free));
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
