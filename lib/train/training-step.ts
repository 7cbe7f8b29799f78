import * as tf from '@tensorflow/tfjs';
import { type Compiled, compile } from '../compile';
import { mulNoNan } from '../nn/native';
import { clipGradNorm, clipGradValue } from './clipping';
import { GradientSums } from './gradient-sums';
import { outputScalars, readScalars } from './metrics';
import { nonFiniteError } from './non-finite';
import type { Gradients, Optimizer } from './optimizer';
import type { Trainable } from './trainable';

/** How a {@link TrainingStep} is made. */
export interface StepOptions {
  /** Shrink the gradients of a step to this norm, if theirs is larger. */
  clipNorm?: number;
  /** Cut each number of the gradients off at this, up and down. */
  clipValue?: number;
  /** How many batches' gradients are averaged for a step (default 1). */
  accumulate?: number;
  /** Run steps as one native call where that can be (default true). */
  compile?: boolean;
}

type Scalars = Record<string, tf.Tensor>;

interface Steps<B> {
  /** A step of one batch. */
  whole: Compiled<[B], { scalars: Scalars; finite: tf.Tensor }>;
  /** Takes in the gradients of one batch of several. */
  collect: Compiled<[B], Scalars>;
  /** The step with all that was taken in. */
  apply: Compiled<[], tf.Tensor>;
}

/**
 * The steps of a training: the model's loss on a batch, its gradients, and the optimizer's
 * update. A step whose loss or gradient is not finite changes no parameter.
 */
export class TrainingStep<B> {
  /** Batches whose gradients wait for the others of their step. */
  pending = 0;
  private readonly sums = new GradientSums();
  private steps: Steps<B>;
  /** What trains and in which mode. */
  private mode = '';

  constructor(
    private readonly model: Trainable<B>,
    private readonly optimizer: Optimizer,
    private readonly options: StepOptions,
  ) {
    this.steps = this.compileSteps();
  }

  /** Call it when parameters may have been frozen, or modules have changed their mode. */
  refresh(): void {
    const trains = this.model.parameters().map(({ trainable }) => Number(trainable));
    const modes = this.model.namedModules().map(([, { training }]) => Number(training));
    const mode = `${trains.join('')} ${modes.join('')}`;
    if (mode === this.mode) return;
    this.mode = mode;
    this.disposeSteps(); // they do for ever what they were compiled from
    this.steps = this.compileSteps();
  }

  /**
   * Takes a batch in, and makes the step when the batch completes one ({@link pending} is then
   * 0). Gives what the model reported.
   *
   * @param where the step in words, for errors
   * @throws NonFiniteError that says where it began, when a number is not finite; the batches
   *   of this step are then forgotten
   */
  async add(batch: B, where: string): Promise<Record<string, number>> {
    const { accumulate = 1 } = this.options;
    if (accumulate === 1) {
      const { scalars, finite } = this.steps.whole(batch);
      const [numbers, health] = [await readScalars(scalars), await readScalars({ finite })];
      if (health.finite === 0) throw await this.failure(where, numbers.loss, batch);
      return numbers;
    }
    const numbers = await readScalars(this.steps.collect(batch));
    this.pending++;
    if (!Number.isFinite(numbers.loss)) throw await this.failure(where, numbers.loss, batch);
    if (this.pending === accumulate) await this.flush(where, batch);
    return numbers;
  }

  /**
   * Makes the step with the batches that were taken in.
   * @param batch the last of them, where it is still there
   */
  async flush(where: string, batch?: B): Promise<void> {
    const { finite } = await readScalars({ finite: this.steps.apply() });
    if (finite === 0) throw await this.failure(where, 0, batch);
    this.pending = 0;
  }

  dispose(): void {
    this.disposeSteps();
    this.sums.dispose();
  }

