import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const FOLDER = path.join(ROOT, '.venv-bench');
const REQUIREMENTS = path.join(ROOT, 'bench/requirements.in');
const STAMP = path.join(FOLDER, 'requirements.in');

/**
 * A Python that has PyTorch: the one that BENCH_PYTHON names, or that of `.venv-bench`, which is
 * made here when it is missing or the requirements have changed.
 *
 * @throws Error when it cannot be made
 */
export function benchPython(say: (line: string) => void): string {
  if (process.env.BENCH_PYTHON) return process.env.BENCH_PYTHON;
  const python = path.join(FOLDER, process.platform === 'win32' ? 'Scripts/python' : 'bin/python');
  const wanted = fs.readFileSync(REQUIREMENTS, 'utf8');
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === wanted) return python;
  say('Installing PyTorch for the comparison into .venv-bench (once, several minutes) …');
  run('python3', ['-m', 'venv', '--clear', FOLDER]);
  run(python, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS]);
  fs.writeFileSync(STAMP, wanted);
  return python;
}

function run(program: string, args: string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status === 0) return;
  throw new Error(
    `${program} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}. ` +
      'To use a Python that has PyTorch already, name it in BENCH_PYTHON.',
  );
}
