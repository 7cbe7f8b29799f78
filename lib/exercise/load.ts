import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
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

/** All exercises of one file of cases. @throws Error when it is missing or not as it must be */
export function loadExercises(file: string): Exercises {
  if (!existsSync(file)) throw new Error(`check: the lesson's cases are missing: ${file}`);
  const { exercises } = new TypeScriptLoader().load(file) as { exercises?: Exercises };
  if (!exercises) throw new Error(`${file} exports no "exercises"`);
  for (const [id, { title, hint, cases }] of Object.entries(exercises)) {
    if (!title || !hint) throw new Error(`${file}: exercise ${id} needs a title and a hint`);
    if (!(cases?.length > 0)) throw new Error(`${file}: exercise ${id} has no cases`);
  }
  return exercises;
}

/**
 * Runs TypeScript files that are named while the program runs: Node 20 cannot, and the
 * kernel compiles only what a cell imports by name. Every file gets its own instance,
 * apart from the lesson's; packages are shared. Types are not checked here (the
 * repository's type check does that).
 */
class TypeScriptLoader {
  private readonly loaded = new Map<string, { exports: unknown }>();

  load(file: string): unknown {
    const known = this.loaded.get(file);
    if (known) return known.exports;
    const module: { exports: unknown } = { exports: {} };
    this.loaded.set(file, module); // before it runs: imports may go round
    const own = createRequire(file);
    const importer = (name: string) =>
      name.startsWith('.') ? this.load(resolve(path.dirname(file), name)) : own(name);
    const names = ['exports', 'require', 'module', '__filename', '__dirname'];
    const run = compileFunction(transpile(file), names, { filename: file });
    run(module.exports, importer, module, file, path.dirname(file));
    return module.exports;
  }
}

function resolve(folder: string, name: string): string {
  const base = path.join(folder, name);
  const found = [`${base}.ts`, path.join(base, 'index.ts'), base].find(
    (file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true,
  );
  if (!found) throw new Error(`Cannot find ${name} from ${folder}`);
  return found;
}

interface Transpiler {
  transpileModule(
    source: string,
    options: { fileName: string; reportDiagnostics: boolean; compilerOptions: object },
  ): {
    outputText: string;
    diagnostics: { start?: number; messageText: string | { messageText: string } }[];
  };
}

/** With the kernel's own TypeScript, which is already in memory there. */
function transpile(file: string): string {
  const typescript: Transpiler = createRequire(file)('@tslab/typescript-for-tslab');
  const source = readFileSync(file, 'utf8');
  const { outputText, diagnostics } = typescript.transpileModule(source, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { module: 1, target: 9, esModuleInterop: true }, // CommonJS, ES2022
  });
  if (diagnostics.length > 0) {
    const [{ start = 0, messageText }] = diagnostics;
    const line = source.slice(0, start).split('\n').length;
    const text = typeof messageText === 'string' ? messageText : messageText.messageText;
    throw new SyntaxError(`${file}:${line}: ${text}`);
  }
  return outputText;
}
