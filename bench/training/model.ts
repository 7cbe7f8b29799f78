import * as tf from '@tensorflow/tfjs';
import { buffer, crossEntropy, Embedding, gelu, LayerNorm, Linear, Module } from '../../lib/nn';
import type { Random } from '../../lib/random';
import type { Size } from './sizes';

/**
 * The decoder of GPT-2 (Radford and others 2019) at a size of the bench, without dropout. The
 * names of its parameters are those of the module in pytorch.py.
 */
export class GPT extends Module {
  readonly tokens: Embedding;
  readonly positions: Embedding;
  readonly blocks: Block[];
  readonly norm: LayerNorm;
  readonly head: Linear;

  constructor(
    readonly size: Size,
    random: Random,
  ) {
    super();
    const { d, vocabulary, time, layers } = size;
    this.tokens = new Embedding(vocabulary, d, { random });
    this.positions = new Embedding(time, d, { random });
    this.blocks = Array.from({ length: layers }, () => new Block(size, random));
    this.norm = new LayerNorm(d);
    this.head = new Linear(d, vocabulary, { random, bias: false });
  }

  /** (B, T) ids → (B, T, V) logits. */
  forward(ids: tf.Tensor): tf.Tensor {
    let x = tf.add(this.tokens.forward(ids), this.positions.weight); // (B, T, C)
    for (const block of this.blocks) x = block.forward(x);
    return this.head.forward(this.norm.forward(x));
  }

  loss(ids: tf.Tensor, targets: tf.Tensor): tf.Tensor {
    return crossEntropy(this.forward(ids), targets);
  }
}

class Block extends Module {
  readonly norm1: LayerNorm;
  readonly attention: Attention;
  readonly norm2: LayerNorm;
  readonly expand: Linear;
  readonly contract: Linear;

  constructor(size: Size, random: Random) {
    super();
    const { d } = size;
    this.norm1 = new LayerNorm(d);
    this.attention = new Attention(size, random);
    this.norm2 = new LayerNorm(d);
    this.expand = new Linear(d, 4 * d, { random });
    this.contract = new Linear(4 * d, d, { random });
  }

  forward(x: tf.Tensor): tf.Tensor {
    const attended = tf.add(x, this.attention.forward(this.norm1.forward(x)));
    const hidden = gelu(this.expand.forward(this.norm2.forward(attended)), { approximate: 'tanh' });
    return tf.add(attended, this.contract.forward(hidden));
  }
}

class Attention extends Module {
  readonly qkv: Linear;
  readonly output: Linear;
  /** 0 where a token may look, and −1e9 where it may not. */
  readonly mask: tf.Variable; // (T, T)
  private readonly heads: number;

  constructor({ d, heads, time }: Size, random: Random) {
    super();
    this.heads = heads;
    this.qkv = new Linear(d, 3 * d, { random });
    this.output = new Linear(d, d, { random });
    this.mask = tf.tidy(() => {
      const seen = tf.linalg.bandPart(tf.ones([time, time]), -1, 0);
      return buffer(tf.keep(tf.mul(tf.sub(seen, 1), 1e9)), { persistent: false });
    });
  }

  forward(x: tf.Tensor): tf.Tensor {
    const [B, T, C] = x.shape;
    const D = C / this.heads;
    const split = tf.reshape(this.qkv.forward(x), [B, T, 3, this.heads, D]);
    const [q, k, v] = tf.unstack(tf.transpose(split, [2, 0, 3, 1, 4])); // (B, H, T, D)
    const scores = tf.matMul(tf.mul(q, 1 / Math.sqrt(D)), k, false, true); // (B, H, T, T)
    const looked = tf.matMul(tf.softmax(tf.add(scores, this.mask)), v); // (B, H, T, D)
    return this.output.forward(tf.reshape(tf.transpose(looked, [0, 2, 1, 3]), [B, T, C]));
  }
}
