// AssemblyScript. The fit: one call goes through some entries of 16 bytes: the row, the column, ln x
// and its weight. A row in memory is four numbers, what AdaGrad keeps of those four, the next four
// numbers, and so on; ../fit-fast.ts lays them out. A word's numbers are its vector, its bias and a
// 1, a context's the vector, a 1 and the bias, filled up with zeros, so that one dot product has it
// all. AdaGrad keeps 1/√G of its sums of squares G, 0 where nothing may move.
//
// 1/√(G + t²) = s / √(1 + u) with s = 1/√G and u = (ts)². Where u is small, as nearly always, that
// is s (1 − u/2) to the precision of the numbers, without a root or a division. Every number here,
// those of AdaGrad too, is divided by √2: a step's square is then u/2.

import { multiplyAdd, sum } from '../../parallel/assembly/vector';

/** Up to here, of u/2, the next part of the series (3u²/8) is below half of the last bit. */
const SMALL: f32 = 0.0002;

const ROOT2 = <f32>Math.SQRT2;

/**
 * Fits to the entries of a tile, from one to another.
 * @param words where the words' rows begin, `contexts` where those of the contexts do
 * @param bytes of a row, a multiple of 32
 * @param rate the learning rate
 * @param clip no part of a gradient, times the rate, is larger
 * @param size rows of words, and of contexts
 * @param blocks into which they are dealt
 * @param wordBlock the tile's block of words, `contextBlock` that of contexts
 * @returns Σ ½ weight · difference²
 */
export function fit(
  entries: usize,
  from: u32,
  to: u32,
  words: usize,
  contexts: usize,
  bytes: u32,
  rate: f32,
  clip: f32,
  size: u32,
  blocks: u32,
  wordBlock: u32,
  contextBlock: u32,
): f64 {
  let loss: f64 = 0;
  let touched: u32 = 0;
  // So long as no number is above 100, only a larger step could make a gradient that is clipped.
  const unclipped = clip / 100;
  const most = max(
    largest(words, bytes, wordBlock, blocks, size),
    largest(contexts, bytes, contextBlock, blocks, size),
  );
  // A step up to this is small everywhere, so long as AdaGrad's sums are above 1 and the numbers
  // below twice the largest one of now; where they are ten times that, five digits are right.
  const low: f32 = min(unclipped, sqrt(SMALL) / (2 * most));
  const end = entries + ((<usize>to) << 4);
  let entry = entries + ((<usize>from) << 4);
  let w = words + <usize>load<u32>(entry) * bytes;
  let c = contexts + <usize>load<u32>(entry, 4) * bytes;
  let product = dot(w, c, bytes);
  while (entry < end) {
    const difference: f32 = <f32>2 * product - load<f32>(entry, 8);
    const weighted = difference * load<f32>(entry, 12);
    loss += 0.5 * <f64>weighted * <f64>difference;
    const step = weighted * rate;
    const length = abs(step);
    entry += 16;
    const next = entry < end ? entry : end - 16;
    const nextW = words + <usize>load<u32>(next) * bytes;
    const nextC = contexts + <usize>load<u32>(next, 4) * bytes;
    // WebAssembly cannot ask for memory ahead of time, but a read of a row's beginning makes the
    // processor fetch it: here those of the pair after the next.
    const later = next + 16 < end ? next + 16 : next;
    touched |= load<u32>(words + <usize>load<u32>(later) * bytes);
    touched |= load<u32>(contexts + <usize>load<u32>(later, 4) * bytes);
    // The next pair's product, of which all parts wait for one another, comes before this pair's
    // step, whose parts do not, so that the processor works on both at once.
    product = dot(nextW, nextC, bytes);
    if (length <= low) {
      moveLittle(w, c, bytes, step * ROOT2);
    } else {
      const done = length <= unclipped ? move(w, c, bytes, step * ROOT2) : 0;
      if (done < bytes) rooted(w, c, done, bytes, step * ROOT2, clip);
    }
    if (nextW === w || nextC === c) product = dot(nextW, nextC, bytes);
    w = nextW;
    c = nextC;
  }
  store<u32>(0, touched); // to nobody's place: what is never used would not be read
  return loss;
}

/** The largest number, without its sign, in the rows of a block. */
function largest(rows: usize, bytes: usize, block: u32, blocks: u32, size: u32): f32 {
  let most = f32x4.splat(0);
  for (let row = block; row < size; row += blocks) {
    const at = rows + <usize>row * bytes;
    for (let i: usize = 0; i < bytes; i += 32)
      most = f32x4.pmax(most, f32x4.abs(v128.load(at + i)));
  }
  const pairs = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 2, 3));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

