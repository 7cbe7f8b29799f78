import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const SOURCE = path.join(ROOT, 'bench/peers');
const FOLDER = path.join(ROOT, 'build/bench/peers');
const FILES = ['package.json', 'package-lock.json'];

/** A file of the npm packages that {@link installPeers} installs. */
export function peerFile(name: string): string {
  return path.join(FOLDER, 'node_modules', name);
}

/**
 * Installs the npm packages that only the bench compares with, pinned in bench/peers, into
 * build/bench/peers: they are not among the packages of the lessons.
 *
 * @returns whether they are there
 */
export function installPeers(say: (line: string) => void): boolean {
  const stamp = path.join(FOLDER, 'installed');
  const wanted = FILES.map((name) => fs.readFileSync(path.join(SOURCE, name), 'utf8')).join('');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return true;
  say('Installing bench/peers into build/bench/peers (once) …');
  fs.mkdirSync(FOLDER, { recursive: true });
  for (const name of FILES) fs.copyFileSync(path.join(SOURCE, name), path.join(FOLDER, name));
  const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--silent'], {
    cwd: FOLDER,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    say(`npm ci failed${error ? `: ${error.message}` : ''}: jax-js takes no part.`);
    return false;
  }
  fs.writeFileSync(stamp, wanted);
  return true;
}
