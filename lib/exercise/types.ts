/**
 * What a lesson's file of cases holds. `notebooks/checks/NN.ts` exports
 * `exercises: Exercises`, with a key such as '01.2' for each exercise.
 */
export type Exercises = Record<string, Exercise>;

/** One exercise of a lesson, with the cases that its answer must pass. */
export interface Exercise {
  /** What is asked for, in a few words. */
  title: string;
  /** Shown after the second failure: a push in the right direction, never the answer. */
  hint: string;
  /** At least one; at least one must fail for a function that returns nothing. */
  cases: readonly Case[];
  /** How long one case may take before it counts as endless; 10 by default. */
  seconds?: number;
}

/** One call of the learner's function and what is right. */
export type Case = ExpectedCase | VerifiedCase;

interface CommonCase {
  /** What the table calls this case; without it, the arguments as they are written. */
  name?: string;
  /**
   * What the function is called with. Plain arrays, typed arrays and objects are
   * copied for each call, and a function that changes them fails. A function gives
   * arguments that must be made anew, such as tensors or generators.
   */
  args: readonly unknown[] | (() => readonly unknown[]);
  /** The function may change its arguments: that is its task. */
  mayChangeArgs?: boolean;
}

/** A case with one right answer. */
export interface ExpectedCase extends CommonCase {
  expected: unknown;
  /** Numbers may differ by this much, or by this share of a number above 1; 1e-6 by default. */
  tolerance?: number;
}

/** A case with many right answers. */
export interface VerifiedCase extends CommonCase {
  /** What the answer must be like, in words: the table's "expected". */
  wanted: string;
  /** Says what is wrong with an answer; undefined when it is right. May throw: that is a ✗ too. */
  verify(
    answer: unknown,
    args: readonly unknown[],
  ): string | undefined | Promise<string | undefined>;
}

/** What the learner writes. */
// biome-ignore lint/suspicious/noExplicitAny: an exercise takes functions of every type
export type Answer = (...args: any[]) => unknown;

/** How one case went. */
export interface Row {
  name: string;
  passed: boolean;
  expected: string;
  came: string;
}
