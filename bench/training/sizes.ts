/** One transformer and its batches. */
export interface Size {
  /** dModel: the width. */
  d: number;
  layers: number;
  heads: number;
  /** B: sequences in a batch. */
  batch: number;
  /** T: tokens in a sequence. */
  time: number;
  /** V: kinds of tokens. */
  vocabulary: number;
}

const common = { heads: 4, vocabulary: 65 }; // as many as Tiny Shakespeare has characters

export const SIZES: Record<string, Size> = {
  d32: { ...common, d: 32, layers: 2, batch: 2, time: 16 },
  d64: { ...common, d: 64, layers: 2, batch: 16, time: 64 },
  d256: { ...common, d: 256, layers: 4, batch: 8, time: 128 },
};

/** What the growth figure varies, each from this size: the others stay. */
export const GROWTH: { base: Size; along: Record<'batch' | 'd' | 'time' | 'layers', number[]> } = {
  base: { ...common, d: 64, layers: 2, batch: 8, time: 64 },
  along: {
    batch: [2, 4, 8, 16, 32],
    d: [32, 64, 128, 256],
    time: [16, 32, 64, 128, 256],
    layers: [1, 2, 4, 8],
  },
};
