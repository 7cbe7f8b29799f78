// Runs the programs that set-up needs (npm, python, the compiler), with their words in a log file.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { explain, SetupError } from './errors.mjs';
import { place } from './place.mjs';

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {object} options
 * @param {string} options.log the log's name, in .runtime/logs
 * @param {string} options.from who is asked, for error sentences: "PyPI", "The npm registry"
 * @param {string} options.doing what fails when it fails: "Installing the npm packages"
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.shell]
 * @param {(line: string) => void} [options.onLine]
 * @returns {Promise<string>} all it printed
 * @throws {SetupError} when it fails: a known cause in one sentence, else its last words and the log
 */
export async function run(program, args, options) {
  fs.mkdirSync(place.logs, { recursive: true });
  const log = path.join(place.logs, `${options.log}.log`);
  let output = '';
  const code = await new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? place.root,
      env: options.env ?? process.env,
      shell: options.shell ?? false,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    running.add(child);
    const hear = (chunk) => {
      output += chunk;
      for (const line of chunk.split('\n')) if (line.trim()) options.onLine?.(line.trim());
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('error', (error) => {
      running.delete(child);
      reject(
        new SetupError(`${options.doing} failed: ${program} cannot be run (${error.message}).`),
      );
    });
    child.on('close', (status, signal) => {
      running.delete(child);
      resolve(status ?? signal);
    });
  });
  fs.writeFileSync(log, `$ ${[program, ...args].join(' ')}\n${output}\n[exit ${code}]\n`);
  if (code === 0) return output;

  const known = explain(output, { from: options.from, folder: place.root });
  if (known) throw new SetupError(known);
  const tail = output.trim().split('\n').slice(-12).join('\n  ');
  throw new SetupError(
    `${options.doing} failed (exit ${code}); its whole output is in ${path.relative(place.root, log)}, and it ended with:\n  ${tail}`,
  );
}

/** The full path of a program on PATH, or undefined. */
export function which(name, env = process.env) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      try {
        fs.accessSync(file, fs.constants.X_OK);
        if (fs.statSync(file).isFile()) return file;
      } catch {
        // not in this folder
      }
    }
  }
  return undefined;
}