  private compileSteps(): Steps<B> {
    return {
      whole: this.compiled((batch: B) => {
        const { scalars, gradients } = this.differentiate(batch);
        return { scalars, finite: this.update(gradients, scalars.loss) };
      }),
      collect: this.compiled((batch: B) => {
        const { scalars, gradients } = this.differentiate(batch);
        this.sums.add(gradients);
        return scalars;
      }),
      apply: this.compiled(() => this.update(this.sums.take(), tf.scalar(0))),
    };
  }

  private disposeSteps(): void {
    for (const step of Object.values(this.steps)) step.dispose();
  }

  private differentiate(batch: B): { scalars: Scalars; gradients: Gradients } {
    let scalars: Scalars = {};
    const trained = this.optimizer.parameters();
    if (!trained.some(({ trainable }) => trainable)) {
      throw new Error('Trainer: every parameter of the optimizer is frozen; see freeze(false)');
    }
    const loss = () => {
      scalars = outputScalars(this.model.trainingStep(batch), 'trainingStep');
      for (const scalar of Object.values(scalars)) tf.keep(scalar); // outlive the inner tidy
      return tf.reshape(scalars.loss, []) as tf.Scalar;
    };
    const { grads } = variableGrads(loss, trained);
    const present = Object.entries(grads).filter(([, gradient]) => gradient as tf.Tensor | null);
    return { scalars, gradients: Object.fromEntries(present) };
  }

  /** The optimizer's update. Gives 1, or 0 if a number was not finite. */
  private update(gradients: Gradients, loss: tf.Tensor): tf.Tensor {
    const { clipNorm, clipValue } = this.options;
    const total = tf.addN(Object.values(gradients).map((gradient) => tf.sum(gradient)));
    const finite = tf.cast(tf.isFinite(tf.add(total, tf.reshape(loss, []))), 'float32');
    // With a learning rate and gradients of 0 nothing moves, and nothing broken is remembered.
    for (const { lrTensor } of this.optimizer.groups) lrTensor.assign(tf.mul(lrTensor, finite));
    let safe: Gradients = Object.fromEntries(
      Object.entries(gradients).map(([name, gradient]) => [name, mulNoNan(gradient, finite)]),
    );
    if (clipNorm !== undefined) safe = clipGradNorm(safe, clipNorm).gradients;
    if (clipValue !== undefined) safe = clipGradValue(safe, clipValue);
    this.optimizer.step(safe);
    return finite;
  }

  private async failure(where: string, loss: number, batch: B | undefined): Promise<Error> {
    for (const group of this.optimizer.groups) group.restoreLr(); // the step set it to 0
    this.sums.clear();
    this.pending = 0;
    return nonFiniteError(where, loss, this.model, batch);
  }

  private compiled<A extends unknown[], R extends tf.TensorContainer>(step: (...args: A) => R) {
    if (!(this.options.compile ?? true)) {
      const eager = (...args: A) => tf.tidy(() => step(...args));
      return Object.assign(eager, { report: () => [], dispose: () => {} });
    }
    const native = compile(step);
    const call = (...args: A) => {
      try {
        return native(...args);
      } catch (error) {
        throw withHint(error);
      }
    };
    return Object.assign(call, { report: native.report, dispose: native.dispose });
  }
}

/** As tfjs's, with its error in the words of this library. */
function variableGrads(loss: () => tf.Scalar, trained: tf.Variable[]) {
  try {
    return tf.variableGrads(loss, trained);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('Cannot find a connection')))
      throw error;
    throw new Error(
      "Trainer: trainingStep's loss depends on no parameter of the optimizer. Does " +
        'configureOptimizers take the parameters of this model, and does the loss come from them?',
    );
  }
}

/** A step that cannot be compiled can still be run as written. */
function withHint(error: unknown): unknown {
  if (error instanceof Error && /^compile: (the step|a tensor|each call)/.test(error.message)) {
    error.message += ' Or run steps as written, which is slower: new Trainer({ compile: false }).';
  }
  return error;
}
