import { readFile } from 'node:fs/promises';
import { cellSignal, type MimeBundle, Table } from '../../progress';
import type { KeyedVectors } from './keyed-vectors';
import { breathe, type EvaluationOptions, type KnownWords, knownWords } from './known-words';
import { cosines, largest, type Rows, rowOf, toUnit } from './vector-math';

/** A question "a is to b as c is to … d", as four words. */
export type AnalogyQuestion = readonly [a: string, b: string, c: string, d: string];

/** How {@link evaluateAnalogies} asks. */
export type AnalogyOptions = EvaluationOptions;

/** Some questions of one kind. */
export interface AnalogyQuestions {
  /** For example `capital-common-countries`. */
  name: string;
  questions: readonly AnalogyQuestion[];
}

/** What came of a section's questions, in their order. */
export interface AnalogyResult {
  name: string;
  correct: AnalogyQuestion[];
  incorrect: AnalogyQuestion[];
}

/** After so many questions the event loop turns. */
const BATCH = 16;

/**
 * Asks analogy questions, and gives the share of right answers. The answer to "a is to b as c is
 * to …" is the word nearest to b − a + c, the three themselves left out. A question with a word
 * that is not known is left out, or wrong with `dummy4unknown`.
 *
 * Source: T. Mikolov, K. Chen, G. Corrado, J. Dean, "Efficient Estimation of Word Representations
 * in Vector Space", ICLR Workshop 2013, section 4.1. The rules are gensim's, whose counts these are.
 *
 * @param questions a file in the format of `questions-words.txt`, or its sections
 * @throws Error that names the file and the line which is neither a section nor a question
 */
export async function evaluateAnalogies(
  wv: KeyedVectors,
  questions: string | readonly AnalogyQuestions[],
  options: AnalogyOptions = {},
): Promise<Analogies> {
  const { dummy4unknown = false, signal = cellSignal() } = options;
  const known = knownWords(wv.indexToKey, options);
  const sections = typeof questions === 'string' ? await readSections(questions) : questions;
  const answerer = new Answerer(wv, known, options.restrictVocab);
  const results: AnalogyResult[] = [];
  let unknown = 0;
  for (const { name, questions: asked } of sections) {
    const result: AnalogyResult = { name, correct: [], incorrect: [] };
    const usual = asked.map((words) => words.map(known.normalize) as unknown as AnalogyQuestion);
    const isKnown = (words: AnalogyQuestion) => words.every((word) => known.rows.has(word));
    const answered = usual.filter(isKnown);
    const right = new Set<AnalogyQuestion>();
    for (let start = 0; start < answered.length; start += BATCH) {
      signal?.throwIfAborted();
      for (const words of answered.slice(start, start + BATCH)) {
        if (answerer.answer(words) === words[3]) right.add(words);
      }
      await breathe();
    }
    for (const words of usual) {
      if (right.has(words)) result.correct.push(words);
      else if (isKnown(words) || dummy4unknown) result.incorrect.push(words);
    }
    unknown += asked.length - answered.length;
    results.push(result);
  }
  return new Analogies(results, unknown);
}

/** The answers to analogy questions, section by section; shows itself as a table. */
export class Analogies {
  constructor(
    readonly sections: readonly AnalogyResult[],
    /** Questions with a word that is not known. */
    readonly unknown: number,
  ) {}

  /** Right answers. */
  get correct(): number {
    return this.sections.reduce((sum, section) => sum + section.correct.length, 0);
  }

  /** Questions that were counted: right and wrong ones. */
  get total(): number {
    return this.correct + this.sections.reduce((sum, { incorrect }) => sum + incorrect.length, 0);
  }

  /** The share of right answers, 0 to 1; 0 when no question was counted, as in gensim. */
  get accuracy(): number {
    return this.total === 0 ? 0 : this.correct / this.total;
  }

  toString(): string {
    return this.toTable().toString();
  }

  [Symbol.for('Jupyter.display')](): MimeBundle {
    const table = this.toTable() as unknown as Record<symbol, () => MimeBundle>;
    return table[Symbol.for('Jupyter.display')]();
  }

  /** A row for each section, and one for all. */
  toTable(): Table {
    const row = (name: string, right: number, all: number) => [
      name,
      String(right),
      String(all),
      all === 0 ? '–' : `${((100 * right) / all).toFixed(1)} %`,
    ];
    const rows = this.sections.map(({ name, correct, incorrect }) =>
      row(name, correct.length, correct.length + incorrect.length),
    );
    const columns = ['section', 'right', 'of', 'accuracy'].map((name, i) => ({
      name,
      align: i === 0 ? ('left' as const) : ('right' as const),
    }));
    const note = `${this.unknown} questions have a word that is not known`;
    return new Table(columns, [...rows, row('total', this.correct, this.total)], [note]);
  }
}

class Answerer {
  private readonly rows: Rows;
  private readonly values: Float64Array;

  constructor(
    private readonly wv: KeyedVectors,
    private readonly known: KnownWords,
    restrictVocab = 300_000,
  ) {
    this.rows = { data: wv.vectors, size: wv.vectorSize, count: wv.size };
    this.values = new Float64Array(Math.min(wv.size, restrictVocab));
  }

  /** The word that answers a question, whose words are all known. */
  answer(question: AnalogyQuestion): string | undefined {
    const [a, b, c] = question;
    cosines(this.rows, this.wv.norms, this.direction(question), this.values);
    const asked = new Set([a, b, c].map((word) => this.known.rows.get(word)!));
    // Other spellings of the three are passed over too; gensim looks at five words in all.
    const near = largest(this.values, 5, asked);
    const words = near.map((row) => this.known.normalize(this.wv.indexToKey[row]));
    return words.find((word) => word !== a && word !== b && word !== c);
  }

  /** The unit vector of b − a + c, each made a unit vector first. */
  private direction([a, b, c]: AnalogyQuestion): Float64Array {
    const [from, to, start] = [a, b, c].map((word) => {
      const row = this.known.rows.get(word)!;
      return rowOf(this.rows, row, this.wv.norms[row]);
    });
    return toUnit(start.map((value, i) => value + to[i] - from[i]));
  }
}

async function readSections(path: string): Promise<AnalogyQuestions[]> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new Error(`cannot read ${path}: ${error.message}`, { cause: error });
  });
  const sections: { name: string; questions: AnalogyQuestion[] }[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '') continue;
    if (words[0].startsWith(':')) {
      sections.push({ name: line.trim().slice(1).trim(), questions: [] });
    } else if (words.length !== 4 || sections.length === 0) {
      const wanted = sections.length === 0 ? 'a section (": name") first' : 'four words';
      throw new Error(`${path}:${i + 1}: "${line.slice(0, 60)}", wanted ${wanted}`);
    } else {
      sections[sections.length - 1].questions.push(words as unknown as AnalogyQuestion);
    }
  }
  if (sections.length === 0) throw new Error(`${path}: holds no questions`);
  return sections;
}
