import * as tf from '@tensorflow/tfjs';

/** An example that {@link collate} understands; examples of one batch are all alike. */
export type Example =
  | number
  | tf.Tensor
  | Float32Array
  | Int32Array
  | Uint8Array
  | readonly Example[]
  | { readonly [field: string]: Example };

/**
 * Makes one batch of examples, as PyTorch's `default_collate`: numbers become a float32
 * tensor (B), typed arrays and tensors are stacked (B, …) and keep their dtype (bytes become
 * int32), and arrays and records are collated item by item.
 *
 * @throws Error when the examples differ in kind or shape (see {@link padSequences})
 */
export function collate(examples: readonly Example[]): unknown {
  const [first] = examples;
  const fail = (reason: string): never => {
    throw new Error(`collate: ${reason}; give the DataLoader a collate of your own`);
  };
  if (typeof first === 'number') return tf.tensor1d(examples as number[], 'float32');
  if (first instanceof tf.Tensor) return tf.stack(examples as tf.Tensor[]);
  if (ArrayBuffer.isView(first)) return stackArrays(examples as Float32Array[], fail);
  const keys = Object.keys(first);
  for (const example of examples) {
    if (typeof example !== 'object' || Object.keys(example).join() !== keys.join()) {
      fail('the examples of a batch do not have the same fields');
    }
  }
  const column = (key: string) =>
    collate(examples.map((example) => (example as Record<string, Example>)[key]));
  if (Array.isArray(first)) return keys.map(column);
  return Object.fromEntries(keys.map((key) => [key, column(key)]));
}

/** The settings of {@link padSequences}. */
export interface PadOptions {
  /** What fills the rest of a shorter sequence (default 0). */
  value?: number;
  /** The length T of all (default: that of the longest). */
  length?: number;
  /** Where the filling goes (default 'right'). */
  side?: 'right' | 'left';
  dtype?: 'int32' | 'float32';
}

/**
 * Sequences of different lengths as one tensor (B, T), the shorter ones filled up.
 *
 * @param sequences B sequences of numbers, such as token ids
 * @throws Error when one is longer than `length`
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  { value = 0, length, side = 'right', dtype = 'int32' }: PadOptions = {},
): tf.Tensor2D {
  const longest = sequences.reduce((most, sequence) => Math.max(most, sequence.length), 0);
  const width = length ?? longest;
  if (longest > width) {
    throw new Error(`padSequences: a sequence has ${longest} items, wanted at most ${width}`);
  }
  const values = new Array<number>(sequences.length * width).fill(value);
  for (const [row, sequence] of sequences.entries()) {
    const start = row * width + (side === 'left' ? width - sequence.length : 0);
    for (let i = 0; i < sequence.length; i++) values[start + i] = sequence[i];
  }
  return tf.tensor2d(values, [sequences.length, width], dtype);
}

function stackArrays(arrays: readonly Float32Array[], fail: (reason: string) => never): tf.Tensor {
  const [first] = arrays;
  const width = first.length;
  const all = new (first.constructor as typeof Float32Array)(arrays.length * width);
  for (const [row, array] of arrays.entries()) {
    if (array.length !== width) fail(`an example has ${array.length} numbers, another ${width}`);
    all.set(array, row * width);
  }
  return tf.tensor2d(
    all,
    [arrays.length, width],
    first instanceof Float32Array ? 'float32' : 'int32',
  );
}
