// Reads the fixtures that test/parity/make_*.py wrote (their layout: test/parity/fixtures.py).

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decodeSafetensors, fromSafetensor } from '../../../lib/files';

/** Numbers of a fixture, with their shape. */
export interface FixtureTensor {
  shape: number[];
  dtype: 'float32' | 'int32';
  values: Float32Array | Int32Array;
}

/** One case: what went into the reference and what came out. */
export interface Fixture<Config = Record<string, unknown>> {
  name: string;
  config: Config;
  /** By role: `in.0`, `state.weight`, `out`, `grad.weight`, … */
  tensors: Map<string, FixtureTensor>;
}

/** All cases of a file in test/parity/fixtures, by name. */
export function loadFixtures<Config>(file: string): Map<string, Fixture<Config>> {
  const bytes = readFileSync(path.join(__dirname, '../fixtures', file));
  const { tensors, metadata } = decodeSafetensors(bytes);
  const header = JSON.parse(metadata.get('fixtures') ?? '{}') as { cases: Record<string, Config> };
  const cases = new Map<string, Fixture<Config>>();
  for (const [name, config] of Object.entries(header.cases)) {
    cases.set(name, { name, config, tensors: new Map() });
  }
  for (const [full, tensor] of tensors) {
    const slash = full.indexOf('/');
    const values = fromSafetensor(tensor);
    const dtype = values instanceof Float32Array ? 'float32' : 'int32';
    const owner = cases.get(full.slice(0, slash));
    owner?.tensors.set(full.slice(slash + 1), { shape: tensor.shape, dtype, values });
  }
  return cases;
}

/** The tensors whose role begins with `prefix`, without it, in PyTorch's names made ours. */
export function withPrefix(fixture: Fixture<unknown>, prefix: string): [string, FixtureTensor][] {
  return [...fixture.tensors]
    .filter(([role]) => role.startsWith(prefix))
    .map(([role, tensor]) => [camelCase(role.slice(prefix.length)), tensor]);
}

/** `running_mean` as `runningMean`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
