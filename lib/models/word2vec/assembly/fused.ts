// AssemblyScript. One prediction trained: an input row against target rows, six or three at a time,
// so that the input is loaded once for all of them and their sums do not wait for each other.

import { addScaled, dot, multiplyAdd, sum } from '../../parallel/assembly/vector';
import { EXP_TABLE, LABELS, LOG_TABLE, PADDING, SLOPES, TARGETS, WORK, ZERO } from './config';

const MAX_EXP: f32 = 6;
const TABLE_SCALE: f32 = 1000.0 / 6.0 / 2.0;

let expTable: usize = 0;
let logTable: usize = 0;
export let bytes: usize = 0; // of a row
let alpha: f32 = 0;
let work: usize = 0;
let zero: usize = 0;
export let padding: u32 = 0;
export let targets: usize = 0;
export let labels: usize = 0;
export let slopes: usize = 0;
let loss: f64 = 0;

export function prepare(config: usize, thread: usize, stride: usize, rate: f32): void {
  expTable = load<u32>(config, EXP_TABLE);
  logTable = load<u32>(config, LOG_TABLE);
  bytes = stride;
  alpha = rate;
  work = load<u32>(thread, WORK);
  zero = load<u32>(thread, ZERO);
  padding = load<u32>(thread, PADDING);
  targets = load<u32>(thread, TARGETS);
  labels = load<u32>(thread, LABELS);
  slopes = load<u32>(thread, SLOPES);
  loss = 0;
}

export function totalLoss(): f64 {
  return loss;
}

/** Names the target of a place, of a prediction's `count` targets, and what it should give. */
export function setTarget(place: u32, row: u32, label: f32): void {
  store<u32>(targets + (place << 2), row);
  store<f32>(labels + (place << 2), label);
}

/** Whether a row stands among the first `count` targets. */
export function repeated(row: u32, count: u32): bool {
  for (let k: u32 = 0; k < count; k++) {
    if (load<u32>(targets + (k << 2)) === row) return true;
  }
  return false;
}

/** (label − σ(x)) · α by the table, 0 outside of it; counts the loss. */
export function slope(x: f32, label: f32): f32 {
  if (x <= -MAX_EXP || x >= MAX_EXP) return 0;
  const sigmoid = load<f32>(expTable + ((<usize>(<i32>((x + MAX_EXP) * TABLE_SCALE))) << 2));
  const right = label > 0 ? x : -x;
  loss -= load<f32>(logTable + ((<usize>(<i32>((right + MAX_EXP) * TABLE_SCALE))) << 2));
  return (label - sigmoid) * alpha;
}

/**
 * Trains one prediction of `count` targets; the input itself gets the gradient's step.
 * @param distinct whether no target stands twice: then loading all before storing loses nothing
 */
export function trainInput(input: usize, count: u32, distinct: bool): void {
  if (count <= 6 && distinct) {
    group(input, input, input, 0, count);
    return;
  }
  trainWork(input, count, distinct);
  addScaled(1, work, input, bytes);
}

/** Trains one prediction; the step of the input is left in the row of work. */
export function trainWork(input: usize, count: u32, distinct: bool): void {
  let base = zero;
  for (let first: u32 = 0; first < count; first += 6) {
    const size = min<u32>(6, count - first);
    if (distinct) group(input, base, work, first, size);
    else for (let k: u32 = 0; k < size; k++) single(input, k === 0 ? base : work, first + k);
    base = work;
  }
}

/** work = base + slope · target, target += slope · input, for one target alone. */
function single(input: usize, base: usize, place: u32): void {
  const row = <usize>load<u32>(targets + (place << 2));
  const g = slope(dot(input, row, bytes), load<f32>(labels + (place << 2)));
  if (base !== work) memory.copy(work, base, bytes);
  addScaled(g, row, work, bytes);
  addScaled(g, input, row, bytes);
}

/** Up to six targets: fewer are filled up with a row that stays zero. */
function group(input: usize, base: usize, out: usize, first: u32, count: u32): void {
  const list = targets + (first << 2);
  const label = labels + (first << 2);
  if (count <= 3) {
    for (let k = count; k < 3; k++) store<u32>(list + (k << 2), padding);
    three(input, base, out, list, label, count);
  } else {
    for (let k = count; k < 6; k++) store<u32>(list + (k << 2), padding);
    six(input, base, out, list, label, count);
  }
}

