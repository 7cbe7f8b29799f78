import * as tf from '@tensorflow/tfjs';
import type { Random } from '../random';
import { normal } from './init';
import { Module } from './module';
import { parameter } from './parameter';
import { expectDtype, expectShape, expectSize } from './shape';

/** The settings of an {@link Embedding}. */
export interface EmbeddingOptions {
  /** Draws the first vectors, from N(0, 1). */
  random: Random;
  /** An id, such as that of padding, whose vector starts at 0 and is not trained. */
  paddingIndex?: number;
}

/** A vector for each id: (…) int32 → (…, C). As in PyTorch the weight is (V, C). */
export class Embedding extends Module {
  readonly weight: tf.Variable; // (V, C)
  private readonly paddingIndex: number | undefined;

  constructor(
    readonly numEmbeddings: number,
    readonly embeddingSize: number,
    options: EmbeddingOptions | { vectors: tf.Tensor; paddingIndex?: number },
  ) {
    super();
    expectSize('Embedding', 'numEmbeddings', numEmbeddings);
    expectSize('Embedding', 'embeddingSize', embeddingSize);
    this.paddingIndex = checkPadding(options.paddingIndex, numEmbeddings);
    const vectors =
      'vectors' in options
        ? checkVectors(options.vectors, numEmbeddings, embeddingSize).clone()
        : firstVectors(numEmbeddings, embeddingSize, options);
    this.weight = parameter(vectors);
  }

  /**
   * An embedding of vectors that are there already.
   *
   * @param vectors (V, C), float32; they stay the caller's
   * @param freeze keep them as they are (default true, as in PyTorch), or train them on
   */
  static fromPretrained(
    vectors: tf.Tensor,
    { freeze = true, paddingIndex }: { freeze?: boolean; paddingIndex?: number } = {},
  ): Embedding {
    expectShape('Embedding.fromPretrained', 'vectors', vectors, ['V', 'C']);
    const [count, size] = vectors.shape;
    return new Embedding(count, size, { vectors, paddingIndex }).freeze(freeze);
  }

  /** @throws Error for ids that are not int32, or not from 0 to V − 1 (on a GPU: zeros) */
  forward(ids: tf.Tensor): tf.Tensor {
    expectDtype('Embedding', 'ids', ids, 'int32');
    return embed(this.weight as tf.Tensor2D, ids, this.paddingIndex);
  }

  protected override describe(): string {
    const padding = this.paddingIndex === undefined ? '' : `, paddingIndex: ${this.paddingIndex}`;
    return `${this.numEmbeddings}, ${this.embeddingSize}${padding}`;
  }
}

/**
 * The rows of `weight` (V, C) that `ids` (…) name: (…, C). Its gradient adds up what each row
 * was used for in one scatter, where tfjs would compare every id with every row.
 */
function embed(weight: tf.Tensor2D, ids: tf.Tensor, paddingIndex: number | undefined): tf.Tensor {
  const [rows, size] = weight.shape;
  const lookUp = tf.customGrad((table, save) => {
    (save as (tensors: tf.Tensor[]) => void)([ids]);
    const value = tf.gather(table as tf.Tensor, ids); // (…, C)
    const gradFunc = (dy: tf.Tensor, [ids]: tf.Tensor[]) => {
      const flatIds = tf.reshape(ids, [-1, 1]); // (N, 1)
      let slopes = tf.reshape(dy, [-1, size]); // (N, C)
      if (paddingIndex !== undefined) {
        const trained = tf.notEqual(flatIds, tf.scalar(paddingIndex, 'int32'));
        slopes = tf.mul(slopes, tf.cast(trained, 'float32'));
      }
      return tf.scatterND(flatIds, slopes, [rows, size]); // (V, C)
    };
    return { value, gradFunc };
  });
  return lookUp(weight);
}

function firstVectors(count: number, size: number, options: EmbeddingOptions): tf.Tensor {
  const vectors = normal([count, size], 0, 1, options.random);
  if (options.paddingIndex === undefined) return vectors;
  return tf.tidy(() => {
    const kept = tf.notEqual(tf.range(0, count, 1, 'int32'), options.paddingIndex as number);
    const zeroed = tf.mul(vectors, tf.cast(tf.expandDims(kept, 1), 'float32'));
    vectors.dispose();
    return zeroed;
  });
}

function checkVectors(vectors: tf.Tensor, count: number, size: number): tf.Tensor {
  expectShape('Embedding', 'vectors', vectors, [count, size]);
  expectDtype('Embedding', 'vectors', vectors, 'float32');
  return vectors;
}

function checkPadding(index: number | undefined, count: number): number | undefined {
  if (index === undefined || (Number.isInteger(index) && index >= 0 && index < count)) return index;
  throw new Error(`Embedding: paddingIndex is ${index}, wanted an id from 0 to ${count - 1}`);
}
