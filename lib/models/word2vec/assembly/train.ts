// AssemblyScript. One prediction trained, on the targets that were drawn for it.

import { addScaled, dot } from '../../parallel/assembly/vector';
import { trainSix } from './six';
import { slopeOf } from './slope';
import { bytes, rows, tables, work, zero } from './state';
import { count, distinct } from './targets';

/** Trains a prediction; the input row itself makes the step. */
export function trainInput(input: usize): void {
  if (count <= 6 && distinct) {
    trainSix(input, input, input, 0);
    return;
  }
  trainWork(input);
  addScaled(1, work, input, bytes);
}

/** Trains a prediction; the step of the input is left in the row of work. */
export function trainWork(input: usize): void {
  if (!distinct) {
    // Six at once are loaded before they are stored: of a row that stands twice, an update would be lost.
    memory.fill(work, 0, bytes);
    for (let k: u32 = 0; k < count; k++) trainOne(input, k << 2);
    return;
  }
  let base = zero;
  for (let k: u32 = 0; k < count; k += 6) {
    trainSix(input, base, work, k << 2);
    base = work;
  }
}

/** work += slope · target, target += slope · input */
function trainOne(input: usize, at: usize): void {
  const row = <usize>load<u32>(rows + at);
  const slope = slopeOf(dot(input, row, bytes), load<u32>(tables + at));
  addScaled(slope, row, work, bytes);
  addScaled(slope, input, row, bytes);
}
