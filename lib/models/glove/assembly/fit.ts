// AssemblyScript. The fit: one call goes through some entries of 16 bytes: the row, the column, ln x
// and its weight. A word's row is its vector, its bias and a 1 (a context's: the 1 first), filled up
// with zeros; then, number by number, 1/√G of AdaGrad's sums of squares G, 0 where nothing may move.
//
// 1/√(G + t²) = s / √(1 + u) with s = 1/√G and u = (ts)². Where u is small, as nearly always, that
// is s (1 − u/2 + 3u²/8) to the precision of the numbers, without a root or a division.

import { dot } from '../../parallel/assembly/vector';

/** Up to here the series is exact to 3e-7; above it roots are taken. */
const SMALL: f32 = 0.01;

/**
 * Fits to the entries from one to another.
 * @param words where the words' rows begin, `contexts` where those of the contexts do
 * @param half bytes of a row's first half
 * @param clip no part of a gradient, times the rate, is larger
 * @returns Σ ½ weight · difference²
 */
export function fit(
  entries: usize,
  from: u32,
  to: u32,
  words: usize,
  contexts: usize,
  half: u32,
  rate: f32,
  clip: f32,
): f64 {
  let loss: f64 = 0;
  const end = entries + ((<usize>to) << 4);
  for (let entry = entries + ((<usize>from) << 4); entry < end; entry += 16) {
    const w = words + <usize>load<u32>(entry) * (half << 1);
    const c = contexts + <usize>load<u32>(entry, 4) * (half << 1);
    const difference = dot(w, c, half) - load<f32>(entry, 8);
    const weighted = difference * load<f32>(entry, 12);
    loss += 0.5 * <f64>weighted * <f64>difference;
    const g = weighted * rate;
    // So long as no number is above 100, only a larger g could make a gradient that is clipped.
    if (abs(g) * 100 <= clip) move(w, c, half, f32x4.splat(g), clip);
    else for (let i: usize = 0; i < half; i += 16) rooted(w + i, c + i, half, f32x4.splat(g), clip);
  }
  return loss;
}

function move(w: usize, c: usize, half: usize, g: v128, clip: f32): void {
  const one2 = f32x4.splat(0.5);
  const three8 = f32x4.splat(0.375);
  const small = f32x4.splat(SMALL);
  for (let i: usize = 0; i < half; i += 16) {
    const a = v128.load(w + i);
    const b = v128.load(c + i);
    const ra = v128.load(w + i + half);
    const rb = v128.load(c + i + half);
    const stepA = f32x4.mul(f32x4.mul(g, b), ra);
    const stepB = f32x4.mul(f32x4.mul(g, a), rb);
    const ua = f32x4.mul(stepA, stepA);
    const ub = f32x4.mul(stepB, stepB);
    if (v128.any_true(f32x4.gt(f32x4.max(ua, ub), small))) {
      rooted(w + i, c + i, half, g, clip);
      continue;
    }
    v128.store(w + i, f32x4.sub(a, stepA));
    v128.store(c + i, f32x4.sub(b, stepB));
    const fallA = f32x4.mul(ua, f32x4.sub(one2, f32x4.mul(ua, three8)));
    const fallB = f32x4.mul(ub, f32x4.sub(one2, f32x4.mul(ub, three8)));
    v128.store(w + i + half, f32x4.sub(ra, f32x4.mul(ra, fallA)));
    v128.store(c + i + half, f32x4.sub(rb, f32x4.mul(rb, fallB)));
  }
}

/** Four numbers of each with roots, and gradients that are clipped. */
function rooted(w: usize, c: usize, half: usize, g: v128, clip: f32): void {
  const most = f32x4.splat(clip);
  const least = f32x4.splat(-clip);
  const one = f32x4.splat(1);
  const a = v128.load(w);
  const b = v128.load(c);
  const ra = v128.load(w + half);
  const rb = v128.load(c + half);
  const ta = f32x4.max(f32x4.min(f32x4.mul(g, b), most), least);
  const tb = f32x4.max(f32x4.min(f32x4.mul(g, a), most), least);
  const stepA = f32x4.mul(ta, ra);
  const stepB = f32x4.mul(tb, rb);
  v128.store(w, f32x4.sub(a, stepA));
  v128.store(c, f32x4.sub(b, stepB));
  const ua = f32x4.add(one, f32x4.mul(stepA, stepA));
  const ub = f32x4.add(one, f32x4.mul(stepB, stepB));
  v128.store(w + half, f32x4.div(ra, f32x4.sqrt(ua)));
  v128.store(c + half, f32x4.div(rb, f32x4.sqrt(ub)));
}
