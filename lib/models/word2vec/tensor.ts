import * as tf from '@tensorflow/tfjs';
import { type Compiled, compile } from '../../compile';
import type { Job } from './jobs';
import type { Form, JobResult, Model } from './model';
import { RandomStream } from './random-stream';
import { LOG_SIGMOID, MAX_EXP, SIGMOID, TABLE_SCALE } from './sigmoid-table';
import { drawTargets, pathTargets, type Targets } from './targets';
import { BatchBuilder, type TensorBatch } from './tensor-batch';
import { contextOf, drawSentences } from './windows';

/**
 * The tensor form: predictions are trained a batch at a time by operations on the device of
 * `useDevice()`, each step one native call where lib/compile can make it one. All predictions of a
 * batch see the weights as they were before it; with batches of one it gives what {@link Readable}
 * gives.
 */
export class TensorForm implements Form {
  private readonly vectors: tf.Variable<tf.Rank.R2>;
  private readonly loss = variableOf(() => tf.scalar(0));
  private readonly alpha = variableOf(() => tf.scalar(0));
  private readonly sigmoid = tf.tensor1d(SIGMOID);
  private readonly logSigmoid = tf.tensor1d(LOG_SIGMOID);
  /** Hierarchical softmax and negative sampling: either, or both. */
  private readonly sides: Side[] = [];
  private running: Promise<void> = Promise.resolve();
  private failure: unknown;

  constructor(private readonly model: Model) {
    const { settings, weights, tables } = model;
    const { vectorSize: D, batchSize: B } = settings;
    const C = settings.sg ? 1 : 2 * settings.window;
    const variable = (values: Float32Array) =>
      variableOf(() => tf.tensor2d(values, [values.length / D, D]));
    this.vectors = variable(weights.vectors);
    const side = (values: Float32Array, T: number, targets: Side['targets']): void => {
      const output = variable(values);
      const step = compile((batch: TensorBatch) => this.step(output, batch));
      this.sides.push({ values, output, step, targets, batch: new BatchBuilder(B, C, T) });
    };
    if (weights.nodes && weights.nodes.length > 0) {
      const { start } = tables.codes as NonNullable<Model['tables']['codes']>;
      const T = start.reduce((most, end, i) => Math.max(most, end - (start[i - 1] ?? 0)), 0);
      side(weights.nodes, T, (word) => pathTargets(model, word));
    }
    if (weights.outputs) {
      side(weights.outputs, 1 + settings.negative, (word, stream) =>
        drawTargets(model, word, stream),
      );
    }
  }

  async ready(): Promise<void> {
    await this.running;
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (this.failure) throw this.failure;
  }

  start(job: Job, seed: number, alpha: number, done: (result: JobResult) => void): void {
    this.running = this.train(job, seed, alpha)
      .then(done)
      .catch((error) => {
        this.failure = error;
      });
  }

  async finish(): Promise<void> {
    await this.ready();
    this.model.weights.vectors.set(await this.vectors.data<'float32'>());
    for (const { values, output } of this.sides) values.set(await output.data<'float32'>());
  }

  async close(): Promise<void> {
    await this.running;
    this.model.weights.vectors.set(this.vectors.dataSync());
    for (const { values, output, step } of this.sides) {
      values.set(output.dataSync());
      output.dispose();
      step.dispose();
    }
    tf.dispose([this.vectors, this.loss, this.alpha, this.sigmoid, this.logSigmoid]);
  }

  private async train(job: Job, seed: number, alpha: number): Promise<JobResult> {
    const { sg, sharedNegatives, cbowMean } = this.model.settings;
    const stream = new RandomStream(seed);
    tf.tidy(() => {
      this.loss.assign(tf.scalar(0));
      this.alpha.assign(tf.scalar(alpha));
    });
    let [words, pairs] = [0, 0];
    for (const sentence of drawSentences(this.model, job, stream)) {
      words += sentence.words.length;
      sentence.words.forEach((word, i) => {
        const context = contextOf(sentence, i);
        const drawn = sharedNegatives ? this.sides[0].targets(word, stream) : undefined;
        for (const inputs of sg ? context.map((other) => [other]) : [context]) {
          this.predict(inputs, cbowMean === 1, word, stream, drawn);
          pairs++;
        }
      });
    }
    for (const side of this.sides) if (!side.batch.isEmpty) this.run(side);
    const [loss] = await this.loss.data();
    return { words, pairs, loss };
  }

