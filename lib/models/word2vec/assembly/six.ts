// AssemblyScript. One input row against six target rows at once: the input is loaded once for all, and
// their sums do not wait for each other. Written out, since a loop over the targets would cost as much
// as their arithmetic.

import { multiplyAdd, sum } from '../../parallel/assembly/vector';
import { slopesOf } from './slope';
import { bytes, rows, slopes, tables } from './state';

/**
 * Trains an input on six different targets: out = base + Σ slope · target, target += slope · input.
 * @param at where the six begin in the list of targets, in bytes
 */
export function trainSix(input: usize, base: usize, out: usize, at: usize): void {
  const r0 = <usize>load<u32>(rows + at);
  const r1 = <usize>load<u32>(rows + at, 4);
  const r2 = <usize>load<u32>(rows + at, 8);
  const r3 = <usize>load<u32>(rows + at, 12);
  const r4 = <usize>load<u32>(rows + at, 16);
  const r5 = <usize>load<u32>(rows + at, 20);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let i: usize = 0;
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
  slopesOf(sum(s0), sum(s1), sum(s2), sum(s3), sum(s4), sum(s5), tables + at, slopes);
  const g0 = v128.load32_splat(slopes);
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
