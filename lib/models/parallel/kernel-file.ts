import * as fs from 'node:fs';
import * as path from 'node:path';
import { engine, type WasmModule } from './webassembly';

// In the clone, three folders above this file; in the package, one above its modules.
const FOLDERS = [
  path.resolve(__dirname, '..', '..', '..', '.runtime', 'wasm'),
  path.resolve(__dirname, '..', 'wasm'),
];

/** Compiled once per process: the engine's optimised code is then shared by all threads. */
const modules = new Map<string, { modified: number; module: WasmModule }>();

/**
 * Loads a compiled kernel: the variant with relaxed SIMD where the engine can run it.
 *
 * @param name the model's folder in lib/models, such as 'word2vec'
 * @throws Error that says `npm run setup` when the kernel has not been compiled
 */
export function loadKernel(name: string): WasmModule {
  const endings = ['.relaxed.wasm', '.wasm'];
  for (const file of endings.flatMap((ending) => FOLDERS.map((f) => path.join(f, name + ending)))) {
    const modified = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (modified === undefined) continue;
    const known = modules.get(file);
    if (known?.modified === modified) return known.module;
    const bytes = fs.readFileSync(file);
    if (!engine.validate(bytes)) continue;
    const module = new engine.Module(bytes);
    modules.set(file, { modified, module });
    return module;
  }
  throw new Error(
    `The fast kernel ${name}.wasm is missing or this Node cannot run it: npm run setup compiles ` +
      `it (looked in ${FOLDERS.join(' and ')})`,
  );
}
