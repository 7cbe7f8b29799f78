/** Thrown by an exercise that is still as it was given. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

/**
 * Stands where the learner's answer goes. Its type fits everywhere, so a lesson with
 * open exercises type-checks; it throws only when the function is called.
 *
 * @example
 * function netInput(w: number[], x: number[], b: number): number {
 *   return notYet();
 * }
 */
export function notYet(): never {
  throw new NotYetError('not yet: write your answer in place of notYet()');
}

/** By name, since a reloaded module has a class of its own. */
export function isNotYet(error: unknown): boolean {
  return error instanceof Error && error.name === 'NotYetError';
}
