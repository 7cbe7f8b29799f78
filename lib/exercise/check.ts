import { loadExercise } from './load';
import { CheckResult } from './result';
import { runCases } from './run';
import type { Answer } from './types';

/**
 * Tries an answer on an exercise's cases. As a cell's last value it shows a table: what
 * was expected and what came, and a hint from the second failure on; never the solution.
 * A wrong answer is no error, so a lesson with open exercises runs to its end.
 *
 * For programs: `passed` tells the result, and in an executed notebook the output holds
 * it as JSON under the type `application/vnd.perceptron-to-gpt.check+json`.
 *
 * @param id the lesson and the exercise's number, such as '01.2'; its cases are in
 *   `notebooks/checks/01.ts`
 * @param answer the learner's function; it may be asynchronous
 * @throws Error for an unknown id or an answer that is no function
 *
 * @example
 * await check('01.2', netInput)
 */
export async function check(id: string, answer: Answer): Promise<CheckResult> {
  const exercise = loadExercise(id);
  if (typeof answer !== 'function') {
    throw new TypeError(
      `check: the answer is ${answer === null ? 'null' : typeof answer}, wanted a function: check('${id}', yourFunction)`,
    );
  }
  const { rows, notYet } = await runCases(exercise, answer);
  const passed = rows.every((row) => row.passed);
  const failures = failureCounts().get(id) ?? 0;
  const now = passed ? failures : failures + 1;
  failureCounts().set(id, now);
  const hint = !passed && now >= 2 ? exercise.hint : undefined;
  return new CheckResult(id, exercise.title, rows, notYet, now, hint);
}

/** On the global object: a reloaded module must go on counting. */
function failureCounts(): Map<string, number> {
  const global = globalThis as Record<symbol, unknown>;
  const key = Symbol.for('perceptron-to-gpt.failures');
  global[key] ??= new Map<string, number>();
  return global[key] as Map<string, number>;
}
