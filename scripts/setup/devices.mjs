// What set-up installs for each device that lessons can run on. tfjs's own cpu backend needs nothing.

import fs from 'node:fs';
import { addonStep } from './addon.mjs';
import { tensorflowStep } from './tensorflow.mjs';

/**
 * One row per runtime: its steps, and why it cannot be had on this machine (undefined when it can).
 * CUDA, WebGPU and wasm take rows of their own here.
 */
export const RUNTIMES = [
  {
    name: 'TensorFlow (CPU)',
    steps: [tensorflowStep, addonStep],
    unavailable: () => {
      const machine = `${process.platform} ${process.arch}`;
      if (machine !== 'linux x64') return `it is built for Linux on x64, and this is ${machine}`;
      return unsuitableLibc() ?? missingAvx();
    },
  },
];

// The wheel is manylinux_2_27: glibc 2.27 or newer, so neither Alpine's musl nor very old systems.
function unsuitableLibc() {
  process.report.excludeNetwork = true; // else the report looks up names on the network
  const version = process.report.getReport().header.glibcVersionRuntime;
  if (!version) return 'it needs glibc, and this Linux has another C library';
  const [major, minor] = version.split('.').map(Number);
  return major > 2 || minor >= 27
    ? undefined
    : `it needs glibc 2.27, and this Linux has ${version}`;
}

function missingAvx() {
  let info = '';
  try {
    info = fs.readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return undefined; // the trial load after the build will tell
  }
  const flags = info.match(/^flags\s*:.*$/m)?.[0];
  return flags && !/\bavx\b/.test(flags) ? 'it needs a processor with AVX' : undefined;
}
