import type { Random } from '../../random';

/**
 * The numbers that the fit changes: a row of D numbers and a bias for each word, and as much for
 * each word as a context; and AdaGrad's sums of squared gradients. Shapes (V, D + 1).
 */
export interface GloveWeights {
  words: Float32Array;
  contexts: Float32Array;
  wordSquares: Float32Array;
  contextSquares: Float32Array;
}

/** Before training: vectors and biases from U(−½, ½)/D, sums of squares 1, as in the authors' tool. */
export function firstWeights(V: number, D: number, random: Random): GloveWeights {
  const draw = () => random.uniformArray(V * (D + 1), -0.5 / D, 0.5 / D);
  const ones = () => new Float32Array(V * (D + 1)).fill(1);
  return { words: draw(), contexts: draw(), wordSquares: ones(), contextSquares: ones() };
}

/** The sum of word and context vectors, shape (V, D): section 4.2 of the paper. */
export function sumVectors({ words, contexts }: GloveWeights, V: number, D: number): Float32Array {
  const sum = new Float32Array(V * D);
  for (let row = 0; row < V; row++) {
    for (let i = 0; i < D; i++) {
      const at = row * (D + 1) + i;
      sum[row * D + i] = words[at] + contexts[at];
    }
  }
  return sum;
}
