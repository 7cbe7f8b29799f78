export { check } from './check';
export { difference } from './compare';
export { loadExercise, loadExercises } from './load';
export { NotYetError, notYet } from './not-yet';
export { CHECK_MIME, CheckResult, type CheckSummary } from './result';
export { type Outcome, runCases } from './run';
export type { Answer, Case, Exercise, Exercises, ExpectedCase, Row, VerifiedCase } from './types';
