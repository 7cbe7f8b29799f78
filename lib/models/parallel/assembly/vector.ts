// AssemblyScript. Vectors of 32-bit floats, four lanes at a time: addresses and lengths are in bytes,
// and every length is a multiple of 16.

/** a · b + c, in one instruction where the variant has relaxed SIMD. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The sum of the four lanes. */
export function sum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 2, 3));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Σ x[i] · y[i] */
export function dot(x: usize, y: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  let i: usize = 0;
  for (; i + 32 <= bytes; i += 32) {
    even = multiplyAdd(v128.load(x + i), v128.load(y + i), even);
    odd = multiplyAdd(v128.load(x + i, 16), v128.load(y + i, 16), odd);
  }
  if (i < bytes) even = multiplyAdd(v128.load(x + i), v128.load(y + i), even);
  return sum(f32x4.add(even, odd));
}

/** y += a · x */
export function addScaled(a: f32, x: usize, y: usize, bytes: usize): void {
  const scale = f32x4.splat(a);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(y + i, multiplyAdd(scale, v128.load(x + i), v128.load(y + i)));
  }
}
