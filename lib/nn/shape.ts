import type * as tf from '@tensorflow/tfjs';

/** One wanted dimension: a size, the letter of one that is free ('B'), or '…' for any number. */
export type Dimension = number | string;

/** A shape as people write it: `(2, 7, 30)`. */
export function formatShape(shape: readonly Dimension[]): string {
  return `(${shape.join(', ')})`;
}

/**
 * Checks a shape: `expectShape('Linear', 'x', x, ['…', 32])`. Letters are free, and say in
 * the error what the dimension means; '…' comes first and stands for any leading dimensions.
 *
 * @throws Error such as `Linear: x is (2, 7, 30), wanted (…, 32)`
 */
export function expectShape(
  where: string,
  name: string,
  x: tf.Tensor,
  wanted: readonly Dimension[],
): void {
  const open = wanted[0] === '…';
  const tail = open ? wanted.slice(1) : wanted;
  const rest = open ? x.shape.slice(Math.max(0, x.rank - tail.length)) : x.shape;
  const fits =
    rest.length === tail.length &&
    rest.every((size, i) => typeof tail[i] === 'string' || tail[i] === size);
  if (!fits) {
    throw new Error(`${where}: ${name} is ${formatShape(x.shape)}, wanted ${formatShape(wanted)}`);
  }
}

/** Checks a dtype: @throws Error such as `Embedding: ids are float32, wanted int32`. */
export function expectDtype(where: string, name: string, x: tf.Tensor, wanted: tf.DataType): void {
  if (x.dtype !== wanted) {
    throw new Error(
      `${where}: ${name} has dtype ${x.dtype}, wanted ${wanted} (tf.cast(${name}, '${wanted}'))`,
    );
  }
}

/** Checks a size in a layer's settings: @throws Error unless it is an integer, 1 or more. */
export function expectSize(where: string, name: string, size: number): void {
  if (!Number.isInteger(size) || size < 1) {
    throw new Error(`${where}: ${name} is ${size}, wanted an integer, 1 or more`);
  }
}
