// AssemblyScript. (label − σ(x)) · α and −ln σ, from tables.

import { alpha } from './state';

const MAX_EXP: f32 = 6;
const SCALE: f32 = 83; // see ../sigmoid-table.ts

let loss: f64 = 0;

export function clearLoss(): void {
  loss = 0;
}

export function totalLoss(): f64 {
  return loss;
}

/** Lane 0: label − σ(x); lane 1: the loss; both 0 outside of the table. */
function lookUp(x: f32, table: u32): v128 {
  if (x <= -MAX_EXP || x >= MAX_EXP) return f32x4.splat(0);
  return v128.load64_zero(<usize>table + ((<usize>(<u32>((x + MAX_EXP) * SCALE))) << 3));
}

/** The slope of one target; counts its loss. */
export function slopeOf(x: f32, table: u32): f32 {
  const found = lookUp(x, table);
  loss += f32x4.extract_lane(found, 1);
  return f32x4.extract_lane(found, 0) * alpha;
}

/** Leaves the slopes of six targets at `to`; counts their loss. */
export function slopesOf(
  x0: f32,
  x1: f32,
  x2: f32,
  x3: f32,
  x4: f32,
  x5: f32,
  tables: usize,
  to: usize,
): void {
  const l0 = lookUp(x0, load<u32>(tables));
  const l1 = lookUp(x1, load<u32>(tables, 4));
  const l2 = lookUp(x2, load<u32>(tables, 8));
  const l3 = lookUp(x3, load<u32>(tables, 12));
  const l4 = lookUp(x4, load<u32>(tables, 16));
  const l5 = lookUp(x5, load<u32>(tables, 20));
  const rate = f32x4.splat(alpha);
  v128.store32_lane(to, f32x4.mul(l0, rate), 0);
  v128.store32_lane(to, f32x4.mul(l1, rate), 0, 4);
  v128.store32_lane(to, f32x4.mul(l2, rate), 0, 8);
  v128.store32_lane(to, f32x4.mul(l3, rate), 0, 12);
  v128.store32_lane(to, f32x4.mul(l4, rate), 0, 16);
  v128.store32_lane(to, f32x4.mul(l5, rate), 0, 20);
  const half = f32x4.add(f32x4.add(l0, l1), l2);
  const all = f32x4.add(f32x4.add(half, l3), f32x4.add(l4, l5));
  loss += f32x4.extract_lane(all, 1);
}