/** The dot product of two rows' numbers, without AdaGrad's between them. */
function dot(w: usize, c: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  let i: usize = 0;
  for (; i + 64 <= bytes; i += 64) {
    even = multiplyAdd(v128.load(w + i), v128.load(c + i), even);
    odd = multiplyAdd(v128.load(w + i, 32), v128.load(c + i, 32), odd);
  }
  if (i < bytes) even = multiplyAdd(v128.load(w + i), v128.load(c + i), even);
  return sum(f32x4.add(even, odd));
}

/** Moves both rows by a step that is small everywhere. */
function moveLittle(w: usize, c: usize, bytes: usize, step: f32): void {
  const g = f32x4.splat(step);
  for (let i: usize = 0; i < bytes; i += 32) {
    const a = v128.load(w + i);
    const b = v128.load(c + i);
    const ra = v128.load(w + i, 16);
    const rb = v128.load(c + i, 16);
    const stepA = f32x4.mul(f32x4.mul(g, b), ra);
    const stepB = f32x4.mul(f32x4.mul(g, a), rb);
    v128.store(w + i, f32x4.sub(a, stepA));
    v128.store(c + i, f32x4.sub(b, stepB));
    v128.store(w + i, f32x4.sub(ra, f32x4.mul(ra, f32x4.mul(stepA, stepA))), 16);
    v128.store(c + i, f32x4.sub(rb, f32x4.mul(rb, f32x4.mul(stepB, stepB))), 16);
  }
}

/** Moves both rows, and stops where a step is not small. Returns how many bytes are done. */
function move(w: usize, c: usize, bytes: usize, step: f32): usize {
  const g = f32x4.splat(step);
  const small = f32x4.splat(SMALL);
  let i: usize = 0;
  for (; i < bytes; i += 32) {
    const a = v128.load(w + i);
    const b = v128.load(c + i);
    const ra = v128.load(w + i, 16);
    const rb = v128.load(c + i, 16);
    const stepA = f32x4.mul(f32x4.mul(g, b), ra);
    const stepB = f32x4.mul(f32x4.mul(g, a), rb);
    const fallA = f32x4.mul(stepA, stepA);
    const fallB = f32x4.mul(stepB, stepB);
    if (i32x4.bitmask(f32x4.gt(f32x4.pmax(fallA, fallB), small)) !== 0) break;
    v128.store(w + i, f32x4.sub(a, stepA));
    v128.store(c + i, f32x4.sub(b, stepB));
    v128.store(w + i, f32x4.sub(ra, f32x4.mul(ra, fallA)), 16);
    v128.store(c + i, f32x4.sub(rb, f32x4.mul(rb, fallB)), 16);
  }
  return i;
}

/** Moves both rows from a byte on with roots, and with gradients that are clipped. */
function rooted(w: usize, c: usize, from: usize, bytes: usize, step: f32, clip: f32): void {
  const g = f32x4.splat(step);
  const most = f32x4.splat(clip);
  const least = f32x4.splat(-clip);
  const half = f32x4.splat(0.5);
  const root = f32x4.splat(1 / ROOT2);
  for (let i = from; i < bytes; i += 32) {
    const a = v128.load(w + i);
    const b = v128.load(c + i);
    const ra = v128.load(w + i, 16);
    const rb = v128.load(c + i, 16);
    const toA = f32x4.pmax(f32x4.pmin(f32x4.mul(g, b), most), least);
    const toB = f32x4.pmax(f32x4.pmin(f32x4.mul(g, a), most), least);
    const stepA = f32x4.mul(toA, ra);
    const stepB = f32x4.mul(toB, rb);
    v128.store(w + i, f32x4.sub(a, stepA));
    v128.store(c + i, f32x4.sub(b, stepB));
    // 1/√(1 + u) = √½ / √(½ + u/2)
    const fallA = f32x4.sqrt(f32x4.add(half, f32x4.mul(stepA, stepA)));
    const fallB = f32x4.sqrt(f32x4.add(half, f32x4.mul(stepB, stepB)));
    v128.store(w + i, f32x4.div(f32x4.mul(ra, root), fallA), 16);
    v128.store(c + i, f32x4.div(f32x4.mul(rb, root), fallB), 16);
  }
}
