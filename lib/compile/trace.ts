import * as tf from '@tensorflow/tfjs';
import type { Graph, Value } from './graph';
import { ATTRIBUTE, engineState, type NativeBackend, nativeId } from './native';
import { Recorder } from './recorder';
import type { Site } from './site';
import { type Flat, flatten, type Tree } from './tree';

/** Where a compiled step gets an input from. */
export type Source =
  | { kind: 'argument'; index: number }
  | { kind: 'variable'; variable: tf.Variable }
  /** A tensor from outside the step, by its data. */
  | { kind: 'captured'; dataId: object };

/** What one call of a step did. */
export interface Trace {
  /** Its outputs are the new values of the updated variables, then the results. */
  graph: Graph;
  /** Where the graph's inputs come from, in the same order. */
  sources: Source[];
  updated: tf.Variable[];
  results: Flat;
  /** Variables made on the way: the next call will go another way. */
  madeVariables: boolean;
  /** Where a tensor was made that the step kept for itself, if it kept any. */
  kept: Site | undefined;
}

/**
 * Runs a step once, in the ordinary way, and writes down what it did.
 *
 * @param step its results belong to the caller
 * @throws Error when the step does what a compiled one could not
 */
export function trace(
  backend: NativeBackend,
  step: (args: Tree) => Tree,
  args: Flat,
): { trace: Trace; results: Tree } {
  const before = separate(backend);
  // Copies, so that an argument is told apart from a variable or an outer tensor of the same data.
  const given = args.tensors.map((tensor) =>
    tensor instanceof tf.Variable ? tensor : copy(backend, tensor),
  );
  const recorder = new Recorder(backend);
  try {
    return recorder.record(() => {
      const results = tf.tidy(() => owned(step(args.rebuild(given)), given));
      try {
        const flat = flatten(results, 'the result of the step');
        const made = describe(backend, recorder, before, given, flat);
        refuse(recorder, made);
        return { trace: made, results };
      } catch (error) {
        tf.dispose(results);
        throw error;
      }
    });
  } finally {
    for (const tensor of given) if (!(tensor instanceof tf.Variable)) tensor.dispose();
  }
}

/** The results as tensors of their own, which the caller may dispose. */
export function owned(results: Tree, given: tf.Tensor[]): tf.TensorContainer {
  const { tensors, rebuild } = flatten(results, 'the result of the step');
  const copies = tensors.map((tensor) =>
    tensor instanceof tf.Variable || given.includes(tensor) ? tf.clone(tensor) : tensor,
  );
  return rebuild(copies) as tf.TensorContainer;
}

function refuse({ violation, draw }: Recorder, { madeVariables }: Trace): void {
  if (violation) throw violation;
  if (draw && !madeVariables) throw draw;
}

/** Every variable with its data and number, after making sure that no two share a number. */
function separate(backend: NativeBackend): Map<tf.Variable, { dataId: object; id: number }> {
  const taken = new Set<number>();
  const variables = Object.values(engineState().registeredVariables);
  return new Map(
    variables.map((variable) => {
      if (taken.has(nativeId(backend, variable))) {
        tf.tidy(() => variable.assign(copy(backend, variable)));
      }
      const id = nativeId(backend, variable);
      taken.add(id);
      return [variable, { dataId: variable.dataId, id }];
    }),
  );
}

/** The same values under a number of their own. */
function copy(backend: NativeBackend, tensor: tf.Tensor): tf.Tensor {
  const id = nativeId(backend, tensor);
  const { dtype } = backend.tensorMap.get(tensor.dataId);
  const type = { name: 'T', type: ATTRIBUTE.type, value: dtype };
  return backend.createOutputTensor(backend.binding.executeOp('Identity', [type], [id], 1)[0]);
}

function describe(
  backend: NativeBackend,
  recorder: Recorder,
  before: Map<tf.Variable, { dataId: object; id: number }>,
  given: tf.Tensor[],
  results: Flat,
): Trace {
  const updated = [...before.keys()].filter(
    (variable) => !variable.isDisposed && variable.dataId !== before.get(variable)?.dataId,
  );
  const outputs = [...updated, ...results.tensors].map((tensor) => nativeId(backend, tensor));
  const known = new Map<number, Source>();
  for (const [variable, { id }] of before) known.set(id, { kind: 'variable', variable });
  given.forEach((tensor, index) => {
    if (tensor instanceof tf.Variable) return;
    known.set(nativeId(backend, tensor), { kind: 'argument', index });
  });
  const variables = Object.values(engineState().registeredVariables);
  const kept = new Map(recorder.alive);
  for (const tensor of [...results.tensors, ...variables]) kept.delete(nativeId(backend, tensor));
  const { operations, constants } = recorder;
  const { inputs, sources } = findInputs(recorder, outputs, known);
  return {
    graph: { inputs, constants, operations, outputs },
    sources,
    updated,
    results,
    madeVariables: variables.some((variable) => !before.has(variable)),
    kept: kept.values().next().value,
  };
}

/** The tensors that were read but not made in the step, and where they come from. */
function findInputs(
  recorder: Recorder,
  outputs: number[],
  known: Map<number, Source>,
): { inputs: Value[]; sources: Source[] } {
  const inputs: Value[] = [];
  const sources: Source[] = [];
  const seen = new Set(recorder.constants.map(({ id }) => id));
  const visit = (id: number) => {
    if (seen.has(id)) return;
    seen.add(id);
    const { dataId, ...value } = recorder.read.get(id) as Value & { dataId: object };
    sources.push(known.get(id) ?? { kind: 'captured', dataId });
    inputs.push(value);
  };
  for (const operation of recorder.operations) {
    operation.inputs.forEach(visit);
    for (const { id } of operation.outputs) seen.add(id);
  }
  outputs.forEach(visit);
  return { inputs, sources };
}
