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
  const r0 = <usize>load<u32>(list, 0);
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
  let i: usize = bytes - 16;
  for (; i + 64 <= bytes; i += 64) {
    const x0 = v128.load(input + i);
    s0 = multiplyAdd(x0, v128.load(r0 + i), s0);
    s1 = multiplyAdd(x0, v128.load(r1 + i), s1);
    s2 = multiplyAdd(x0, v128.load(r2 + i), s2);
    s3 = multiplyAdd(x0, v128.load(r3 + i), s3);
    s4 = multiplyAdd(x0, v128.load(r4 + i), s4);
    s5 = multiplyAdd(x0, v128.load(r5 + i), s5);
    const x1 = v128.load(input + i, 16);
    s0 = multiplyAdd(x1, v128.load(r0 + i, 16), s0);
    s1 = multiplyAdd(x1, v128.load(r1 + i, 16), s1);
    s2 = multiplyAdd(x1, v128.load(r2 + i, 16), s2);
    s3 = multiplyAdd(x1, v128.load(r3 + i, 16), s3);
    s4 = multiplyAdd(x1, v128.load(r4 + i, 16), s4);
    s5 = multiplyAdd(x1, v128.load(r5 + i, 16), s5);
    const x2 = v128.load(input + i, 32);
    s0 = multiplyAdd(x2, v128.load(r0 + i, 32), s0);
    s1 = multiplyAdd(x2, v128.load(r1 + i, 32), s1);
    s2 = multiplyAdd(x2, v128.load(r2 + i, 32), s2);
    s3 = multiplyAdd(x2, v128.load(r3 + i, 32), s3);
    s4 = multiplyAdd(x2, v128.load(r4 + i, 32), s4);
    s5 = multiplyAdd(x2, v128.load(r5 + i, 32), s5);
    const x3 = v128.load(input + i, 48);
    s0 = multiplyAdd(x3, v128.load(r0 + i, 48), s0);
    s1 = multiplyAdd(x3, v128.load(r1 + i, 48), s1);
    s2 = multiplyAdd(x3, v128.load(r2 + i, 48), s2);
    s3 = multiplyAdd(x3, v128.load(r3 + i, 48), s3);
    s4 = multiplyAdd(x3, v128.load(r4 + i, 48), s4);
    s5 = multiplyAdd(x3, v128.load(r5 + i, 48), s5);
  }
  for (; i < bytes; i += 16) {
    const x0 = v128.load(input + i);
    s0 = multiplyAdd(x0, v128.load(r0 + i), s0);
    s1 = multiplyAdd(x0, v128.load(r1 + i), s1);
    s2 = multiplyAdd(x0, v128.load(r2 + i), s2);
    s3 = multiplyAdd(x0, v128.load(r3 + i), s3);
    s4 = multiplyAdd(x0, v128.load(r4 + i), s4);
    s5 = multiplyAdd(x0, v128.load(r5 + i), s5);
  }
  store<f32>(slopes, sum(s0), 0);
  store<f32>(slopes, sum(s1), 4);
  store<f32>(slopes, sum(s2), 8);
  store<f32>(slopes, sum(s3), 12);
  store<f32>(slopes, sum(s4), 16);
  store<f32>(slopes, sum(s5), 20);
  slopesOf(label, count, 6);
  const g0 = v128.load32_splat(slopes, 0);
  const g1 = v128.load32_splat(slopes, 4);
  const g2 = v128.load32_splat(slopes, 8);
  const g3 = v128.load32_splat(slopes, 12);
  const g4 = v128.load32_splat(slopes, 16);
  const g5 = v128.load32_splat(slopes, 20);
  i = 0;
  for (; i + 64 <= bytes; i += 64) {
    const x0 = v128.load(input + i);
    let w0 = v128.load(base + i);
    const t00 = v128.load(r0 + i);
    w0 = multiplyAdd(g0, t00, w0);
    v128.store(r0 + i, multiplyAdd(g0, x0, t00));
    const t01 = v128.load(r1 + i);
    w0 = multiplyAdd(g1, t01, w0);
    v128.store(r1 + i, multiplyAdd(g1, x0, t01));
    const t02 = v128.load(r2 + i);
    w0 = multiplyAdd(g2, t02, w0);
    v128.store(r2 + i, multiplyAdd(g2, x0, t02));
    const t03 = v128.load(r3 + i);
    w0 = multiplyAdd(g3, t03, w0);
    v128.store(r3 + i, multiplyAdd(g3, x0, t03));
    const t04 = v128.load(r4 + i);
    w0 = multiplyAdd(g4, t04, w0);
    v128.store(r4 + i, multiplyAdd(g4, x0, t04));
    const t05 = v128.load(r5 + i);
    w0 = multiplyAdd(g5, t05, w0);
    v128.store(r5 + i, multiplyAdd(g5, x0, t05));
    v128.store(out + i, w0);
    const x1 = v128.load(input + i, 16);
    let w1 = v128.load(base + i, 16);
    const t10 = v128.load(r0 + i, 16);
    w1 = multiplyAdd(g0, t10, w1);
    v128.store(r0 + i, multiplyAdd(g0, x1, t10), 16);
    const t11 = v128.load(r1 + i, 16);
    w1 = multiplyAdd(g1, t11, w1);
    v128.store(r1 + i, multiplyAdd(g1, x1, t11), 16);
    const t12 = v128.load(r2 + i, 16);
    w1 = multiplyAdd(g2, t12, w1);
    v128.store(r2 + i, multiplyAdd(g2, x1, t12), 16);
    const t13 = v128.load(r3 + i, 16);
    w1 = multiplyAdd(g3, t13, w1);
    v128.store(r3 + i, multiplyAdd(g3, x1, t13), 16);
    const t14 = v128.load(r4 + i, 16);
    w1 = multiplyAdd(g4, t14, w1);
    v128.store(r4 + i, multiplyAdd(g4, x1, t14), 16);
    const t15 = v128.load(r5 + i, 16);
    w1 = multiplyAdd(g5, t15, w1);
    v128.store(r5 + i, multiplyAdd(g5, x1, t15), 16);
    v128.store(out + i, w1, 16);
    const x2 = v128.load(input + i, 32);
    let w2 = v128.load(base + i, 32);
    const t20 = v128.load(r0 + i, 32);
    w2 = multiplyAdd(g0, t20, w2);
    v128.store(r0 + i, multiplyAdd(g0, x2, t20), 32);
    const t21 = v128.load(r1 + i, 32);
    w2 = multiplyAdd(g1, t21, w2);
    v128.store(r1 + i, multiplyAdd(g1, x2, t21), 32);
    const t22 = v128.load(r2 + i, 32);
    w2 = multiplyAdd(g2, t22, w2);
    v128.store(r2 + i, multiplyAdd(g2, x2, t22), 32);
    const t23 = v128.load(r3 + i, 32);
    w2 = multiplyAdd(g3, t23, w2);
    v128.store(r3 + i, multiplyAdd(g3, x2, t23), 32);
    const t24 = v128.load(r4 + i, 32);
    w2 = multiplyAdd(g4, t24, w2);
    v128.store(r4 + i, multiplyAdd(g4, x2, t24), 32);
    const t25 = v128.load(r5 + i, 32);
    w2 = multiplyAdd(g5, t25, w2);
    v128.store(r5 + i, multiplyAdd(g5, x2, t25), 32);
    v128.store(out + i, w2, 32);
    const x3 = v128.load(input + i, 48);
    let w3 = v128.load(base + i, 48);
    const t30 = v128.load(r0 + i, 48);
    w3 = multiplyAdd(g0, t30, w3);
    v128.store(r0 + i, multiplyAdd(g0, x3, t30), 48);
    const t31 = v128.load(r1 + i, 48);
    w3 = multiplyAdd(g1, t31, w3);
    v128.store(r1 + i, multiplyAdd(g1, x3, t31), 48);
    const t32 = v128.load(r2 + i, 48);
    w3 = multiplyAdd(g2, t32, w3);
    v128.store(r2 + i, multiplyAdd(g2, x3, t32), 48);
    const t33 = v128.load(r3 + i, 48);
    w3 = multiplyAdd(g3, t33, w3);
    v128.store(r3 + i, multiplyAdd(g3, x3, t33), 48);
    const t34 = v128.load(r4 + i, 48);
    w3 = multiplyAdd(g4, t34, w3);
    v128.store(r4 + i, multiplyAdd(g4, x3, t34), 48);
    const t35 = v128.load(r5 + i, 48);
    w3 = multiplyAdd(g5, t35, w3);
    v128.store(r5 + i, multiplyAdd(g5, x3, t35), 48);
    v128.store(out + i, w3, 48);
  }
  for (; i < bytes; i += 16) {
    const x0 = v128.load(input + i);
    let w0 = v128.load(base + i);
    const t00 = v128.load(r0 + i);
    w0 = multiplyAdd(g0, t00, w0);
    v128.store(r0 + i, multiplyAdd(g0, x0, t00));
    const t01 = v128.load(r1 + i);
    w0 = multiplyAdd(g1, t01, w0);
    v128.store(r1 + i, multiplyAdd(g1, x0, t01));
    const t02 = v128.load(r2 + i);
    w0 = multiplyAdd(g2, t02, w0);
    v128.store(r2 + i, multiplyAdd(g2, x0, t02));
    const t03 = v128.load(r3 + i);
    w0 = multiplyAdd(g3, t03, w0);
    v128.store(r3 + i, multiplyAdd(g3, x0, t03));
    const t04 = v128.load(r4 + i);
    w0 = multiplyAdd(g4, t04, w0);
    v128.store(r4 + i, multiplyAdd(g4, x0, t04));
    const t05 = v128.load(r5 + i);
    w0 = multiplyAdd(g5, t05, w0);
    v128.store(r5 + i, multiplyAdd(g5, x0, t05));
    v128.store(out + i, w0);
  }
}
