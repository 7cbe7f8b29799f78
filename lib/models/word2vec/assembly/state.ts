// AssemblyScript. What one call works with, read once from the addresses that it is given.

import * as at from './config';

export let stride: u32 = 0; // bytes of a row
export let bytes: usize = 0; // the same, as an address
export let alpha: f32 = 0;
export let outputs: u32 = 0;
export let inner: u32 = 0;
export let negative: u32 = 0;
export let window: u32 = 0;
export let cumulative: usize = 0;
export let cumulativeIndex: usize = 0;
export let cumulativeShift: u32 = 0;
export let labelOne: u32 = 0;
export let labelZero: u32 = 0;
export let labelNone: u32 = 0;
export let input: usize = 0;
export let work: usize = 0;
export let zero: usize = 0;
export let padding: u32 = 0;
export let slopes: usize = 0;
export let kept: usize = 0;
export let words: usize = 0;
export let windows: usize = 0;
export let ends: usize = 0;
export let rows: usize = 0; // the targets of a prediction
export let tables: usize = 0; // and their labels' tables

export function readState(settings: usize, thread: usize, rate: f32): void {
  alpha = rate;
  stride = load<u32>(settings, at.STRIDE);
  bytes = stride;
  outputs = load<u32>(settings, at.NEGATIVE_WEIGHTS);
  inner = load<u32>(settings, at.INNER_WEIGHTS);
  negative = load<u32>(settings, at.NEGATIVE);
  window = load<u32>(settings, at.WINDOW);
  cumulative = load<u32>(settings, at.CUMULATIVE);
  cumulativeIndex = load<u32>(settings, at.CUMULATIVE_INDEX);
  cumulativeShift = load<u32>(settings, at.CUMULATIVE_SHIFT);
  labelOne = load<u32>(settings, at.LABEL_ONE);
  labelZero = load<u32>(settings, at.LABEL_ZERO);
  labelNone = load<u32>(settings, at.LABEL_NONE);
  input = load<u32>(thread, at.INPUT);
  work = load<u32>(thread, at.WORK);
  zero = load<u32>(thread, at.ZERO);
  padding = load<u32>(thread, at.PADDING);
  slopes = load<u32>(thread, at.SLOPES);
  kept = load<u32>(thread, at.KEPT);
  words = load<u32>(thread, at.WORDS);
  windows = load<u32>(thread, at.WINDOWS);
  ends = load<u32>(thread, at.ENDS);
  rows = load<u32>(thread, at.ROWS);
  tables = load<u32>(thread, at.TABLES);
}
