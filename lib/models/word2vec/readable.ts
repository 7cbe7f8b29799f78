import type { Job } from './jobs';
import type { Form, JobResult, Model } from './model';
import { RandomStream } from './random-stream';
import { LOG_SIGMOID, MAX_EXP, SIGMOID, tableIndex } from './sigmoid-table';
import { drawTargets, pathTargets, type Targets } from './targets';
import { contextOf, drawSentences } from './windows';

/**
 * Word2vec in loops (T. Mikolov et al., "Efficient Estimation of Word Representations in Vector
 * Space", 2013a, section 3; "Distributed Representations of Words and Phrases and their
 * Compositionality", 2013b, section 2), in the order of gensim's operations.
 */
export class Readable {
  private pairs = 0;
  private loss = 0;

  constructor(
    private readonly model: Model,
    private readonly alpha: number,
    private readonly stream: RandomStream,
  ) {}

  /** Trains on each word of a job: on the context around it. */
  train(job: Job): JobResult {
    const sentences = drawSentences(this.model, job, this.stream);
    let words = 0;
    for (const sentence of sentences) {
      sentence.words.forEach((word, i) => {
        const context = contextOf(sentence, i);
        if (this.model.settings.sg) this.skipGram(word, context);
        else this.bagOfWords(word, context);
      });
      words += sentence.words.length;
    }
    return { words, pairs: this.pairs, loss: this.loss };
  }

  /** From each word of the context, the middle one is predicted. */
  private skipGram(word: number, context: number[]): void {
    const { vectors, outputs, nodes } = this.model.weights;
    const D = this.model.settings.vectorSize;
    const shared =
      this.model.settings.sharedNegatives && drawTargets(this.model, word, this.stream);
    for (const other of context) {
      const vector = vectors.subarray(other * D, (other + 1) * D);
      if (nodes) add(vector, this.predict(vector, nodes, pathTargets(this.model, word)));
      if (outputs) {
        const targets = shared || drawTargets(this.model, word, this.stream);
        add(vector, this.predict(vector, outputs, targets));
      }
      this.pairs++;
    }
  }

  /** From the mean of the context, the middle word is predicted. */
  private bagOfWords(word: number, context: number[]): void {
    const { outputs, nodes } = this.model.weights;
    if (nodes) this.predictFromMean(context, nodes, pathTargets(this.model, word));
    if (outputs) this.predictFromMean(context, outputs, drawTargets(this.model, word, this.stream));
    this.pairs++;
  }

  private predictFromMean(context: number[], output: Float32Array, targets: Targets): void {
    const { vectorSize: D, cbowMean } = this.model.settings;
    const rows = context.map((c) => this.model.weights.vectors.subarray(c * D, (c + 1) * D));
    const share = 1 / Math.max(1, context.length);
    const hidden = new Float32Array(D);
    for (const row of rows) add(hidden, row, cbowMean ? share : 1);
    const step = this.predict(hidden, output, targets);
    // gensim gives each word the mean's whole step, and divides that of a sum.
    for (const row of rows) add(row, step, cbowMean ? 1 : share);
  }

  /**
   * Logistic regression of a vector on each target: moves the targets, and returns the step that the
   * vector should make.
   */
  private predict(vector: Float32Array, output: Float32Array, targets: Targets): Float32Array {
    const D = vector.length;
    const step = new Float32Array(D);
    targets.rows.forEach((row, k) => {
      const target = output.subarray(row * D, (row + 1) * D);
      const x = dot(vector, target);
      if (Math.abs(x) >= MAX_EXP) return; // certain already
      const label = targets.labels[k];
      const slope = (label - SIGMOID[tableIndex(x)]) * this.alpha;
      this.loss -= LOG_SIGMOID[tableIndex(label ? x : -x)];
      add(step, target, slope);
      add(target, vector, slope);
    });
    return step;
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}

/** a += scale · b */
function add(a: Float32Array, b: Float32Array, scale = 1): void {
  for (let d = 0; d < a.length; d++) a[d] += scale * b[d];
}

/** {@link Readable} as a form: job after job, on this thread. */
export class ReadableForm implements Form {
  constructor(private readonly model: Model) {}

  async ready(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  start(job: Job, seed: number, alpha: number, done: (result: JobResult) => void): void {
    done(new Readable(this.model, alpha, new RandomStream(seed)).train(job));
  }

  async finish(): Promise<void> {}

  async close(): Promise<void> {}
}
