/** What one thread trains in one go. */
export interface Job {
  /** Indices of words, −1 after each sentence. Words without a vector are left out. */
  ids: Int32Array;
  /** Words of the text that it stands for, also those without a vector. */
  rawWords: number;
}

/** Written after each sentence. */
export const SENTENCE_END = -1;

/**
 * Puts sentences into jobs, as gensim does: a job ends before the sentence that would make it longer
 * than `batchWords` words; a longer sentence is cut.
 */
export class JobBuilder {
  private readonly ids: Int32Array;
  /** Ids of finished sentences, and of all. */
  private finished = 0;
  private length = 0;
  /** Words of finished sentences, and of the open one. */
  private finishedWords = 0;
  private openWords = 0;
  private readonly ready: Job[] = [];

  constructor(private readonly batchWords: number) {
    // The finished sentences, one more that may not fit, and as many ends.
    this.ids = new Int32Array(4 * batchWords + 2);
  }

  /** Adds a word: its index, or −1 when it has no vector. */
  word(id: number): void {
    if (id >= 0) this.ids[this.length++] = id;
    if (++this.openWords === this.batchWords) this.endSentence();
  }

  endSentence(): void {
    if (this.openWords === 0) return;
    if (this.finishedWords + this.openWords > this.batchWords) this.cut();
    if (this.length > this.finished) this.ids[this.length++] = SENTENCE_END;
    this.finished = this.length;
    this.finishedWords += this.openWords;
    this.openWords = 0;
  }

  /** The jobs that are complete by now. */
  take(): Job[] {
    return this.ready.splice(0);
  }

  /** All that is left, after the last sentence. */
  finish(): Job[] {
    this.endSentence();
    this.cut();
    return this.take();
  }

  /** Makes a job of the finished sentences; the open one moves to the front. */
  private cut(): void {
    if (this.finishedWords === 0) return;
    this.ready.push({ ids: this.ids.slice(0, this.finished), rawWords: this.finishedWords });
    this.ids.copyWithin(0, this.finished, this.length);
    this.length -= this.finished;
    this.finished = 0;
    this.finishedWords = 0;
  }
}
