import { inspect } from 'node:util';
import { escapeHtml, type MimeBundle } from '../progress';
import type { Row } from './types';

/** The form of a check's result that programs read: {@link CheckSummary}. */
export const CHECK_MIME = 'application/vnd.perceptron-to-gpt.check+json';

/** What an executed notebook keeps of a check, under {@link CHECK_MIME}. */
export interface CheckSummary {
  id: string;
  passed: boolean;
  /** The function was still the stub that the lesson gives. */
  notYet: boolean;
  /** How many checks of this exercise have failed since the kernel started, this one included. */
  failures: number;
  cases: { name: string; passed: boolean }[];
}

/** What a check found. As a cell's last value it shows itself as a table. */
export class CheckResult {
  /** Every case came out right. */
  readonly passed: boolean;

  constructor(
    readonly id: string,
    readonly title: string,
    readonly rows: readonly Row[],
    /** The function was still the stub that the lesson gives. */
    readonly notYet: boolean,
    /** Failed checks of this exercise since the kernel started, this one included. */
    readonly failures: number,
    /** From the second failure on. */
    readonly hint?: string,
  ) {
    this.passed = rows.length > 0 && rows.every((row) => row.passed);
  }

  /** The result for programs, without what the learner wrote. */
  summary(): CheckSummary {
    const { id, passed, notYet, failures } = this;
    const cases = this.rows.map((row) => ({ name: row.name, passed: row.passed }));
    return { id, passed, notYet, failures, cases };
  }

  /** One line a case, for a terminal. */
  toString(): string {
    const lines = this.rows.map(({ passed, name, expected, came }) => {
      if (passed) return `✓ ${name} → ${came}`;
      return `${this.notYet ? '·' : '✗'} ${name}: expected ${expected}, got ${came}`;
    });
    const hint = this.hint ? [`Hint: ${this.hint}`] : [];
    return [`Exercise ${this.id}: ${this.title}`, ...lines, this.verdict(), ...hint].join('\n');
  }

  [inspect.custom](): string {
    return this.toString();
  }

  [Symbol.for('Jupyter.display')](): MimeBundle {
    return {
      'text/html': this.toHtml(),
      'text/plain': this.toString(),
      [CHECK_MIME]: this.summary(),
    };
  }

  private verdict(): string {
    if (this.passed) return 'All right.';
    if (this.notYet)
      return 'Not yet: write your answer above in place of notYet(), then run both cells.';
    const right = this.rows.filter((row) => row.passed).length;
    const next = this.hint ? '' : ' Should it fail once more, there is a hint.';
    return `${right} of ${this.rows.length} cases are right.${next}`;
  }

  /** Sign, word and colour of a row. What was not tried yet is not wrong. */
  private markOf(passed: boolean): [string, string, string] {
    if (passed) return ['✓', 'right', '#009e73'];
    return this.notYet ? ['·', 'not yet', '#7d7d7d'] : ['✗', 'wrong', '#d55e00'];
  }

  private toHtml(): string {
    const cell = 'style="text-align: left; white-space: pre-wrap; overflow-wrap: anywhere"';
    const rows = this.rows.map(({ passed, name, expected, came }) => {
      const [mark, word, color] = this.markOf(passed);
      const texts = [name, expected, came].map((text) => `<td ${cell}>${escapeHtml(text)}</td>`);
      return (
        `<tr><td style="color: ${color}; font-weight: bold" title="${word}" aria-label="${word}">` +
        `${mark}</td>${texts.join('')}</tr>`
      );
    });
    const head = 'style="text-align: left; white-space: nowrap"';
    const heads = ['', 'case', 'expected', 'got'].map((text) => `<th ${head}>${text}</th>`);
    const hint = this.hint ? `<p><strong>Hint:</strong> ${escapeHtml(this.hint)}</p>` : '';
    return [
      `<p><strong>Exercise ${this.id}: ${escapeHtml(this.title)}</strong></p>`,
      `<table><thead><tr>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`,
      `<p>${this.passed ? '<strong>All right.</strong>' : escapeHtml(this.verdict())}</p>${hint}`,
    ].join('\n');
  }
}