  private predict(
    context: number[],
    mean: boolean,
    word: number,
    stream: RandomStream,
    drawn?: Targets,
  ): void {
    for (const side of this.sides) {
      const full = side.batch.add(context, mean, drawn ?? side.targets(word, stream));
      if (full) this.run(side);
    }
  }

  private run({ batch, step }: Side): void {
    const tensors = batch.take();
    step(tensors);
    tf.dispose(Object.values(tensors));
  }

  /** One step: the same sums as the loops', for B predictions at once. */
  private step(output: tf.Variable<tf.Rank.R2>, batch: TensorBatch): void {
    const [B, C] = batch.contexts.shape;
    const T = batch.rows.shape[1];
    const D = this.vectors.shape[1];
    const words = tf.reshape(batch.contexts, [B * C]);
    const context = tf.reshape(tf.gather(this.vectors, words), [B, C, D]); // (B, C, D)
    const hidden = tf.matMul(tf.expandDims(batch.share, 1), context); // (B, 1, D)
    const rows = tf.reshape(batch.rows, [B * T]);
    const targets = tf.reshape(tf.gather(output, rows), [B, T, D]); // (B, T, D)
    const x = tf.reshape(tf.matMul(targets, hidden, false, true), [B, T]); // (B, T)
    const open = tf.mul(batch.mask, tf.cast(tf.less(tf.abs(x), MAX_EXP), 'float32'));
    const right = tf.mul(x, tf.sub(tf.mul(batch.labels, 2), 1));
    const losses = tf.mul(lookUp(this.logSigmoid, right), open);
    this.loss.assign(tf.sub(this.loss, tf.sum(losses)));
    const error = tf.mul(tf.sub(batch.labels, lookUp(this.sigmoid, x)), open);
    const slope = tf.expandDims(tf.mul(error, this.alpha), 1); // (B, 1, T)
    const step = tf.matMul(slope, targets); // (B, 1, D)
    const toTargets = tf.matMul(slope, hidden, true, false); // (B, T, D)
    const toContext = tf.mul(tf.expandDims(batch.back, 2), step); // (B, C, D)
    output.assign(addRows(output, rows, tf.reshape(toTargets, [B * T, D])));
    this.vectors.assign(addRows(this.vectors, words, tf.reshape(toContext, [B * C, D])));
  }
}

/** A variable; the tensor that it starts as is released. */
function variableOf<R extends tf.Rank>(start: () => tf.Tensor<R>): tf.Variable<R> {
  return tf.tidy(() => tf.variable(start(), false));
}

/** One kind of output weights, with its step and the batch that it waits for. */
interface Side {
  values: Float32Array;
  output: tf.Variable<tf.Rank.R2>;
  step: Compiled<[TensorBatch], void>;
  targets: (word: number, stream: RandomStream) => Targets;
  batch: BatchBuilder;
}

/** A table of 1,000 values over (−6, 6), at each x; at its ends beyond. */
function lookUp(table: tf.Tensor1D, x: tf.Tensor): tf.Tensor {
  const place = tf.mul(tf.add(x, MAX_EXP), TABLE_SCALE);
  const index = tf.cast(tf.floor(tf.clipByValue(place, 0, table.size - 1)), 'int32');
  return tf.gather(table, index);
}

/** A matrix with updates added to some of its rows; a row's updates are summed. */
function addRows(matrix: tf.Tensor2D, rows: tf.Tensor, updates: tf.Tensor): tf.Tensor2D {
  return tf.add(matrix, tf.scatterND(tf.expandDims(rows, 1), updates, matrix.shape));
}
