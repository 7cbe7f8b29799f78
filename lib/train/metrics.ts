import * as tf from '@tensorflow/tfjs';
import type { StepOutput } from './trainable';

/** The scalars of a step by name, `loss` first; a bare tensor is the loss. */
export function outputScalars(output: StepOutput, step: string): Record<string, tf.Tensor> {
  const scalars = output instanceof tf.Tensor ? { loss: output } : { ...output };
  if (!(scalars?.loss instanceof tf.Tensor)) {
    throw new Error(`${step}: gave no loss; return a scalar tensor, or { loss, … }`);
  }
  for (const [name, value] of Object.entries(scalars)) {
    if (value instanceof tf.Variable) scalars[name as 'loss'] = tf.clone(value); // stays its owner's
    if (value instanceof tf.Tensor && value.size === 1) continue;
    const came = value instanceof tf.Tensor ? `a tensor (${value.shape.join(', ')})` : typeof value;
    throw new Error(`${step}: ${name} is ${came}, wanted a scalar tensor`);
  }
  return scalars;
}

/** Reads scalars on the host, and disposes of them. */
export async function readScalars(
  scalars: Record<string, tf.Tensor>,
): Promise<Record<string, number>> {
  const names = Object.keys(scalars);
  try {
    const values = await Promise.all(names.map((name) => scalars[name].data()));
    return Object.fromEntries(names.map((name, i) => [name, values[i][0]]));
  } finally {
    tf.dispose(scalars);
  }
}

/** Means of named numbers, each batch counted by its number of examples. */
export class Means {
  constructor(
    private readonly sums: Record<string, number> = {},
    private readonly weights: Record<string, number> = {},
  ) {}

  add(values: Record<string, number>, weight: number): void {
    for (const [name, value] of Object.entries(values)) {
      this.sums[name] = (this.sums[name] ?? 0) + value * weight;
      this.weights[name] = (this.weights[name] ?? 0) + weight;
    }
  }

  values(): Record<string, number> {
    return Object.fromEntries(
      Object.keys(this.sums).map((name) => [name, this.sums[name] / this.weights[name]]),
    );
  }

  /** What its constructor takes. */
  toJSON(): [sums: Record<string, number>, weights: Record<string, number>] {
    return [this.sums, this.weights];
  }
}
