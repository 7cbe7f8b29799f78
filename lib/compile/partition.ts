import { type Graph, type Operation, type Value, valuesOf } from './graph';
import { ATTRIBUTE, type Attribute } from './native';
import { VIEWS } from './xla-operations';

/** A graph whose XLA parts are calls of functions. */
export interface Partition {
  graph: Graph;
  /** The functions that it calls, by name. */
  functions: Map<string, Graph>;
}

/** Fewer operations than this are not worth a call. */
const FEWEST = 3;

/**
 * Gathers the operations that XLA can compile into functions, as few and as large as can be.
 *
 * Operations get levels: even ones for TensorFlow's own kernels, odd ones for XLA, each at
 * least as high as the levels that it reads from. Those of one odd level make one function:
 * none of them can wait for another by way of a kernel outside, which would lie higher.
 *
 * @param forXla whether XLA can compile an operation
 * @param name the functions are called `name_1` and so on
 */
export function partition(
  graph: Graph,
  forXla: (operation: Operation) => boolean,
  name: string,
): Partition {
  const levels = group(graph, forXla);
  const values = valuesOf(graph);
  const readers = countReaders(graph.operations, graph.outputs);
  const functions = new Map<string, Graph>();
  const operations: Operation[] = [];
  for (const level of [...levels.keys()].sort((a, b) => a - b)) {
    const members = levels.get(level) as Operation[];
    const work = members.filter((operation) => !VIEWS.has(operation.name));
    if (level % 2 === 0 || work.length < FEWEST) {
      operations.push(...members);
      continue;
    }
    const body = extract(graph, members, values, readers);
    const called = `${name}_${functions.size + 1}`;
    functions.set(called, body);
    operations.push(callOf(called, body, values));
  }
  return { graph: { ...graph, operations }, functions };
}

function group(graph: Graph, forXla: (operation: Operation) => boolean): Map<number, Operation[]> {
  const levelOf = new Map<number, number>();
  const levels = new Map<number, Operation[]>();
  for (const operation of graph.operations) {
    const from = operation.inputs.map((id) => levelOf.get(id) ?? 0);
    const highest = Math.max(0, ...from);
    // A view stays with what it is a view of.
    const odd = VIEWS.has(operation.name) ? from[0] % 2 === 1 : forXla(operation);
    const level = (highest % 2 === 1) === odd ? highest : highest + 1;
    for (const { id } of operation.outputs) levelOf.set(id, level);
    levels.set(level, [...(levels.get(level) ?? []), operation]);
  }
  return levels;
}

function countReaders(operations: Operation[], outputs: number[]): Map<number, number> {
  const readers = new Map<number, number>();
  for (const id of [...operations.flatMap(({ inputs }) => inputs), ...outputs]) {
    readers.set(id, (readers.get(id) ?? 0) + 1);
  }
  return readers;
}

/** Operations as a graph of their own, with what they read as inputs. */
function extract(
  whole: Graph,
  operations: Operation[],
  values: Map<number, Value>,
  readers: Map<number, number>,
): Graph {
  const made = operations.flatMap(({ outputs }) => outputs.map(({ id }) => id));
  const read = new Set(operations.flatMap(({ inputs }) => inputs));
  const inside = countReaders(operations, []);
  const constants = whole.constants.filter(({ id }) => read.has(id));
  const known = new Set([...made, ...constants.map(({ id }) => id)]);
  return {
    inputs: [...read].filter((id) => !known.has(id)).map((id) => values.get(id) as Value),
    constants,
    operations,
    outputs: made.filter((id) => readers.get(id) !== inside.get(id)),
  };
}

function callOf(name: string, body: Graph, values: Map<number, Value>): Operation {
  const outputs = body.outputs.map((id) => values.get(id) as Value);
  const attribute = (name: string, type: number, value: unknown): Attribute => ({
    name,
    type,
    value,
  });
  const dtypes = (of: Value[]) => of.map(({ dtype }) => dtype);
  return {
    name: 'PartitionedCall',
    attributes: [
      attribute('f', ATTRIBUTE.function, name),
      attribute('Tin', ATTRIBUTE.type, dtypes(body.inputs)),
      attribute('Tout', ATTRIBUTE.type, dtypes(outputs)),
      attribute('_XlaMustCompile', ATTRIBUTE.bool, true),
    ],
    inputs: body.inputs.map(({ id }) => id),
    outputs,
  };
}
