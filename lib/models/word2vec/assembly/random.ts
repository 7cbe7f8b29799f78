// AssemblyScript. The random stream of the reference: 48 bits, next = next · 25214903917 + 11.

import { cumulative, cumulativeIndex, cumulativeShift } from './state';

let state: u64 = 0;

export function seed(value: u64): void {
  state = value;
}

/** 32 random bits. */
export function next32(): u32 {
  const value = <u32>(state >> 16);
  state = (state * 25214903917 + 11) & 0xffffffffffff;
  return value;
}

/**
 * A word from the noise distribution: the first whose cumulative value is not below the number
 * drawn. The index says where to begin. The first two steps are sums and no branches, which nothing
 * could predict; a third is seldom needed.
 */
export function drawNegative(): u32 {
  // Modulo 2^31 − 1, without a division.
  let drawn = next32();
  drawn = (drawn & 0x7fffffff) + (drawn >> 31);
  if (drawn >= 0x7fffffff) drawn -= 0x7fffffff;
  let word = load<u32>(cumulativeIndex + ((drawn >> cumulativeShift) << 2));
  word += u32(load<u32>(cumulative + (word << 2)) < drawn);
  word += u32(load<u32>(cumulative + (word << 2)) < drawn);
  while (load<u32>(cumulative + (word << 2)) < drawn) word++;
  return word;
}
