import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';

/** The values of a tensor, or numbers as they are. */
export function valuesOf(numbers: tf.Tensor | ArrayLike<number>): ArrayLike<number> {
  return numbers instanceof tf.Tensor ? numbers.dataSync() : numbers;
}

/**
 * Asserts that numbers agree to `tolerance` × the largest magnitude wanted (at least 1); the
 * error names the worst place.
 */
export function assertClose(
  actual: tf.Tensor | ArrayLike<number>,
  wanted: tf.Tensor | ArrayLike<number>,
  { tolerance = 1e-5, name = 'values' }: { tolerance?: number; name?: string } = {},
): void {
  const came = valuesOf(actual);
  const want = valuesOf(wanted);
  assert.equal(came.length, want.length, `${name}: ${came.length} numbers, wanted ${want.length}`);
  let scale = 1;
  let worst = -1;
  let error = 0;
  for (let i = 0; i < want.length; i++) {
    if (Number.isFinite(want[i])) scale = Math.max(scale, Math.abs(want[i]));
    const difference = Object.is(came[i], want[i]) ? 0 : Math.abs(came[i] - want[i]);
    // A NaN on one side compares as false everywhere: it must not pass.
    if (!(difference <= error)) {
      worst = i;
      error = difference;
      if (Number.isNaN(difference)) break;
    }
  }
  assert.ok(
    worst < 0 || error <= tolerance * scale,
    `${name}: number ${worst} is ${came[worst]}, wanted ${want[worst]} (off by ${error}, ` +
      `allowed ${tolerance * scale})`,
  );
}
