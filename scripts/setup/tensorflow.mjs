// TensorFlow's C library: the libraries and headers of a PyPI wheel, in a folder of their own.

import fs from 'node:fs';
import path from 'node:path';
import { discard, keyOf, moveIntoPlace, partialFolder, readStamp, writeStamp } from './folders.mjs';
import { place } from './place.mjs';
import { pip } from './python.mjs';

/** The wheel, pinned by hash. */
export const tensorflowRequirements = path.join(place.root, 'scripts/tensorflow/requirements.txt');

/** The libraries that the add-on links against. */
export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

// One Python version, one platform: any Python ≥ 3.10 can ask for it, and one hash pins it.
const WHEEL = [
  ...['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312'],
  ...['--platform', 'manylinux_2_27_x86_64'],
];

const key = () => keyOf('tensorflow 1', tensorflowRequirements, ...WHEEL);

/** The step that installs TensorFlow's C library. It uses the pip of .venv. */
export const tensorflowStep = {
  name: 'tensorflow',
  title: "TensorFlow's C library",
  usually: '1 to 5 minutes, a download of 270 MB',
  bytes: () => 2.0e9,
  ready: () =>
    readStamp(place.tensorflow)?.key === key() &&
    LIBRARIES.every((file) => fs.existsSync(path.join(place.tensorflow, 'tensorflow', file))),
  run: async (note) => {
    const work = partialFolder('tensorflow');
    const made = path.join(work, 'wheel');
    await pip(
      place.venv,
      [
        ...['install', '--no-deps', '--no-compile', '--only-binary=:all:', '--require-hashes'],
        ...[...WHEEL, '--target', made, '-r', tensorflowRequirements],
      ],
      {
        scratch: path.join(work, 'tmp'),
        log: 'tensorflow',
        doing: "Installing TensorFlow's C library",
        onLine: note,
      },
    );
    trim(made);
    writeStamp(made, { key: key() });
    moveIntoPlace(made, place.tensorflow);
    discard(work);
  },
};

// Its Python half is never run.
function trim(made) {
  fs.rmSync(path.join(made, 'bin'), { recursive: true, force: true });
  const library = path.join(made, 'tensorflow');
  const kept = new Set([...LIBRARIES, 'include', 'THIRD_PARTY_NOTICES.txt']);
  for (const entry of fs.readdirSync(library)) {
    if (!kept.has(entry)) fs.rmSync(path.join(library, entry), { recursive: true });
  }
}
