import type { Constant, Operation } from './graph';
import { describeSite } from './site';
import type { Source, Trace } from './trace';

/** Why two calls of a step cannot be stood for by one compiled function. */
export interface Difference {
  /** Whether only values made on the host differ: a third call would differ again. */
  values: boolean;
  message: string;
}

/** The first difference between two calls of a step with arguments of the same shapes, if any. */
export function compareTraces(earlier: Trace, later: Trace): Difference | undefined {
  return (
    compareOperations(earlier, later) ??
    compareEnds(earlier, later) ??
    compareConstants(earlier.graph.constants, later.graph.constants) ??
    compareKept(earlier, later)
  );
}

function compareOperations(earlier: Trace, later: Trace): Difference | undefined {
  const before = earlier.graph.operations;
  const now = later.graph.operations;
  const nameBefore = namer(earlier);
  const nameNow = namer(later);
  for (let i = 0; i < Math.max(before.length, now.length); i++) {
    const [a, b] = [before[i], now[i]];
    const same =
      a && b && say(a, nameBefore) === say(b, nameNow) && sameOutputs(a.outputs, b.outputs);
    if (!same) return otherPath(`operation ${i + 1} ${tell(b, a)}`);
  }
  return undefined;
}

function tell(now: Operation | undefined, before: Operation | undefined): string {
  const [is, was] = [now, before].map((operation) =>
    operation ? `${operation.name} ${describeSite(operation.site)}` : 'missing',
  );
  return `is ${is}, and was ${was}`;
}

function otherPath(what: string): Difference {
  return {
    values: false,
    message:
      `compile: the step goes another way than in the call before (${what}). ` +
      'What changes between calls must be a tensor (an argument or a tf.Variable), ' +
      'or change the key option, for which another function is then compiled.',
  };
}

function compareEnds(earlier: Trace, later: Trace): Difference | undefined {
  const [inputsBefore, inputsNow] = [earlier, later].map((each) => each.sources);
  const sameInputs =
    inputsBefore.length === inputsNow.length &&
    inputsBefore.every((source, i) => sameSource(source, inputsNow[i]));
  if (!sameInputs) return otherPath('it reads other tensors from outside');
  if (earlier.results.key !== later.results.key) {
    return otherPath(`it returns ${later.results.key}, and returned ${earlier.results.key}`);
  }
  const [outputsBefore, outputsNow] = [earlier, later].map((each) =>
    each.graph.outputs.map(namer(each)).join(),
  );
  const sameVariables =
    earlier.updated.length === later.updated.length &&
    earlier.updated.every((variable, i) => variable === later.updated[i]);
  if (sameVariables && outputsBefore === outputsNow) return undefined;
  return otherPath('it changes other variables, or to other values');
}

function sameSource(a: Source, b: Source): boolean {
  if (a.kind === 'argument') return b.kind === 'argument' && a.index === b.index;
  if (a.kind === 'variable') return b.kind === 'variable' && a.variable === b.variable;
  return b.kind === 'captured' && a.dataId === b.dataId;
}

function compareConstants(before: Constant[], now: Constant[]): Difference | undefined {
  const changed = now.findIndex((constant, i) => !sameConstant(before[i], constant));
  if (changed < 0) return undefined;
  return {
    values: true,
    message:
      `compile: a tensor is made from other numbers than in the call before, ` +
      `${describeSite(now[changed].site)}; a compiled step would use the same ones for ever. ` +
      'Pass what changes as an argument, or hold it in a tf.Variable.',
  };
}

function sameConstant(a: Constant, b: Constant): boolean {
  if (a.dtype !== b.dtype || `${a.shape}` !== `${b.shape}`) return false;
  return a.values.length === b.values.length && sameItems(a.values, b.values);
}

function sameItems(a: Constant['values'], b: Constant['values']): boolean {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    const same =
      typeof x === 'number' ? Object.is(x, y) : `${x}` === `${y as unknown as Uint8Array}`;
    if (!same) return false;
  }
  return true;
}

function compareKept(earlier: Trace, later: Trace): Difference | undefined {
  if (!earlier.kept || !later.kept) return undefined;
  return {
    values: true,
    message:
      `compile: each call keeps a tensor that it made ${describeSite(later.kept)}, ` +
      'which a compiled step cannot. Return it, or hold it in a tf.Variable.',
  };
}

/** Names tensors by where they come from, so that two traces can be compared. */
function namer({ graph }: Trace): (id: number) => string {
  const names = new Map<number, string>();
  for (const [i, { id }] of graph.inputs.entries()) names.set(id, `input ${i}`);
  for (const [i, { id }] of graph.constants.entries()) names.set(id, `constant ${i}`);
  for (const [i, { outputs }] of graph.operations.entries()) {
    for (const [j, { id }] of outputs.entries()) names.set(id, `operation ${i}.${j}`);
  }
  return (id) => names.get(id) as string;
}

function say({ name, attributes, inputs }: Operation, nameOf: (id: number) => string): string {
  return `${name} ${JSON.stringify(attributes)} ${inputs.map(nameOf)}`;
}

function sameOutputs(a: Operation['outputs'], b: Operation['outputs']): boolean {
  return `${a.map(({ shape }) => `[${shape}]`)}` === `${b.map(({ shape }) => `[${shape}]`)}`;
}
