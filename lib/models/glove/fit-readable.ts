import { ENTRY, type EntryOrder } from './entries';
import type { GloveSettings } from './options';
import type { GloveWeights } from './weights';

/** One form of the fit. */
export interface Fit {
  /** How the entries are cut and ordered. */
  readonly order: EntryOrder;
  /** Fits to the tiles of one round; resolves to Σ ½ f(x) difference². */
  round(round: number): Promise<number>;
  /** Writes what was learned to the weights. */
  readBack(): void;
  /** Gives threads and memory back. */
  close(): Promise<void>;
}

/** The pairs that a fit goes through. */
export interface FitPairs {
  /** How many there are. */
  count: number;
  /** Writes all of them to `out`, {@link ENTRY} words each, in the order of the fit. */
  arrange(out: Uint32Array): EntryOrder;
}

/**
 * The readable form of the fit: weighted least squares of w·c + b + b′ against ln x, one pair at a
 * time, by AdaGrad.
 *
 * Source: Pennington et al. 2014, equation 8, with AdaGrad as in section 4.2; where the paper is
 * silent, the authors' glove.c: the sums of squares begin with 1 and take gradients times the
 * learning rate, which are clipped.
 */
export class ReadableFit implements Fit {
  readonly order: EntryOrder;
  private readonly entries: Uint32Array;
  private readonly numbers: Float32Array;

  constructor(
    pairs: FitPairs,
    private readonly weights: GloveWeights,
    private readonly settings: GloveSettings,
  ) {
    this.entries = new Uint32Array(ENTRY * pairs.count);
    this.numbers = new Float32Array(this.entries.buffer);
    this.order = pairs.arrange(this.entries);
  }

  async round(round: number): Promise<number> {
    const { blocks, starts } = this.order;
    let loss = 0;
    for (let e = starts[round * blocks]; e < starts[(round + 1) * blocks]; e++) {
      const [row, column] = this.entries.subarray(ENTRY * e, ENTRY * e + 2);
      const [logX, weight] = this.numbers.subarray(ENTRY * e + 2, ENTRY * e + 4);
      loss += this.fitPair(row, column, logX, weight);
    }
    return loss;
  }

  readBack(): void {}

  async close(): Promise<void> {}

  /** One step for one pair. Returns ½ f(x) difference². */
  private fitPair(row: number, column: number, logX: number, weight: number): number {
    const { words, contexts, wordSquares, contextSquares } = this.weights;
    const { vectorSize: D, learningRate, gradClip } = this.settings;
    const w = row * (D + 1);
    const c = column * (D + 1);
    let difference = words[w + D] + contexts[c + D] - logX; // the two biases
    for (let i = 0; i < D; i++) difference += words[w + i] * contexts[c + i];
    const slope = weight * difference * learningRate;
    const clip = (x: number) => Math.max(-gradClip, Math.min(gradClip, x));
    const step = (values: Float32Array, squares: Float32Array, at: number, gradient: number) => {
      values[at] -= gradient / Math.sqrt(squares[at]);
      squares[at] += gradient * gradient;
    };
    for (let i = 0; i < D; i++) {
      const [toWord, toContext] = [clip(slope * contexts[c + i]), clip(slope * words[w + i])];
      step(words, wordSquares, w + i, toWord);
      step(contexts, contextSquares, c + i, toContext);
    }
    step(words, wordSquares, w + D, clip(slope));
    step(contexts, contextSquares, c + D, clip(slope));
    return 0.5 * weight * difference * difference;
  }
}
