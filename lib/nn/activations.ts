import * as tf from '@tensorflow/tfjs';
import { gelu } from './gelu';
import { Module } from './module';
import { expectDtype, expectShape } from './shape';

/** max(0, x). */
export function relu(x: tf.Tensor): tf.Tensor {
  expectDtype('relu', 'x', x, 'float32');
  return tf.relu(x);
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: tf.Tensor): tf.Tensor {
  expectDtype('sigmoid', 'x', x, 'float32');
  return tf.sigmoid(x);
}

/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). */
export function tanh(x: tf.Tensor): tf.Tensor {
  expectDtype('tanh', 'x', x, 'float32');
  return tf.tanh(x);
}

/** ln(1 + eˣ), a smooth {@link relu}. */
export function softplus(x: tf.Tensor): tf.Tensor {
  expectDtype('softplus', 'x', x, 'float32');
  return tf.softplus(x);
}

/** Shares that sum to 1 over the last dimension: e^xᵢ / Σⱼ e^xⱼ. */
export function softmax(x: tf.Tensor): tf.Tensor {
  expectRows('softmax', x);
  return tf.softmax(x);
}

/** The logarithm of {@link softmax}, computed so that large and small inputs are safe. */
export function logSoftmax(x: tf.Tensor): tf.Tensor {
  expectRows('logSoftmax', x);
  return tf.logSoftmax(x);
}

function expectRows(where: string, x: tf.Tensor): void {
  expectShape(where, 'x', x, ['…', 'C']);
  expectDtype(where, 'x', x, 'float32');
}

/** {@link relu} as a layer. */
export class ReLU extends Module {
  forward(x: tf.Tensor): tf.Tensor {
    return relu(x);
  }
}

/** {@link gelu} as a layer. */
export class GELU extends Module {
  constructor(readonly options: { approximate?: 'none' | 'tanh' } = {}) {
    super();
  }

  forward(x: tf.Tensor): tf.Tensor {
    return gelu(x, this.options);
  }

  protected override describe(): string {
    return this.options.approximate === 'tanh' ? "approximate: 'tanh'" : '';
  }
}

/** {@link sigmoid} as a layer. */
export class Sigmoid extends Module {
  forward(x: tf.Tensor): tf.Tensor {
    return sigmoid(x);
  }
}

/** {@link tanh} as a layer. */
export class Tanh extends Module {
  forward(x: tf.Tensor): tf.Tensor {
    return tanh(x);
  }
}

/** {@link softplus} as a layer. */
export class Softplus extends Module {
  forward(x: tf.Tensor): tf.Tensor {
    return softplus(x);
  }
}

/** {@link softmax} as a layer. */
export class Softmax extends Module {
  forward(x: tf.Tensor): tf.Tensor {
    return softmax(x);
  }
}
