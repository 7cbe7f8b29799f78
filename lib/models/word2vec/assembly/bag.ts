// AssemblyScript. CBOW's bag of words: the rows around a place summed, and changed by one step, two at a
// time.

import { addScaled, multiplyAdd } from '../../parallel/assembly/vector';
import { bytes, input, kept, work } from './state';

/** input = scale · Σ of the rows from one place up to another, without the one in the middle. */
export function sumRows(scale: f32, middle: u32, from: u32, to: u32): void {
  memory.fill(input, 0, bytes);
  let alone: u32 = 0;
  for (let j = from; j < to; j++) {
    if (j === middle) continue;
    const row = load<u32>(kept + (j << 2));
    if (alone === 0) {
      alone = row;
    } else {
      sumTwo(scale, alone, row);
      alone = 0;
    }
  }
  if (alone !== 0) addScaled(scale, alone, input, bytes);
}

/** Each of these rows += scale · the row of work. */
export function changeRows(scale: f32, middle: u32, from: u32, to: u32): void {
  let alone: u32 = 0;
  for (let j = from; j < to; j++) {
    if (j === middle) continue;
    const row = load<u32>(kept + (j << 2));
    if (alone === 0) {
      alone = row;
    } else {
      changeTwo(scale, alone, row);
      alone = 0;
    }
  }
  if (alone !== 0) addScaled(scale, work, alone, bytes);
}

function sumTwo(scale: f32, a: usize, b: usize): void {
  const factor = f32x4.splat(scale);
  const sum = input;
  const end = bytes;
  for (let i: usize = 0; i < end; i += 16) {
    const first = multiplyAdd(factor, v128.load(a + i), v128.load(sum + i));
    v128.store(sum + i, multiplyAdd(factor, v128.load(b + i), first));
  }
}

/** The two may be one: each is loaded after the other is stored. */
function changeTwo(scale: f32, a: usize, b: usize): void {
  const factor = f32x4.splat(scale);
  const step = work;
  const end = bytes;
  for (let i: usize = 0; i < end; i += 16) {
    const change = v128.load(step + i);
    v128.store(a + i, multiplyAdd(factor, change, v128.load(a + i)));
    v128.store(b + i, multiplyAdd(factor, change, v128.load(b + i)));
  }
}
