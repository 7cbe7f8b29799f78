// The fast kernels of lib/models: AssemblyScript in lib/models/NAME/assembly, compiled here to
// .runtime/wasm/NAME.wasm. Only the sources are checked in.

import fs from 'node:fs';
import path from 'node:path';
import { run } from './child.mjs';
import { discard, keyOf, moveIntoPlace, partialFolder, readStamp, writeStamp } from './folders.mjs';
import { lockedPackages } from './npm.mjs';
import { place } from './place.mjs';

const models = path.join(place.root, 'lib', 'models');
const compiler = path.join(place.packages, 'assemblyscript', 'bin', 'asc.js');

// The largest memory that 32-bit addresses reach; each model asks for what it needs. The first page
// is the compiler's own.
const FLAGS = [
  ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--runtime', 'stub'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--enable', 'simd,threads,bulk-memory'],
];

// The engine takes the first that it can run: relaxed SIMD multiplies and adds in one instruction
// (V8 has it from Node 22 on).
const VARIANTS = { '.wasm': [], '.relaxed.wasm': ['--enable', 'relaxed-simd'] };

/** The step that compiles the kernels, and does so again when a source has changed. */
export const wasmStep = {
  name: 'wasm',
  title: 'the fast kernels of word2vec and GloVe',
  usually: 'a few seconds',
  bytes: () => 1e6,
  ready: () => {
    const made = readStamp(place.wasm)?.key === key();
    return made && outputs().every((file) => fs.existsSync(path.join(place.wasm, file)));
  },
  run: async (note) => {
    const work = partialFolder('wasm');
    for (const name of kernels()) {
      for (const [ending, flags] of Object.entries(VARIANTS)) {
        note(`asc ${name}${ending}`);
        await compile(name, path.join(work, `${name}${ending}`), flags);
      }
    }
    writeStamp(work, { key: key() });
    moveIntoPlace(work, place.wasm);
    discard(work);
  },
};

async function compile(name, output, flags) {
  const entry = path.join('lib', 'models', name, 'assembly', 'index.ts');
  // asc reads paths from the folder where it runs, and takes no absolute ones on every system.
  const outFile = path.relative(place.root, output);
  const command = [compiler, entry, '--outFile', outFile, ...FLAGS, ...flags];
  await run(process.execPath, ['--enable-source-maps', ...command], {
    log: `wasm-${name}`,
    from: 'The compiler',
    doing: `Compiling ${entry}`,
  });
}

const outputs = () =>
  kernels().flatMap((name) => Object.keys(VARIANTS).map((ending) => `${name}${ending}`));

/** The models that have a kernel, by the names of their folders. */
function kernels() {
  const isKernel = (name) => fs.existsSync(path.join(models, name, 'assembly', 'index.ts'));
  return fs.existsSync(models) ? fs.readdirSync(models).filter(isKernel).sort() : [];
}

/** Everything that the files are made from. */
function key() {
  const { version, integrity } = lockedPackages()['node_modules/assemblyscript'] ?? {};
  const sources = fs.existsSync(models)
    ? fs
        .readdirSync(models, { recursive: true, encoding: 'utf8' })
        .filter((name) => /(^|[\\/])assembly[\\/].*\.ts$/.test(name))
        .sort()
    : [];
  return keyOf(
    ...['wasm 1', `${version} ${integrity}`, ...FLAGS, JSON.stringify(VARIANTS)],
    ...sources.flatMap((name) => [name, path.join(models, name)]),
  );
}
