// A text whose words fall into clusters, so that it is known which words are neighbours. The same
// numbers come from test/parity/make_word2vec_quality.py.

/** How a clustered text is made. */
export interface ClusteredOptions {
  clusters: number;
  /** Words in each. */
  size: number;
  sentences: number;
  /** Words in each sentence. */
  length: number;
  /** How many words of 100 come from anywhere. */
  noise: number;
  seed: number;
}

/**
 * Sentences about one cluster each. Within a cluster the first words are the most frequent: word j
 * is drawn as ⌊size · u²⌋. A word is called c3w17: word 17 of cluster 3.
 */
export function clusteredText(options: ClusteredOptions): string[][] {
  const { clusters, size, sentences, length, noise } = options;
  // The minimal standard generator of Park and Miller (1988), exact in a double.
  let state = options.seed;
  const draw = (n: number) => {
    state = (state * 48271) % 2147483647;
    return state % n;
  };
  return Array.from({ length: sentences }, () => {
    const topic = draw(clusters);
    return Array.from({ length }, () => {
      const cluster = draw(100) < noise ? draw(clusters) : topic;
      const u = draw(1000);
      return `c${cluster}w${Math.floor((size * u * u) / 1e6)}`;
    });
  });
}

/** A word's cluster. */
export function clusterOf(word: string): string {
  return word.slice(0, word.indexOf('w'));
}

/** The clustered text of the bench and of the tests. */
export const CLUSTERED: ClusteredOptions = {
  ...{ clusters: 30, size: 20, sentences: 3000, length: 12, noise: 50 },
  seed: 7,
};
