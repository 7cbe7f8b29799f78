import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Module } from '../nn';
import { Best, type Mode, watched } from './best';
import type { Callback, TrainingRun } from './callback';
import { loadCheckpointWeights } from './checkpoint';
import type { EpochRecord } from './history';

/** The settings of a {@link ModelCheckpoint}. */
export interface ModelCheckpointOptions {
  /** Where `best.safetensors` and `last.safetensors` go. */
  folder: string;
  /** The number that says which is best (default 'valLoss'); null keeps no best. */
  monitor?: string | null;
  /** Whether it should fall (default) or rise. */
  mode?: Mode;
  /** Write the last one also after so many steps (default: after each epoch, and at the end). */
  everySteps?: number;
}

/**
 * Keeps a training's best and last state on disk. `fit` goes on from either (`resume`), with
 * the same losses as a training that was never broken; on TensorFlow up to rounding (some 1e-7),
 * as the first steps after the break run before their compilation.
 *
 * @example
 * const checkpoint = new ModelCheckpoint({ folder: 'runs/digits' });
 * const trainer = new Trainer({ maxEpochs: 20, callbacks: [checkpoint] });
 * await trainer.fit(model, loader, validation);
 * await checkpoint.loadBest(model);
 */
export class ModelCheckpoint implements Callback {
  /** It must see what the other callbacks have come to. */
  readonly runsLast = true;
  readonly bestPath: string;
  readonly lastPath: string;
  private readonly best: Best;
  private sawValidation = false;
  private isBest = false;
  private lastStep = -1;

  constructor(private readonly options: ModelCheckpointOptions) {
    this.bestPath = path.join(options.folder, 'best.safetensors');
    this.lastPath = path.join(options.folder, 'last.safetensors');
    this.best = new Best(options.mode ?? 'min');
  }

  /** The best value so far of what is watched. */
  get bestValue(): number | undefined {
    return this.best.value;
  }

  /** Loads the weights of the best state into a model. */
  async loadBest(model: Module): Promise<void> {
    await loadCheckpointWeights(this.bestPath, model);
  }

  /** Removes what a process that was killed while it wrote has left behind. */
  onFitStart(): void {
    const { folder } = this.options;
    if (!fs.existsSync(folder)) return;
    for (const name of fs.readdirSync(folder)) {
      const isLeft = /^\.(best|last)\.safetensors\..*\.tmp$/.test(name);
      if (isLeft) fs.rmSync(path.join(folder, name), { force: true });
    }
  }

  onValidationEnd(_run: TrainingRun, metrics: Record<string, number>): void {
    if (this.monitor === null) return;
    const value = metrics[this.monitor];
    this.sawValidation = value !== undefined;
    // It is written at the end of the step or epoch, when everything has taken note.
    if (value !== undefined && this.best.update(value)) this.isBest = true;
  }

  async onTrainStepEnd(run: TrainingRun): Promise<void> {
    const { everySteps } = this.options;
    if (everySteps && run.step % everySteps === 0) await this.saveLast(run);
    await this.saveBest(run);
  }

  async onEpochEnd(run: TrainingRun, record: EpochRecord): Promise<void> {
    if (this.monitor !== null && !this.sawValidation) {
      this.isBest = this.best.update(watched(record, this.monitor, 'ModelCheckpoint'));
    }
    await this.saveLast(run);
    await this.saveBest(run);
  }

  async onFitEnd(run: TrainingRun): Promise<void> {
    if (run.step > this.lastStep && run.step > 0) await this.saveLast(run);
  }

  stateDict(): { best: number | null } {
    return { best: this.best.value ?? null };
  }

  loadStateDict({ best }: { best: number | null }): void {
    this.best.value = best ?? undefined;
  }

  private get monitor(): string | null {
    return this.options.monitor === undefined ? 'valLoss' : this.options.monitor;
  }

  private async saveLast(run: TrainingRun): Promise<void> {
    await run.saveCheckpoint(this.lastPath);
    this.lastStep = run.step;
  }

  private async saveBest(run: TrainingRun): Promise<void> {
    if (!this.isBest) return;
    this.isBest = false;
    await run.saveCheckpoint(this.bestPath);
  }
}
