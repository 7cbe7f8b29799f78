// AssemblyScript. The targets of one prediction: a list of rows and one of their labels' tables, both
// filled up to a multiple of six with a row that stays zero.

import { CODE_START, CODES, POINTS } from './config';
import { drawNegative } from './random';
import {
  inner,
  labelNone,
  labelOne,
  labelZero,
  negative,
  outputs,
  padding,
  rows,
  stride,
  tables,
} from './state';

let codeStart: usize = 0;
let codes: usize = 0;
let points: usize = 0;

/** How many targets there are. */
export let count: u32 = 0;
/** Whether no row stands twice. */
export let distinct: bool = true;

export function readCodes(settings: usize): void {
  codeStart = load<u32>(settings, CODE_START);
  codes = load<u32>(settings, CODES);
  points = load<u32>(settings, POINTS);
}

function add(row: u32, table: u32): void {
  store<u32>(rows + (count << 2), row);
  store<u32>(tables + (count++ << 2), table);
}

function fill(): void {
  const size = count;
  while (count % 6 !== 0) add(padding, labelNone);
  count = size;
}

/** Negative sampling: the word, and noise words that are not it. */
export function drawTargets(word: u32): void {
  count = 0;
  distinct = true;
  add(outputs + word * stride, labelOne);
  for (let d: u32 = 0; d < negative; d++) {
    const noise = drawNegative();
    if (noise === word) continue;
    const row = outputs + noise * stride;
    for (let k: u32 = 1; k < count; k++) {
      if (load<u32>(rows + (k << 2)) === row) distinct = false;
    }
    add(row, labelZero);
  }
  fill();
}

/** Hierarchical softmax: the inner nodes on the way from the root to the word; bit 0 should give 1. */
export function pathTargets(word: u32): void {
  count = 0;
  distinct = true;
  const end = load<u32>(codeStart + (word << 2), 4);
  for (let b = load<u32>(codeStart + (word << 2)); b < end; b++) {
    const row = inner + load<u32>(points + (b << 2)) * stride;
    add(row, load<u8>(codes + b) === 0 ? labelOne : labelZero);
  }
  fill();
}
