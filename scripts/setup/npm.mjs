// The npm packages. npm keeps node_modules/.package-lock.json as its own last word on what lies
// there, so that file, held against package-lock.json, tells whether anything is missing.

import fs from 'node:fs';
import path from 'node:path';
import { run, which } from './child.mjs';
import { SetupError } from './errors.mjs';
import { discard, moveIntoPlace, partialFolder } from './folders.mjs';
import { place } from './place.mjs';

/** The step that installs node_modules from package-lock.json. */
export const npmStep = {
  name: 'npm',
  title: 'npm packages',
  usually: '1 to 3 minutes',
  bytes: () => 0.9e9,
  ready: isInstalled,
  prepare: () => {
    npmCommand();
  },
  run: install,
};

/**
 * What package-lock.json holds, by folder.
 * @throws {SetupError} when it cannot be read
 */
export function lockedPackages() {
  const packages = readLock(path.join(place.root, 'package-lock.json'));
  if (packages) return packages;
  throw new SetupError(
    'package-lock.json is missing or damaged: git checkout package-lock.json brings it back.',
  );
}

function isInstalled() {
  const wanted = lockedPackages();
  const present = readLock(path.join(place.packages, '.package-lock.json'));
  if (!present) return false;
  for (const [folder, entry] of Object.entries(wanted)) {
    if (folder === '' || entry.link) continue;
    const here = present[folder];
    if (!here) {
      if (entry.optional || entry.devOptional || entry.peer) continue; // for another system
      return false;
    }
    if (here.version !== entry.version || here.integrity !== entry.integrity) return false;
    if (!fs.existsSync(path.join(place.root, folder, 'package.json'))) return false;
  }
  return true;
}

function readLock(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function install(note) {
  const work = partialFolder('npm');
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    const source = path.join(place.root, file);
    if (fs.existsSync(source)) fs.copyFileSync(source, path.join(work, file));
  }
  const { program, args, shell } = npmCommand();
  note('npm ci');
  let fetched = 0;
  await run(program, [...args, 'ci', '--ignore-scripts', '--loglevel=http'], {
    log: 'npm',
    from: 'The npm registry',
    doing: 'Installing the npm packages',
    cwd: work,
    env: npmEnvironment(),
    shell,
    onLine: (line) => {
      if (/ fetch GET 200 /.test(line)) note(`npm ci: ${++fetched} files from the registry`);
    },
  });
  moveIntoPlace(path.join(work, 'node_modules'), place.packages);
  discard(work);
}

// Under `npm run`, npm names itself; otherwise it is looked for on PATH.
function npmCommand() {
  const own = process.env.npm_execpath;
  if (own && path.basename(own) === 'npm-cli.js' && fs.existsSync(own)) {
    return { program: process.execPath, args: [own], shell: false };
  }
  const npm = which('npm');
  if (!npm) {
    throw new SetupError(
      'npm was not found beside Node: install it (Debian, Ubuntu: sudo apt install npm; or Node from https://nodejs.org, which brings it), then run the same command again.',
    );
  }
  return process.platform === 'win32'
    ? { program: 'npm', args: [], shell: true }
    : { program: npm, args: [], shell: false };
}

// What an outer `npm run` adds describes the clone, not the folder that npm ci works in. Without a
// network npm's own waits add up to a minute and a half.
function npmEnvironment() {
  const env = {
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '5000',
    ...process.env,
  };
  for (const name of Object.keys(env)) {
    if (/^(npm_config_local_prefix|npm_package_|npm_lifecycle_|npm_command|INIT_CWD)/i.test(name)) {
      delete env[name];
    }
  }
  return env;
}
