// Finds a Python that can make virtual environments, and makes one from pinned requirements.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { run } from './child.mjs';
import { SetupError } from './errors.mjs';
import { discard, keyOf, moveIntoPlace, partialFolder, readStamp, writeStamp } from './folders.mjs';
import { place, pythonOf } from './place.mjs';
import { rewriteVenv } from './relocate.mjs';

const OLDEST = [3, 10];
const CANDIDATES = [
  'python3',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python',
];

// sys._base_executable: inside somebody's own environment, the Python that outlives it.
const PROBE = `
import importlib.util, json, sys
print(json.dumps({
  "executable": getattr(sys, "_base_executable", None) or sys.executable,
  "version": list(sys.version_info[:3]),
  "venv": all(importlib.util.find_spec(m) for m in ("venv", "ensurepip")),
}))`;

const INSTALL_PYTHON =
  'install Python 3.10 or newer (Debian, Ubuntu: sudo apt install python3 python3-venv; Fedora: sudo dnf install python3; macOS: brew install python; Windows: winget install Python.Python.3.13), then run the same command again.';

/**
 * The first Python on PATH that is new enough and has the venv module.
 * @returns {{ executable: string, version: string }}
 * @throws {SetupError} naming what was found and what to install
 */
export function findPython() {
  let tooOld;
  let noVenv;
  for (const name of CANDIDATES) {
    const probe = spawnSync(name, ['-c', PROBE], {
      encoding: 'utf8',
      env: pythonEnvironment(),
      timeout: 20_000,
      windowsHide: true,
    });
    if (probe.status !== 0) continue; // not there, or a version manager's empty shim
    const found = parse(probe.stdout);
    if (!found) continue;
    const version = found.version.join('.');
    const [major, minor] = found.version;
    if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
      tooOld ??= `Python ${version} (${name}) is too old`;
    } else if (!found.venv) {
      noVenv ??= `Python ${version} (${name}) came without its venv module, which makes JupyterLab's own folder: install it (Debian, Ubuntu: sudo apt install python3-venv python${major}.${minor}-venv), then run the same command again.`;
    } else {
      return { executable: found.executable, version };
    }
  }
  if (noVenv) throw new SetupError(noVenv);
  throw new SetupError(
    tooOld
      ? `${tooOld}, and JupyterLab needs 3.10: ${INSTALL_PYTHON}`
      : `No Python was found, and JupyterLab runs on it: ${INSTALL_PYTHON}`,
  );
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The environment for Python and pip: the person's own, without what would send packages
 * elsewhere or bring in others.
 * @param {string} [scratch] pip's folder for temporary files
 */
export function pythonEnvironment(scratch) {
  const env = { ...process.env };
  const misleading =
    /^(PYTHON(HOME|PATH|STARTUP|USERBASE)|VIRTUAL_ENV|__PYVENV_LAUNCHER__|PIP_(TARGET|PREFIX|ROOT|REQUIREMENT|CONSTRAINT|PLATFORM|PYTHON.*))$/;
  for (const name of Object.keys(env)) if (misleading.test(name)) delete env[name];
  Object.assign(env, {
    PYTHONNOUSERSITE: '1',
    PYTHONUTF8: '1',
    PIP_USER: '0',
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_PROGRESS_BAR: 'off',
  });
  if (scratch) {
    fs.mkdirSync(scratch, { recursive: true });
    Object.assign(env, { TMPDIR: scratch, TEMP: scratch, TMP: scratch });
  }
  return env;
}

/** Runs pip of a virtual environment; its temporary files stay inside the clone. */
export function pip(venv, args, { scratch, log, doing, onLine }) {
  return run(pythonOf(venv), ['-m', 'pip', ...args], {
    log,
    doing,
    from: 'PyPI',
    env: pythonEnvironment(scratch),
    onLine: (line) => {
      if (/^(Collecting|Downloading) /.test(line)) onLine?.(line);
      if (/^Installing /.test(line)) onLine?.(`installing ${line.split(',').length} packages`);
    },
  });
}

/**
 * A step that makes a virtual environment.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.title
 * @param {string} options.folder where it goes
 * @param {string} options.requirements the pinned list, with hashes
 * @param {string} options.usually
 * @param {number} options.bytes
 */
export function venvStep({ name, title, folder, requirements, usually, bytes }) {
  const key = () => keyOf('venv 1', requirements);
  const madeHere = () => {
    const stamp = readStamp(folder);
    return stamp?.key === key() && stamp.interpreter === interpreterOf(folder) ? stamp : undefined;
  };
  return {
    name,
    title,
    get usually() {
      return madeHere() ? 'a moment: only its paths, as the folder was moved' : usually;
    },
    bytes: () => (madeHere() ? 0 : bytes),
    ready: () => madeHere()?.folder === folder,
    prepare: () => {
      if (!madeHere()) findPython();
    },
    run: async (note) => {
      const stamp = madeHere();
      // On Windows its programs are binaries with the path inside: there it is made again.
      if (stamp && process.platform !== 'win32') {
        rewriteVenv(folder, stamp.folder, folder);
        writeStamp(folder, { ...stamp, folder });
        return;
      }
      await makeVenv({ name, folder, requirements, key: key(), note });
    },
  };
}

async function makeVenv({ name, folder, requirements, key, note }) {
  const python = findPython();
  const work = partialFolder(name);
  const inPlace = process.platform === 'win32';
  const venv = inPlace ? folder : path.join(work, 'venv');
  if (inPlace) discard(folder);
  note(`python -m venv, with Python ${python.version}`);
  await run(python.executable, ['-m', 'venv', venv], {
    log: name,
    from: 'Python',
    doing: 'Making the virtual environment',
    env: pythonEnvironment(path.join(work, 'tmp')),
  });
  await pip(
    venv,
    ['install', '--require-hashes', '--only-binary=:all:', '--no-deps', '-r', requirements],
    {
      scratch: path.join(work, 'tmp'),
      log: name,
      doing: `Installing ${path.relative(place.root, requirements)}`,
      onLine: note,
    },
  );
  if (!inPlace) rewriteVenv(venv, venv, folder);
  writeStamp(venv, { key, folder, interpreter: interpreterOf(venv) });
  if (!inPlace) moveIntoPlace(venv, folder);
  discard(work);
}

/** The real file behind an environment's Python: another one after the system's was upgraded. */
function interpreterOf(venv) {
  try {
    return process.platform === 'win32'
      ? fs.readFileSync(path.join(venv, 'pyvenv.cfg'), 'utf8')
      : fs.realpathSync(pythonOf(venv));
  } catch {
    return 'none';
  }
}
