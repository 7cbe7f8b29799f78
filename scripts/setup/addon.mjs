// The add-on through which tfjs calls TensorFlow, compiled here against the wheel's C library. The
// binaries that the npm package would download are from 2022.

import fs from 'node:fs';
import path from 'node:path';
import { run, which } from './child.mjs';
import { SetupError } from './errors.mjs';
import {
  discard,
  keyOf,
  moveIntoPlace,
  partialFolder,
  readStamp,
  writeAtomic,
  writeStamp,
} from './folders.mjs';
import { lockedPackages } from './npm.mjs';
import { applyPatch } from './patch.mjs';
import { place } from './place.mjs';
import { LIBRARIES, tensorflowRequirements } from './tensorflow.mjs';

const FILE = 'tfjs_binding.node';
const library = path.join(place.tensorflow, 'tensorflow');
const sources = path.join(place.packages, '@tensorflow/tfjs-node-gpu/binding');
const headers = path.join(place.packages, 'node-api-headers/include');
const patches = path.join(place.root, 'scripts/tensorflow');

/** Where tfjs-node looks for its add-on. */
export const addonFile = path.join(place.packages, '@tensorflow/tfjs-node-gpu/lib/napi-v8', FILE);

// Relative to the add-on's own folder, five below the clone's: a moved clone needs no new build,
// and TensorFlow still finds pip's nvidia folders beside its real one.
const RPATH = '$ORIGIN/../../../../../.runtime/tensorflow/tensorflow';
const FLAGS = [
  ...['-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
];

/** The step that compiles the add-on, or only puts the one already compiled back in place. */
export const addonStep = {
  name: 'addon',
  title: 'the TensorFlow add-on',
  usually: 'half a minute',
  needs: ['npm', 'tensorflow'],
  bytes: () => 0.01e9,
  ready: () => isBuilt() && isPlaced(),
  prepare: () => {
    if (!isBuilt()) compiler();
  },
  run: async (note) => {
    if (!isBuilt()) await build(note);
    writeAtomic(addonFile, fs.readFileSync(path.join(place.addon, FILE)));
  },
};

function patchFiles() {
  const names = fs.readdirSync(patches).filter((name) => name.endsWith('.patch'));
  return names.sort().map((name) => path.join(patches, name));
}

/** Everything the binary is made from; the packages by what the lock file says of them. */
function key() {
  const packages = lockedPackages();
  const locked = ['@tensorflow/tfjs-node-gpu', 'node-api-headers'].map((name) => {
    const { version, integrity } = packages[`node_modules/${name}`] ?? {};
    return `${name} ${version} ${integrity}`;
  });
  return keyOf('addon 1', RPATH, ...FLAGS, ...locked, tensorflowRequirements, ...patchFiles());
}

function isBuilt() {
  return readStamp(place.addon)?.key === key();
}

function isPlaced() {
  try {
    return fs.readFileSync(path.join(place.addon, FILE)).equals(fs.readFileSync(addonFile));
  } catch {
    return false;
  }
}

function compiler() {
  const found = [process.env.CXX, 'g++', 'c++', 'clang++']
    .filter(Boolean)
    .find((name) => (path.isAbsolute(name) ? fs.existsSync(name) : which(name)));
  if (found) return found;
  throw new SetupError(
    'No C++ compiler (g++) was found, and the link to TensorFlow is compiled on this machine: install one (Debian, Ubuntu: sudo apt install g++; Fedora: sudo dnf install gcc-c++; Arch: sudo pacman -S gcc), then run the same command again.',
  );
}

async function build(note) {
  const work = partialFolder('addon');
  const source = path.join(work, 'binding');
  fs.cpSync(sources, source, { recursive: true });
  for (const file of patchFiles()) applyPatch(file, source);

  // As deep in the clone as the place it goes to, so that its rpath already holds for the trial.
  const made = path.join(work, 'lib', 'napi-v8');
  const binary = path.join(made, FILE);
  fs.mkdirSync(made, { recursive: true });
  const files = fs.readdirSync(source).filter((name) => name.endsWith('.cc'));
  const program = compiler();
  note(`${path.basename(program)} ${files.join(' ')}`);
  await run(
    program,
    [
      ...FLAGS,
      ...[`-I${source}`, `-I${path.dirname(source)}`, `-I${path.join(library, 'include')}`],
      ...[`-I${headers}`, ...files.map((name) => path.join(source, name)), '-o', binary],
      ...[`-L${library}`, ...LIBRARIES.map((file) => `-l:${file}`), `-Wl,-rpath,${RPATH}`],
    ],
    { log: 'addon', from: 'The compiler', doing: 'Compiling the TensorFlow add-on' },
  );
  note('loading it once');
  await run(process.execPath, ['-e', 'require(process.argv[1])', binary], {
    log: 'addon-trial',
    from: 'The loader',
    doing: 'Loading the TensorFlow add-on',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  writeStamp(made, { key: key() });
  moveIntoPlace(made, place.addon);
  discard(work);
}
