import type * as tf from '@tensorflow/tfjs';
import type { Module } from '../nn';
import type { Optimizer } from './optimizer';
import type { Schedule, ScheduleInterval } from './schedule';

/** What a step reports: the loss, or the loss and further scalars by name. */
export type StepOutput = tf.Tensor | ({ loss: tf.Tensor } & Record<string, tf.Tensor>);

/** An optimizer, alone or with a schedule of its learning rate. */
export type OptimizerConfig =
  | Optimizer
  | {
      optimizer: Optimizer;
      schedule: Schedule;
      /** When the schedule moves on (default: as the schedule says). */
      interval?: ScheduleInterval;
    };

/**
 * A model that a {@link Trainer} can train, after PyTorch Lightning's `LightningModule`: it
 * says what a batch costs and which optimizer lowers that. The trainer does the rest.
 *
 * Steps are synchronous and read nothing on the host, so that they can be compiled.
 */
export interface Trainable<B> extends Module {
  forward(...inputs: never[]): unknown;
  /** The loss of a batch as a scalar; further scalars are logged. Runs in `tf.tidy`. */
  trainingStep(batch: B): StepOutput;
  /** Makes the optimizer of `this.parameters()`. Called once, when training begins. */
  configureOptimizers(): OptimizerConfig;
  /** The same for validation (default: `trainingStep`, in evaluation mode). */
  validationStep?(batch: B): StepOutput;
  /** The same for testing (default: `validationStep`). */
  testStep?(batch: B): StepOutput;
  /** The prediction for a batch (default: `forward` of the batch, or of its first item). */
  predictStep?(batch: B): tf.Tensor;
}

/** Batches, as a {@link DataLoader} gives them, or any iterable that owns its tensors. */
export type Batches<B> = Iterable<B> | AsyncIterable<B>;
