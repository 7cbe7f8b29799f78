import * as tf from '@tensorflow/tfjs';
import type { Targets } from './targets';

/** Predictions that make one step, as tensors. */
export interface TensorBatch {
  /** Words of the contexts, (B, C), and what each counts for in the input, 0 where there is none. */
  contexts: tf.Tensor2D;
  share: tf.Tensor2D;
  /** What share of the input's step each context word makes, (B, C). */
  back: tf.Tensor2D;
  /** Rows of the output weights, (B, T), their labels, and 1 where there is one. */
  rows: tf.Tensor2D;
  labels: tf.Tensor2D;
  mask: tf.Tensor2D;
}

/**
 * Collects predictions until there are enough for a step. A batch always has B rows, so that one
 * compiled step does for all; rows that are not filled count for nothing.
 */
export class BatchBuilder {
  private size = 0;
  private readonly contexts: Int32Array;
  private readonly share: Float32Array;
  private readonly back: Float32Array;
  private readonly rows: Int32Array;
  private readonly labels: Float32Array;
  private readonly mask: Float32Array;

  /**
   * @param B predictions in a batch
   * @param C context words at most
   * @param T targets at most
   */
  constructor(
    private readonly B: number,
    private readonly C: number,
    private readonly T: number,
  ) {
    this.contexts = new Int32Array(B * C);
    this.share = new Float32Array(B * C);
    this.back = new Float32Array(B * C);
    this.rows = new Int32Array(B * T);
    this.labels = new Float32Array(B * T);
    this.mask = new Float32Array(B * T);
  }

  /** Adds one prediction; true when the batch is full. */
  add(context: readonly number[], mean: boolean, targets: Targets): boolean {
    const share = 1 / Math.max(1, context.length);
    context.forEach((word, c) => {
      const at = this.size * this.C + c;
      this.contexts[at] = word;
      this.share[at] = mean ? share : 1;
      this.back[at] = mean ? 1 : share;
    });
    targets.rows.forEach((row, t) => {
      const at = this.size * this.T + t;
      this.rows[at] = row;
      this.labels[at] = targets.labels[t];
      this.mask[at] = 1;
    });
    return ++this.size === this.B;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** The batch, which the caller disposes; the next one begins. */
  take(): TensorBatch {
    const { B, C, T } = this;
    const batch = {
      contexts: tf.tensor2d(this.contexts.slice(), [B, C], 'int32'),
      share: tf.tensor2d(this.share.slice(), [B, C]),
      back: tf.tensor2d(this.back.slice(), [B, C]),
      rows: tf.tensor2d(this.rows.slice(), [B, T], 'int32'),
      labels: tf.tensor2d(this.labels.slice(), [B, T]),
      mask: tf.tensor2d(this.mask.slice(), [B, T]),
    };
    for (const values of [this.contexts, this.share, this.back, this.rows, this.mask])
      values.fill(0);
    this.size = 0;
    return batch;
  }
}
