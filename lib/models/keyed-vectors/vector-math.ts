// Sums over rows of a matrix of 32-bit floats, in doubles.

/** Rows of vectors: row i is `data[i * size]` to `data[i * size + size - 1]`. */
export interface Rows {
  data: Float32Array;
  /** Numbers in a row, D. */
  size: number;
  /** How many rows there are, N. */
  count: number;
}

/** The lengths √Σ x² of all rows. Shape (N). */
export function rowNorms({ data, size, count }: Rows): Float64Array {
  const norms = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) sum += data[i] * data[i];
    norms[row] = Math.sqrt(sum);
  }
  return norms;
}

/** A row as doubles; divided by its length where `norm` is given and is not 0. Shape (D). */
export function rowOf({ data, size }: Rows, row: number, norm = 1): Float64Array {
  const vector = Float64Array.from(data.subarray(row * size, (row + 1) * size));
  return norm === 1 ? vector : scale(vector, norm);
}

/** A vector over its own length, in place; one of zeros stays. */
export function toUnit(vector: Float64Array): Float64Array {
  let sum = 0;
  for (const x of vector) sum += x * x;
  return scale(vector, Math.sqrt(sum));
}

function scale(vector: Float64Array, norm: number): Float64Array {
  if (norm === 0) return vector;
  for (let i = 0; i < vector.length; i++) vector[i] /= norm;
  return vector;
}

/**
 * Cosines of a unit vector with the first `out.length` rows; 0 for a row of zeros.
 *
 * Four rows at a time: an addition waits for the one before it, so four sums side by side take
 * little longer than one, and each number of the unit vector is read once for all.
 */
export function cosines(
  { data, size }: Rows,
  norms: Float64Array,
  unit: Float64Array,
  out: Float64Array,
): void {
  const count = out.length;
  let row = 0;
  for (; row + 4 <= count; row += 4) {
    const p0 = row * size;
    const p1 = p0 + size;
    const p2 = p1 + size;
    const p3 = p2 + size;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0; i < size; i++) {
      const x = unit[i];
      s0 += data[p0 + i] * x;
      s1 += data[p1 + i] * x;
      s2 += data[p2 + i] * x;
      s3 += data[p3 + i] * x;
    }
    out[row] = s0;
    out[row + 1] = s1;
    out[row + 2] = s2;
    out[row + 3] = s3;
  }
  for (; row < count; row++) {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += data[row * size + i] * unit[i];
    out[row] = sum;
  }
  for (let i = 0; i < count; i++) out[i] = norms[i] === 0 ? 0 : out[i] / norms[i];
}

/**
 * The places of the `topn` largest values, largest first, equal ones in their order. Values that
 * are not numbers are passed over.
 *
 * A heap of the best so far, its least on top: most values are refused by one comparison.
 */
export function largest(values: Float64Array, topn: number, skip: ReadonlySet<number>): number[] {
  const heap: number[] = [];
  /** Whether place `a` is a worse answer than place `b`. */
  const worse = (a: number, b: number) => {
    const difference = values[a] - values[b];
    return difference < 0 || (difference === 0 && a > b);
  };
  const sink = (place: number) => {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && worse(heap[child + 1], heap[child])) child++;
      if (!worse(heap[child], place)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = place;
  };
  const rise = (place: number) => {
    let at = heap.length;
    heap.push(place);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!worse(place, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = place;
  };
  let bar = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < values.length; place++) {
    const value = values[place];
    // Later places lose ties, so only a larger value enters a full heap.
    if (!(heap.length < topn ? !Number.isNaN(value) : value > bar) || skip.has(place)) continue;
    if (heap.length < topn) rise(place);
    else sink(place);
    if (heap.length === topn) bar = values[heap[0]];
  }
  return heap.sort((a, b) => (worse(b, a) ? -1 : 1));
}
