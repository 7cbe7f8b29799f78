// Where everything lands. All of it is inside the clone.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The folders of this clone, by name. */
export const place = (() => {
  const root = path.resolve(here, '..', '..');
  const runtime = path.join(root, '.runtime');
  return Object.freeze({
    root,
    runtime,
    packages: path.join(root, 'node_modules'),
    venv: path.join(root, '.venv'),
    venvTest: path.join(root, '.venv-test'),
    tensorflow: path.join(runtime, 'tensorflow'),
    addon: path.join(runtime, 'addon'),
    wasm: path.join(runtime, 'wasm'),
    jupyter: path.join(runtime, 'jupyter'),
    partial: path.join(runtime, 'partial'),
    logs: path.join(runtime, 'logs'),
    lock: path.join(runtime, 'lock'),
    notebooks: path.join(root, 'notebooks'),
  });
})();

/** The Python of a virtual environment. */
export function pythonOf(venv) {
  return process.platform === 'win32'
    ? path.join(venv, 'Scripts', 'python.exe')
    : path.join(venv, 'bin', 'python');
}
