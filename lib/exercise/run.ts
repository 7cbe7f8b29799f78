import { cellSignal } from '../progress';
import { changed, copy, difference } from './compare';
import { format } from './format';
import { isNotYet } from './not-yet';
import type { Answer, Case, Exercise, Row } from './types';

/** How an answer did, before it is counted and shown. */
export interface Outcome {
  rows: Row[];
  /** The answer is still the stub that the lesson gives. */
  notYet: boolean;
}

/**
 * Calls an answer with every case. Whatever it does wrong is a row: a wrong value, an
 * error, a promise that never settles, a changed argument. After the first row that
 * finds the stub, the rest is not called. (A loop that blocks, such as `while (true) {}`,
 * cannot be timed from here: the kernel's stop button ends it.)
 *
 * @throws the reason of `signal` when the cell is interrupted
 */
export async function runCases(
  exercise: Exercise,
  answer: Answer,
  signal: AbortSignal | undefined = cellSignal(),
): Promise<Outcome> {
  const rows: Row[] = [];
  let notYet = false;
  for (const each of exercise.cases) {
    signal?.throwIfAborted();
    const args = typeof each.args === 'function' ? each.args() : each.args.map(copy);
    const row = {
      name: each.name ?? args.map(format).join(', '),
      expected: 'expected' in each ? format(each.expected) : each.wanted,
    };
    if (notYet) {
      rows.push({ ...row, passed: false, came: 'not yet' });
      continue;
    }
    try {
      const wrong = await runCase(each, args, answer, exercise.seconds ?? 10, signal);
      rows.push({ ...row, passed: !wrong.problem, came: wrong.problem ?? wrong.came });
    } catch (error) {
      signal?.throwIfAborted();
      notYet = isNotYet(error);
      rows.push({ ...row, passed: false, came: notYet ? 'not yet' : describeError(error) });
    }
  }
  return { rows, notYet };
}

async function runCase(
  each: Case,
  args: readonly unknown[],
  answer: Answer,
  seconds: number,
  signal?: AbortSignal,
): Promise<{ came: string; problem?: string }> {
  const before = args.map(copy);
  const value = await settled(answer(...args), seconds, signal);
  if (!each.mayChangeArgs && changed(args, before)) {
    return {
      came: '',
      problem: `it changed its input: ${before.map(format).join(', ')} became ${args.map(format).join(', ')}`,
    };
  }
  const came = format(value);
  if ('verify' in each) {
    const problem = await each.verify(value, before);
    return { came, problem: problem && `${came}: ${problem}` };
  }
  const problem = await difference(value, each.expected, each.tolerance);
  const isShort = typeof value !== 'object' || value === null;
  return {
    came,
    problem: problem && (isShort ? explain(value, each.expected) : `${came} (${problem})`),
  };
}

/** A wrong single value, with its type when that is what is wrong. */
function explain(value: unknown, expected: unknown): string {
  if (value === undefined) return 'nothing: is a return missing?';
  const sameType = typeof value === typeof expected;
  return sameType ? format(value) : `${format(value)} (a ${typeof value})`;
}

/** What a promise gives, if it gives it in time. */
async function settled(
  value: unknown,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (typeof (value as PromiseLike<unknown> | undefined)?.then !== 'function') return value;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `no answer after ${seconds} s: its promise never settles`;
    timer = setTimeout(() => reject(new Error(message)), seconds * 1000);
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `threw ${format(error)}`;
}
