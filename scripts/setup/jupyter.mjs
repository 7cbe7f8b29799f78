// The kernel's spec and JupyterLab's settings inside the virtual environments, and the environment
// in which Jupyter runs: nothing of it reads or writes the home folder.

import fs from 'node:fs';
import path from 'node:path';
import { holds, writeIfChanged } from './folders.mjs';
import { place } from './place.mjs';
import { pythonEnvironment } from './python.mjs';

/** The kernel's name in notebooks and in `--kernel` options. */
export const KERNEL = 'typescript';

function kernelSpec() {
  return {
    argv: [process.execPath, path.join(place.root, 'kernel', 'main.cjs'), '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: {},
  };
}

// No question about news, no look for updates: both want the network in a class without one.
const LAB_SETTINGS = {
  '@jupyterlab/apputils-extension:notification': { checkForUpdates: false, fetchNews: 'false' },
};

const LOGO = 'logo-svg.svg'; // the name that Jupyter looks for
const logo = path.join(place.root, 'scripts', 'lab', LOGO);

function wantedFiles(tests) {
  const files = [];
  for (const venv of tests ? [place.venv, place.venvTest] : [place.venv]) {
    const folder = path.join(venv, 'share', 'jupyter', 'kernels', KERNEL);
    files.push([path.join(folder, 'kernel.json'), asJson(kernelSpec())]);
    files.push([path.join(folder, LOGO), fs.readFileSync(logo, 'utf8')]);
  }
  const settings = path.join(place.venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
  files.push([settings, asJson(LAB_SETTINGS)]);
  return files;
}

function asJson(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The step that tells Jupyter about the kernel. */
export function kernelStep({ tests }) {
  return {
    name: 'kernel',
    title: 'the TypeScript kernel, in JupyterLab',
    usually: 'a moment',
    needs: tests ? ['venv', 'venv-test'] : ['venv'],
    bytes: () => 0,
    ready: () => wantedFiles(tests).every(([file, text]) => holds(file, text)),
    run: async () => {
      for (const [file, text] of wantedFiles(tests)) writeIfChanged(file, text);
    },
  };
}

/** The environment for every Jupyter program: its files stay inside the clone. */
export function jupyterEnvironment() {
  const own = (name) => path.join(place.jupyter, name);
  return {
    ...pythonEnvironment(),
    JUPYTER_CONFIG_DIR: own('config'),
    JUPYTER_DATA_DIR: own('data'),
    JUPYTER_RUNTIME_DIR: own('runtime'),
    JUPYTERLAB_SETTINGS_DIR: own('lab/settings'),
    JUPYTERLAB_WORKSPACES_DIR: own('lab/workspaces'),
    IPYTHONDIR: own('ipython'),
    JUPYTER_PREFER_ENV_PATH: '1',
    JUPYTER_PLATFORM_DIRS: '0',
  };
}
