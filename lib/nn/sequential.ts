import type * as tf from '@tensorflow/tfjs';
import { type Layer, Module } from './module';

/**
 * Layers one after the other: the output of each is the input of the next.
 *
 * @example
 * new Sequential(new Linear(784, 16, { random }), new ReLU(), new Linear(16, 10, { random }));
 */
export class Sequential extends Module {
  readonly layers: readonly Layer[];

  constructor(...layers: Layer[]) {
    super();
    this.layers = layers;
  }

  forward(x: tf.Tensor): tf.Tensor {
    return this.layers.reduce((value, layer) => layer.forward(value), x);
  }

  /** The layers by position, without the name of the field: `0.weight`, as in PyTorch. */
  override namedChildren(): [string, Module][] {
    return this.layers.map((layer, i) => [String(i), layer]);
  }
}
