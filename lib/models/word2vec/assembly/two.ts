// AssemblyScript. Two words of a window trained at once on the same targets, as matrices (S. Ji et al.,
// "Parallelizing Word2Vec in Shared and Distributed Memory", 2016): each target is loaded once for both.

import { multiplyAdd, sum } from '../../parallel/assembly/vector';
import { slopesOf } from './slope';
import { bytes, input, rows, slopes, tables } from './state';

/**
 * Trains two different input rows on the first six targets, all different, both as the targets were before.
 */
export function trainTwo(a: usize, b: usize): void {
  dots(a, b, 0);
  dots(a, b, 12);
  slopesFrom(slopes);
  slopesFrom(slopes + 24);
  updateFirst(a, b);
  updateRest(a, b);
}

/** The first three targets; what the inputs become by them is left half done. */
function updateFirst(a: usize, b: usize): void {
  const r0 = <usize>load<u32>(rows);
  const r1 = <usize>load<u32>(rows, 4);
  const r2 = <usize>load<u32>(rows, 8);
  const g0 = v128.load32_splat(slopes);
  const g1 = v128.load32_splat(slopes, 4);
  const g2 = v128.load32_splat(slopes, 8);
  const h0 = v128.load32_splat(slopes, 24);
  const h1 = v128.load32_splat(slopes, 28);
  const h2 = v128.load32_splat(slopes, 32);
  const half = input;
  const end = bytes;
  for (let i: usize = 0; i < end; i += 16) {
    const x = v128.load(a + i);
    const y = v128.load(b + i);
    let toX = x;
    let toY = y;
    const t0 = v128.load(r0 + i);
    toX = multiplyAdd(g0, t0, toX);
    toY = multiplyAdd(h0, t0, toY);
    v128.store(r0 + i, multiplyAdd(h0, y, multiplyAdd(g0, x, t0)));
    const t1 = v128.load(r1 + i);
    toX = multiplyAdd(g1, t1, toX);
    toY = multiplyAdd(h1, t1, toY);
    v128.store(r1 + i, multiplyAdd(h1, y, multiplyAdd(g1, x, t1)));
    const t2 = v128.load(r2 + i);
    toX = multiplyAdd(g2, t2, toX);
    toY = multiplyAdd(h2, t2, toY);
    v128.store(r2 + i, multiplyAdd(h2, y, multiplyAdd(g2, x, t2)));
    v128.store(half + 2 * i, toX);
    v128.store(half + 2 * i, toY, 16);
  }
}

/** The other three, and the inputs. */
function updateRest(a: usize, b: usize): void {
  const r0 = <usize>load<u32>(rows, 12);
  const r1 = <usize>load<u32>(rows, 16);
  const r2 = <usize>load<u32>(rows, 20);
  const g0 = v128.load32_splat(slopes, 12);
  const g1 = v128.load32_splat(slopes, 16);
  const g2 = v128.load32_splat(slopes, 20);
  const h0 = v128.load32_splat(slopes, 36);
  const h1 = v128.load32_splat(slopes, 40);
  const h2 = v128.load32_splat(slopes, 44);
  const half = input;
  const end = bytes;
  for (let i: usize = 0; i < end; i += 16) {
    const x = v128.load(a + i);
    const y = v128.load(b + i);
    let toX = v128.load(half + 2 * i);
    let toY = v128.load(half + 2 * i, 16);
    const t0 = v128.load(r0 + i);
    toX = multiplyAdd(g0, t0, toX);
    toY = multiplyAdd(h0, t0, toY);
    v128.store(r0 + i, multiplyAdd(h0, y, multiplyAdd(g0, x, t0)));
    const t1 = v128.load(r1 + i);
    toX = multiplyAdd(g1, t1, toX);
    toY = multiplyAdd(h1, t1, toY);
    v128.store(r1 + i, multiplyAdd(h1, y, multiplyAdd(g1, x, t1)));
    const t2 = v128.load(r2 + i);
    toX = multiplyAdd(g2, t2, toX);
    toY = multiplyAdd(h2, t2, toY);
    v128.store(r2 + i, multiplyAdd(h2, y, multiplyAdd(g2, x, t2)));
    v128.store(a + i, toX);
    v128.store(b + i, toY);
  }
}

/** Dot products of both inputs with three of the targets, `at` bytes into their list. */
function dots(a: usize, b: usize, at: usize): void {
  const r0 = <usize>load<u32>(rows + at);
  const r1 = <usize>load<u32>(rows + at, 4);
  const r2 = <usize>load<u32>(rows + at, 8);
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  const end = bytes;
  for (let i: usize = 0; i < end; i += 16) {
    const x = v128.load(a + i);
    const y = v128.load(b + i);
    const t0 = v128.load(r0 + i);
    a0 = multiplyAdd(x, t0, a0);
    b0 = multiplyAdd(y, t0, b0);
    const t1 = v128.load(r1 + i);
    a1 = multiplyAdd(x, t1, a1);
    b1 = multiplyAdd(y, t1, b1);
    const t2 = v128.load(r2 + i);
    a2 = multiplyAdd(x, t2, a2);
    b2 = multiplyAdd(y, t2, b2);
  }
  store<f32>(slopes + at, sum(a0));
  store<f32>(slopes + at, sum(a1), 4);
  store<f32>(slopes + at, sum(a2), 8);
  store<f32>(slopes + at, sum(b0), 24);
  store<f32>(slopes + at, sum(b1), 28);
  store<f32>(slopes + at, sum(b2), 32);
}

function slopesFrom(at: usize): void {
  slopesOf(
    load<f32>(at),
    load<f32>(at, 4),
    load<f32>(at, 8),
    load<f32>(at, 12),
    load<f32>(at, 16),
    load<f32>(at, 20),
    tables,
    at,
  );
}
