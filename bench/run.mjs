// npm run bench -- training [options]: side-by-side measurements. Without a name, what there is.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.dirname(fileURLToPath(import.meta.url));
const names = fs
  .readdirSync(folder)
  .filter((name) => fs.existsSync(path.join(folder, name, 'bench.ts')));

const [name, ...options] = process.argv.slice(2);
if (!names.includes(name)) {
  console.log(`npm run bench -- NAME [options]. There are: ${names.join(', ')}`);
  process.exit(name === undefined ? 0 : 2);
}
const { status, signal } = spawnSync(
  process.execPath,
  ['--import', 'tsx', path.join(folder, name, 'bench.ts'), ...options],
  { stdio: 'inherit', cwd: path.dirname(folder) },
);
process.exit(signal ? 1 : status);
