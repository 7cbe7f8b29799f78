import * as tf from '@tensorflow/tfjs';

/** What a {@link Module} holds besides its parameters. */
export interface BufferOptions {
  /** Whether `stateDict` holds it (default true). */
  persistent?: boolean;
}

const seeds = new WeakMap<tf.Variable, number>();
const buffers = new WeakMap<tf.Variable, Required<BufferOptions>>();

/**
 * A tensor that training changes. Assign it to a field of a {@link Module} and the module
 * owns it: it is in `parameters()` and in `stateDict()` under the field's name.
 *
 * @param value the initial value; the parameter takes it over, do not dispose or use it
 */
export function parameter<R extends tf.Rank>(value: tf.Tensor<R>): tf.Variable<R> {
  return takeOver(value, true);
}

/**
 * A tensor that belongs to a {@link Module} but is not trained, such as a running mean.
 *
 * @param value the initial value; the buffer takes it over, do not dispose or use it
 */
export function buffer<R extends tf.Rank>(
  value: tf.Tensor<R>,
  { persistent = true }: BufferOptions = {},
): tf.Variable<R> {
  const variable = takeOver(value, false);
  buffers.set(variable as tf.Variable, { persistent });
  return variable;
}

/**
 * A buffer that counts how often a module drew random numbers, with the seed that it draws them
 * by. A state dict leaves it out, as PyTorch has none; a checkpoint keeps count and seed.
 *
 * @param seed an integer from 0 to 2^31 − 1
 */
export function randomCounter(seed: number): tf.Variable {
  const variable = buffer(tf.scalar(0, 'int32'), { persistent: false });
  seeds.set(variable, seed);
  return variable;
}

/** The seed that goes with a {@link randomCounter}. */
export function seedOf(counter: tf.Variable): number {
  return seeds.get(counter) as number;
}

/** Gives a {@link randomCounter} another seed; steps that were compiled keep the old one. */
export function setSeed(counter: tf.Variable, seed: number): void {
  seeds.set(counter, seed);
}

/** Whether `variable` was made by {@link randomCounter}. */
export function isRandomCounter(variable: tf.Variable): boolean {
  return seeds.has(variable);
}

/** Whether `variable` was made by {@link buffer}. */
export function isBuffer(variable: tf.Variable): boolean {
  return buffers.has(variable);
}

/** Whether `variable` belongs in a state dict: every parameter, and each persistent buffer. */
export function isPersistent(variable: tf.Variable): boolean {
  return buffers.get(variable)?.persistent ?? true;
}

function takeOver<R extends tf.Rank>(value: tf.Tensor<R>, trainable: boolean): tf.Variable<R> {
  const variable = tf.variable(value, trainable);
  value.dispose(); // the variable shares its data and keeps it alive
  return variable;
}