function slopesOf(label: usize, count: u32, size: u32): void {
  for (let k: u32 = 0; k < count; k++) {
    const at = slopes + (k << 2);
    store<f32>(at, slope(load<f32>(at), load<f32>(label + (k << 2))));
  }
  for (let k = count; k < size; k++) store<f32>(slopes + (k << 2), 0);
}

function three(input: usize, base: usize, out: usize, list: usize, label: usize, count: u32): void {
  const r0 = <usize>load<u32>(list);
  const r1 = <usize>load<u32>(list, 4);
  const r2 = <usize>load<u32>(list, 8);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(input + i);
    s0 = multiplyAdd(x, v128.load(r0 + i), s0);
    s1 = multiplyAdd(x, v128.load(r1 + i), s1);
    s2 = multiplyAdd(x, v128.load(r2 + i), s2);
  }
  store<f32>(slopes, sum(s0));
  store<f32>(slopes, sum(s1), 4);
  store<f32>(slopes, sum(s2), 8);
  slopesOf(label, count, 3);
  const g0 = v128.load32_splat(slopes);
  const g1 = v128.load32_splat(slopes, 4);
  const g2 = v128.load32_splat(slopes, 8);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(input + i);
    const t0 = v128.load(r0 + i);
    const t1 = v128.load(r1 + i);
    const t2 = v128.load(r2 + i);
    v128.store(r0 + i, multiplyAdd(g0, x, t0));
    v128.store(r1 + i, multiplyAdd(g1, x, t1));
    v128.store(r2 + i, multiplyAdd(g2, x, t2));
    const step = multiplyAdd(g2, t2, multiplyAdd(g1, t1, f32x4.mul(g0, t0)));
    v128.store(out + i, f32x4.add(v128.load(base + i), step));
  }
}

function six(input: usize, base: usize, out: usize, list: usize, label: usize, count: u32): void {
  const r0 = <usize>load<u32>(list);
  const r1 = <usize>load<u32>(list, 4);
  const r2 = <usize>load<u32>(list, 8);
  const r3 = <usize>load<u32>(list, 12);
  const r4 = <usize>load<u32>(list, 16);
  const r5 = <usize>load<u32>(list, 20);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(input + i);
    s0 = multiplyAdd(x, v128.load(r0 + i), s0);
    s1 = multiplyAdd(x, v128.load(r1 + i), s1);
    s2 = multiplyAdd(x, v128.load(r2 + i), s2);
    s3 = multiplyAdd(x, v128.load(r3 + i), s3);
    s4 = multiplyAdd(x, v128.load(r4 + i), s4);
    s5 = multiplyAdd(x, v128.load(r5 + i), s5);
  }
  store<f32>(slopes, sum(s0));
  store<f32>(slopes, sum(s1), 4);
  store<f32>(slopes, sum(s2), 8);
  store<f32>(slopes, sum(s3), 12);
  store<f32>(slopes, sum(s4), 16);
  store<f32>(slopes, sum(s5), 20);
  slopesOf(label, count, 6);
  const g0 = v128.load32_splat(slopes);
  const g1 = v128.load32_splat(slopes, 4);
  const g2 = v128.load32_splat(slopes, 8);
  const g3 = v128.load32_splat(slopes, 12);
  const g4 = v128.load32_splat(slopes, 16);
  const g5 = v128.load32_splat(slopes, 20);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(input + i);
    const t0 = v128.load(r0 + i);
    let step = f32x4.mul(g0, t0);
    v128.store(r0 + i, multiplyAdd(g0, x, t0));
    const t1 = v128.load(r1 + i);
    step = multiplyAdd(g1, t1, step);
    v128.store(r1 + i, multiplyAdd(g1, x, t1));
    const t2 = v128.load(r2 + i);
    step = multiplyAdd(g2, t2, step);
    v128.store(r2 + i, multiplyAdd(g2, x, t2));
    const t3 = v128.load(r3 + i);
    step = multiplyAdd(g3, t3, step);
    v128.store(r3 + i, multiplyAdd(g3, x, t3));
    const t4 = v128.load(r4 + i);
    step = multiplyAdd(g4, t4, step);
    v128.store(r4 + i, multiplyAdd(g4, x, t4));
    const t5 = v128.load(r5 + i);
    step = multiplyAdd(g5, t5, step);
    v128.store(r5 + i, multiplyAdd(g5, x, t5));
    v128.store(out + i, f32x4.add(v128.load(base + i), step));
  }
}
