// AssemblyScript. Two words of a window trained at once on the same targets, as matrices (S. Ji et al.,
// "Parallelizing Word2Vec in Shared and Distributed Memory", 2016): each target is loaded once for both.

import { multiplyAdd, sum } from '../../parallel/assembly/vector';
import { bytes, labels, padding, slope, slopes, targets } from './fused';

/**
 * Trains two different input rows, both seeing the targets as they were before.
 * @param count targets, all different, 6 at most
 */
export function trainTwo(a: usize, b: usize, count: u32): void {
  for (let k = count; k < 6; k++) store<u32>(targets + (k << 2), padding);
  const r0 = <usize>load<u32>(targets);
  const r1 = <usize>load<u32>(targets, 4);
  const r2 = <usize>load<u32>(targets, 8);
  const r3 = <usize>load<u32>(targets, 12);
  const r4 = <usize>load<u32>(targets, 16);
  const r5 = <usize>load<u32>(targets, 20);
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let a4 = a0;
  let a5 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let b4 = a0;
  let b5 = a0;
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
    const t3 = v128.load(r3 + i);
    a3 = multiplyAdd(x, t3, a3);
    b3 = multiplyAdd(y, t3, b3);
    const t4 = v128.load(r4 + i);
    a4 = multiplyAdd(x, t4, a4);
    b4 = multiplyAdd(y, t4, b4);
    const t5 = v128.load(r5 + i);
    a5 = multiplyAdd(x, t5, a5);
    b5 = multiplyAdd(y, t5, b5);
  }
  store<f32>(slopes, sum(a0));
  store<f32>(slopes, sum(a1), 4);
  store<f32>(slopes, sum(a2), 8);
  store<f32>(slopes, sum(a3), 12);
  store<f32>(slopes, sum(a4), 16);
  store<f32>(slopes, sum(a5), 20);
  store<f32>(slopes, sum(b0), 24);
  store<f32>(slopes, sum(b1), 28);
  store<f32>(slopes, sum(b2), 32);
  store<f32>(slopes, sum(b3), 36);
  store<f32>(slopes, sum(b4), 40);
  store<f32>(slopes, sum(b5), 44);
  slopesOfTwo(count);
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

function slopesOfTwo(count: u32): void {
  for (let k: u32 = 0; k < 6; k++) {
    const label = load<f32>(labels + (k << 2));
    const at = slopes + (k << 2);
    store<f32>(at, k < count ? slope(load<f32>(at), label) : 0);
    store<f32>(at, k < count ? slope(load<f32>(at, 24), label) : 0, 24);
  }
}
