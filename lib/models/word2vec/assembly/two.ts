// AssemblyScript. Two words of a window trained at once on the same targets, as matrices (S. Ji et al.,
// "Parallelizing Word2Vec in Shared and Distributed Memory", 2016): each target is loaded once for both.

import { multiplyAdd, sum } from '../../parallel/assembly/vector';
import { slopesOf } from './slope';
import { bytes, rows, slopes, tables } from './state';

/**
 * Trains two different input rows on the first six targets, all different, both as the targets were before.
 */
export function trainTwo(a: usize, b: usize): void {
  dots(a, b, 0);
  dots(a, b, 12);
  slopesFrom(slopes);
  slopesFrom(slopes + 24);
  const r0 = <usize>load<u32>(rows);
  const r1 = <usize>load<u32>(rows, 4);
  const r2 = <usize>load<u32>(rows, 8);
  const r3 = <usize>load<u32>(rows, 12);
  const r4 = <usize>load<u32>(rows, 16);
  const r5 = <usize>load<u32>(rows, 20);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(a + i);
    const y = v128.load(b + i);
    let toX = x;
    let toY = y;
    const t0 = v128.load(r0 + i);
    const g0 = v128.load32_splat(slopes);
    const h0 = v128.load32_splat(slopes, 24);
    toX = multiplyAdd(g0, t0, toX);
    toY = multiplyAdd(h0, t0, toY);
    v128.store(r0 + i, multiplyAdd(h0, y, multiplyAdd(g0, x, t0)));
    const t1 = v128.load(r1 + i);
    const g1 = v128.load32_splat(slopes, 4);
    const h1 = v128.load32_splat(slopes, 28);
    toX = multiplyAdd(g1, t1, toX);
    toY = multiplyAdd(h1, t1, toY);
    v128.store(r1 + i, multiplyAdd(h1, y, multiplyAdd(g1, x, t1)));
    const t2 = v128.load(r2 + i);
    const g2 = v128.load32_splat(slopes, 8);
    const h2 = v128.load32_splat(slopes, 32);
    toX = multiplyAdd(g2, t2, toX);
    toY = multiplyAdd(h2, t2, toY);
    v128.store(r2 + i, multiplyAdd(h2, y, multiplyAdd(g2, x, t2)));
    const t3 = v128.load(r3 + i);
    const g3 = v128.load32_splat(slopes, 12);
    const h3 = v128.load32_splat(slopes, 36);
    toX = multiplyAdd(g3, t3, toX);
    toY = multiplyAdd(h3, t3, toY);
    v128.store(r3 + i, multiplyAdd(h3, y, multiplyAdd(g3, x, t3)));
    const t4 = v128.load(r4 + i);
    const g4 = v128.load32_splat(slopes, 16);
    const h4 = v128.load32_splat(slopes, 40);
    toX = multiplyAdd(g4, t4, toX);
    toY = multiplyAdd(h4, t4, toY);
    v128.store(r4 + i, multiplyAdd(h4, y, multiplyAdd(g4, x, t4)));
    const t5 = v128.load(r5 + i);
    const g5 = v128.load32_splat(slopes, 20);
    const h5 = v128.load32_splat(slopes, 44);
    toX = multiplyAdd(g5, t5, toX);
    toY = multiplyAdd(h5, t5, toY);
    v128.store(r5 + i, multiplyAdd(h5, y, multiplyAdd(g5, x, t5)));
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
  for (let i: usize = 0; i < bytes; i += 16) {
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
