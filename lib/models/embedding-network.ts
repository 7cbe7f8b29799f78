import * as tf from '@tensorflow/tfjs';
import { crossEntropy } from '../nn/cross-entropy';
import { Embedding } from '../nn/embedding';
import { uniform } from '../nn/init';
import { Linear } from '../nn/linear';
import { Module } from '../nn/module';
import type { Random } from '../random';
import { Adam } from '../train/adam';

/** What an {@link EmbeddingNetwork} is made of. */
export interface EmbeddingNetworkOptions {
  /** How many words there are, V. */
  vocabSize: number;
  /** How many numbers each word gets, C. Default 2, which can be drawn. */
  embeddingSize?: number;
  /** Adam's learning rate. Default 0.1. */
  learningRate?: number;
  /** Draws the first weights, from U(−0.5, 0.5). */
  random: Random;
}

/**
 * The smallest network that gives words vectors: a word's vector, times one weight row for each
 * word that may stand beside it, gives the logits of that other word. No bias and no activation.
 * Words with the same company get vectors of the same direction.
 *
 * The whole vocabulary is weighed for every example, so it is for some thousand words at most;
 * word2vec does without that.
 *
 * Source: Y. Bengio and others, "A Neural Probabilistic Language Model", JMLR 3, 2003, section 2,
 * with one word of context and without the hidden layer.
 *
 * @example
 * const network = new EmbeddingNetwork({ vocabSize: 4, random: new Random(0) });
 * const trainer = new Trainer({ maxEpochs: 100 });
 * await trainer.fit(network, loader);   // batches of [words (B), their neighbours (B)], int32
 * network.vectors();                    // 4 rows of 2 numbers
 */
export class EmbeddingNetwork extends Module {
  readonly embedding: Embedding; // weight (V, C)
  readonly output: Linear; // weight (V, C)
  private readonly learningRate: number;

  constructor({
    vocabSize,
    embeddingSize = 2,
    learningRate = 0.1,
    random,
  }: EmbeddingNetworkOptions) {
    super();
    const shape = [vocabSize, embeddingSize];
    const first = uniform(shape, -0.5, 0.5, random); // (V, C)
    this.embedding = new Embedding(vocabSize, embeddingSize, { vectors: first });
    this.output = new Linear(embeddingSize, vocabSize, { random, bias: false });
    const rows = uniform(shape, -0.5, 0.5, random); // (V, C)
    this.output.weight.assign(rows);
    tf.dispose([first, rows]);
    this.learningRate = learningRate;
  }

  /**
   * @param words ids. Shape (B), int32
   * @returns logits of the other word, (B, V)
   */
  forward(words: tf.Tensor): tf.Tensor {
    return this.output.forward(this.embedding.forward(words)); // (B) → (B, C) → (B, V)
  }

  /** Cross entropy of the other words. Both (B), int32. */
  trainingStep([words, others]: tf.Tensor[]): tf.Tensor {
    return crossEntropy(this.forward(words), others);
  }

  configureOptimizers(): Adam {
    return new Adam(this.parameters(), { lr: this.learningRate });
  }

  /** The words' vectors as they are now: V rows of C numbers. */
  vectors(): number[][] {
    return this.embedding.weight.arraySync() as number[][];
  }
}
