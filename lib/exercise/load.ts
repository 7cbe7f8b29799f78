import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Exercise, Exercises } from './types';

/**
 * The exercise with an id such as '01.2', from `notebooks/checks/01.ts` below `root`.
 * The file is read anew each time, so that an edit shows at the next check.
 *
 * @param root the repository's root: the working directory of every cell
 * @throws Error that says what ids there are, or what is wrong in the file
 */
export function loadExercise(id: string, root: string = process.cwd()): Exercise {
  const [, lesson] = /^(\d\d)\.\d+$/.exec(id) ?? [];
  if (!lesson) throw new Error(`check: the id is ${JSON.stringify(id)}, wanted one like '01.2'`);
  const exercises = loadExercises(path.join(root, 'notebooks', 'checks', `${lesson}.ts`));
  const exercise = exercises[id];
  if (!exercise) {
    const known = Object.keys(exercises).join(', ');
    throw new Error(`check: there is no exercise ${id}; lesson ${lesson} has ${known}`);
  }
  return exercise;
}

/**
 * All exercises of one file of cases. Whatever runs this code must let `require` load
 * TypeScript, as the kernel and tsx do.
 * @throws Error when it is missing or not as it must be
 */
export function loadExercises(file: string): Exercises {
  if (!existsSync(file)) throw new Error(`check: the lesson's cases are missing: ${file}`);
  const load = createRequire(file);
  delete load.cache[load.resolve(file)];
  const { exercises } = load(file) as { exercises?: Exercises };
  if (!exercises) throw new Error(`${file} exports no "exercises"`);
  for (const [id, { title, hint, cases }] of Object.entries(exercises)) {
    if (!title || !hint) throw new Error(`${file}: exercise ${id} needs a title and a hint`);
    if (!(cases?.length > 0)) throw new Error(`${file}: exercise ${id} has no cases`);
  }
  return exercises;
}
