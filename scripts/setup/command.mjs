// How a script of this folder ends: a failure a person can mend is one sentence, not a stack.

import { SetupError } from './errors.mjs';

/** Runs a command's body; its returned number, if any, is the exit status. */
export async function command(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}
