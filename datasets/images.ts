import type { Random } from '../lib/random';
import { splitIndices } from './split';

/** Pictures with labels, as a classifier takes them. */
export interface ImageSet {
  /** Number of pictures, N. */
  count: number;
  rows: number;
  columns: number;
  /** Brightness in [0, 1], row by row: black 0, white 1. Shape (N, rows · columns). */
  images: Float32Array;
  /** The digit of each picture, 0 to 9. Shape (N). */
  labels: Uint8Array;
}

/** A data set of pictures in its two parts. */
export interface ImageDataset {
  name: string;
  /** What to learn from, and to cut a validation part from. */
  train: ImageSet;
  /** What to judge the finished model by. */
  test: ImageSet;
  /** One line that says which data this is: print it, so that results can be read rightly. */
  source: string;
}

/**
 * Divides a set among parts at random, each digit in the same proportions in every
 * part: for example to keep some training pictures back, by which to choose the epoch.
 *
 * @param sizes the parts by name: shares that sum to 1, or numbers of pictures
 * @param random draws who goes where
 * @throws RangeError as {@link splitIndices} does
 *
 * @example
 * const shares = { train: 0.85, validation: 0.15 };
 * const { train, validation } = splitImages(digits.train, shares, new Random(1));
 */
export function splitImages<K extends string>(
  set: ImageSet,
  sizes: Record<K, number>,
  random: Random,
): Record<K, ImageSet> {
  const parts = splitIndices(set.count, sizes, { random, stratify: set.labels });
  const names = Object.keys(sizes) as K[];
  const sets = names.map((name) => [name, selectImages(set, parts[name])]);
  return Object.fromEntries(sets) as Record<K, ImageSet>;
}

/**
 * Some pictures of a set, as a set: for a smaller trial, or those a model got wrong.
 *
 * @param indices which pictures, in the order wanted
 * @throws RangeError for an index that is not a whole number from 0 to N − 1
 */
export function selectImages(set: ImageSet, indices: ArrayLike<number>): ImageSet {
  const { count, rows, columns } = set;
  const size = rows * columns;
  const images = new Float32Array(indices.length * size); // (N, rows · columns)
  const labels = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (!(Number.isInteger(index) && index >= 0 && index < count)) {
      throw new RangeError(`selectImages: index ${index} is not one of the ${count} pictures`);
    }
    images.set(set.images.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = set.labels[index];
  }
  return { count: indices.length, rows, columns, images, labels };
}
