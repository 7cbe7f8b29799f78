import * as tf from '@tensorflow/tfjs';
import { formatShape } from '../nn';

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
  const kind = kindOf(first);
  const other = examples.find((example) => kindOf(example) !== kind);
  if (other !== undefined) fail(`an example is ${kind}, another ${kindOf(other)}`);
  if (typeof first === 'number') return tf.tensor1d(examples as number[], 'float32');
  if (first instanceof tf.Tensor) return stackTensors(examples as tf.Tensor[]);
  if (ArrayBuffer.isView(first)) return stackArrays(examples as Float32Array[], kind);
  if (typeof first !== 'object' || first === null) return fail(`the examples are ${kind}`);
  const keys = Object.keys(first);
  if (examples.some((example) => Object.keys(example).join() !== keys.join())) {
    fail(`the examples do not have the same fields (padSequences makes lists equally long)`);
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
 * @throws Error when one is longer than `length`, or holds a fraction without `dtype` 'float32'
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
    for (let i = 0; i < sequence.length; i++) {
      if (dtype === 'int32' && !Number.isInteger(sequence[i])) {
        throw new Error(
          `padSequences: sequence ${row} holds ${sequence[i]}, wanted integers, or dtype 'float32'`,
        );
      }
      values[start + i] = sequence[i];
    }
  }
  return tf.tensor2d(values, [sequences.length, width], dtype);
}

function fail(reason: string): never {
  throw new Error(`collate: ${reason}; give the DataLoader a collate of your own`);
}

/** What an example is, in a word that errors can say. */
function kindOf(example: unknown): string {
  if (example instanceof tf.Tensor) return `a tensor of ${example.dtype}`;
  if (Array.isArray(example)) return 'a list';
  if (ArrayBuffer.isView(example)) return example.constructor.name;
  return example === null ? 'null' : typeof example;
}

function stackTensors(tensors: tf.Tensor[]): tf.Tensor {
  const [first] = tensors;
  const other = tensors.find(({ shape }) => !tf.util.arraysEqual(shape, first.shape));
  if (other) fail(`a tensor is ${formatShape(first.shape)}, another ${formatShape(other.shape)}`);
  return tf.stack(tensors);
}

function stackArrays(arrays: readonly Float32Array[], kind: string): tf.Tensor {
  if (!['Float32Array', 'Int32Array', 'Uint8Array'].includes(kind)) {
    fail(`an example is ${kind}, wanted Float32Array, Int32Array or Uint8Array`);
  }
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
