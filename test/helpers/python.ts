import { execFileSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const BIN = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';

/**
 * Runs a Python program in the tests' environment (`.venv-test`, made by `npm test`) and gives
 * what it printed.
 *
 * @param input bytes for its standard input
 */
export function python(program: string, args: string[] = [], input?: Uint8Array): string {
  return execFileSync(path.join(ROOT, '.venv-test', BIN), ['-c', program, ...args], {
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 28,
  });
}
