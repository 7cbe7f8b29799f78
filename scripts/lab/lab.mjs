// Runs JupyterLab of this clone, with its own settings, until it ends.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeIfChanged } from '../setup/folders.mjs';
import { jupyterEnvironment, KERNEL } from '../setup/jupyter.mjs';
import { place, pythonOf } from '../setup/place.mjs';

// The whole clone can be opened (an edit under lib/ shows at the next import); the file browser
// begins in notebooks/. As a file and not as arguments, so that the person's arguments win.
function labSettings() {
  return {
    Application: { log_level: 'WARN' },
    ServerApp: {
      root_dir: place.root,
      allow_root: process.getuid?.() === 0,
      answer_yes: true, // Ctrl-C stops at once
    },
    FileContentsManager: { preferred_dir: path.basename(place.notebooks) },
    KernelSpecManager: { allowed_kernelspecs: [KERNEL], ensure_native_kernel: false },
    MultiKernelManager: { default_kernel_name: KERNEL },
    // Looking for language servers runs npm, which writes to the home folder.
    LanguageServerManager: { autodetect: false, node_roots: [place.root] },
    LabApp: {
      extension_manager: 'readonly',
      check_for_updates_class: 'jupyterlab.NeverCheckForUpdate',
      news_url: null,
    },
  };
}

/**
 * Runs JupyterLab to its end. Ctrl-C and a terminal that closes end it, and its kernels with it.
 * @param {string[]} args the person's own arguments
 * @returns {Promise<number>} its exit status; 0 after Ctrl-C
 */
export async function startLab(args) {
  fs.mkdirSync(place.notebooks, { recursive: true });
  const config = path.join(place.jupyter, 'lab.json');
  writeIfChanged(config, `${JSON.stringify(labSettings(), null, 2)}\n`);

  const lab = spawn(pythonOf(place.venv), ['-m', 'jupyterlab', `--config=${config}`, ...args], {
    cwd: place.root,
    env: jupyterEnvironment(),
    stdio: 'inherit',
  });
  console.error('Starting JupyterLab. Ctrl-C here ends it.');
  let stopping = 0;
  const stop = () => {
    // A terminal's Ctrl-C can arrive twice at once (npm passes it on): only a later one is impatience.
    const impatient = stopping > 0 && Date.now() - stopping > 2000;
    stopping ||= Date.now();
    lab.kill(impatient ? 'SIGKILL' : 'SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  return new Promise((resolve, reject) => {
    lab.on('error', reject);
    lab.on('close', (status, signal) => {
      resolve(stopping ? 0 : (status ?? 128 + os.constants.signals[signal]));
    });
  });
}
