/**
 * Neighbour purity: the share of each word's nearest neighbours, by cosine, that are of its kind;
 * the mean over all words that have a kind.
 *
 * @param vectors N · D numbers
 * @param kinds of each word; a word without one is left out
 */
export function neighbourPurity(
  vectors: Float32Array,
  kinds: readonly (string | undefined)[],
  neighbours = 10,
): { purity: number; chance: number } {
  const D = vectors.length / kinds.length;
  const rows = kinds.flatMap((kind, i) =>
    kind === undefined ? [] : [{ kind, unit: unit(vectors.subarray(i * D, (i + 1) * D)) }],
  );
  let same = 0;
  let chance = 0;
  const nearest = new Float64Array(neighbours);
  const found = new Int32Array(neighbours);
  rows.forEach((row, i) => {
    nearest.fill(Number.NEGATIVE_INFINITY);
    rows.forEach((other, j) => {
      if (j === i) return;
      if (other.kind === row.kind) chance += 1 / (rows.length - 1);
      let similarity = 0;
      for (let d = 0; d < D; d++) similarity += row.unit[d] * other.unit[d];
      if (similarity <= nearest[neighbours - 1]) return;
      let place = neighbours - 1;
      for (; place > 0 && nearest[place - 1] < similarity; place--) {
        nearest[place] = nearest[place - 1];
        found[place] = found[place - 1];
      }
      nearest[place] = similarity;
      found[place] = j;
    });
    for (const j of found) if (rows[j].kind === row.kind) same += 1 / neighbours;
  });
  return { purity: same / rows.length, chance: chance / rows.length };
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((x) => x / length);
}
