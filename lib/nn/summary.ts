import * as tf from '@tensorflow/tfjs';
import { Table } from '../progress';
import { evaluationMode } from './modes';
import type { Module } from './module';
import { formatShape } from './shape';
import { watchForward } from './watch';

/** One module of a {@link Summary}. */
export interface ModuleSummary {
  /** Its name within the model, '' for the model itself. */
  name: string;
  type: string;
  /** Its own parameters, without those of the modules inside it. */
  parameters: { name: string; shape: number[]; trainable: boolean }[];
  /** How many numbers they hold. */
  count: number;
}

/** What {@link summary} gives: data, and a table that shows itself. */
export class Summary extends Table {
  constructor(
    readonly modules: readonly ModuleSummary[],
    readonly totalParameters: number,
    readonly trainableParameters: number,
  ) {
    const rows = modules.map((module) => [
      indent(module.name),
      module.type,
      module.parameters.map(describe).join(', '),
      module.count > 0 ? thousands(module.count) : '',
    ]);
    const frozen = totalParameters - trainableParameters;
    const share = frozen === 0 ? '' : `, ${thousands(trainableParameters)} of them trainable`;
    super(
      [
        { name: 'module' },
        { name: 'type' },
        { name: 'shapes' },
        { name: 'parameters', align: 'right' },
      ],
      rows,
      [
        `${thousands(totalParameters)} parameters${share}; ${formatBytes(4 * totalParameters)} as float32`,
      ],
    );
  }
}

/**
 * A model's modules with the shapes and counts of their parameters, as a table that shows
 * itself. A parameter that is shared is counted where it comes first.
 */
export function summary(model: Module): Summary {
  const named = model.namedParameters();
  const modules = model.namedModules().map(([name, module]) => {
    const prefix = name === '' ? '' : `${name}.`;
    const inner = module.namedChildren().map(([child]) => `${prefix}${child}.`);
    const own = named.filter(
      ([full]) => full.startsWith(prefix) && !inner.some((start) => full.startsWith(start)),
    );
    return {
      name,
      type: module.constructor.name,
      parameters: own.map(([full, { shape, trainable }]) => {
        return { name: full.slice(prefix.length), shape, trainable };
      }),
      count: own.reduce((sum, [, parameter]) => sum + parameter.size, 0),
    };
  });
  const trainable = model.countParameters({ trainableOnly: true });
  return new Summary(modules, model.countParameters(), trainable);
}

/** One call of a module within a {@link Trace}. */
export interface LayerTrace {
  name: string;
  type: string;
  /** The shape of its output (of the first tensor in it). */
  shape: number[];
  mean: number;
  /** The standard deviation of the output's numbers. */
  std: number;
}

/** What {@link trace} gives: data, and a table that shows itself. */
export class Trace extends Table {
  constructor(readonly layers: readonly LayerTrace[]) {
    super(
      [
        { name: 'module' },
        { name: 'type' },
        { name: 'output' },
        { name: 'mean', align: 'right' },
        { name: 'std', align: 'right' },
      ],
      layers.map(({ name, type, shape, mean, std }) => [
        indent(name),
        type,
        formatShape(shape),
        mean.toPrecision(3),
        std.toPrecision(3),
      ]),
    );
  }
}

/**
 * Runs a model once, in evaluation mode, and notes what each module gives: its shape, mean
 * and standard deviation, in the order in which the modules finish.
 *
 * @param inputs what `forward` takes
 */
export async function trace<Inputs extends unknown[]>(
  model: Module & { forward(...inputs: Inputs): unknown },
  ...inputs: Inputs
): Promise<Trace> {
  const calls: { name: string; type: string; shape: number[]; moments: tf.Tensor }[] = [];
  const restoreModes = evaluationMode(model);
  try {
    const note = (name: string, module: Module, output: tf.Tensor) => {
      const type = module.constructor.name;
      calls.push({ name, type, shape: output.shape, moments: keepMoments(output) });
    };
    watchForward(model, note, () => tf.tidy(() => void model.forward(...inputs)));
  } finally {
    restoreModes();
  }
  const layers = calls.map(async ({ moments, ...call }) => {
    const [mean, variance] = await moments.data();
    moments.dispose();
    return { ...call, mean, std: Math.sqrt(variance) };
  });
  return new Trace(await Promise.all(layers));
}

function keepMoments(x: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const { mean, variance } = tf.moments(tf.cast(x, 'float32'));
    return tf.keep(tf.stack([mean, variance]));
  });
}

/** The last part of a name, moved in by its depth; the model itself is '(model)'. */
function indent(name: string): string {
  if (name === '') return '(model)';
  const parts = name.split('.');
  return '  '.repeat(parts.length) + name;
}

function describe({ name, shape, trainable }: ModuleSummary['parameters'][number]): string {
  return `${name} ${formatShape(shape)}${trainable ? '' : ' frozen'}`;
}

function formatBytes(bytes: number): string {
  const unit = bytes < 1e6 ? 'kB' : bytes < 1e9 ? 'MB' : 'GB';
  const size = bytes / { kB: 1e3, MB: 1e6, GB: 1e9 }[unit];
  return `${Number(size.toPrecision(3))} ${unit}`;
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}
