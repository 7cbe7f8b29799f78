import type { Attribute, HostValues } from './native';
import type { Site } from './site';

/** A tensor of a graph. Its number names it within the graph. */
export interface Value {
  id: number;
  /** One of TensorFlow's numbers. */
  dtype: number;
  shape: number[];
}

/** A tensor whose values are known. */
export interface Constant extends Value {
  values: HostValues;
  site?: Site;
}

/** One of TensorFlow's operations, applied. */
export interface Operation {
  name: string;
  attributes: Attribute[];
  /** The numbers of the tensors that it reads. */
  inputs: number[];
  outputs: Value[];
  site?: Site;
}

/** Operations in an order in which they can run. */
export interface Graph {
  inputs: Value[];
  constants: Constant[];
  operations: Operation[];
  outputs: number[];
}

/** A graph without the operations and constants that no output needs. */
export function prune(graph: Graph): Graph {
  const needed = new Set(graph.outputs);
  const operations = [...graph.operations].reverse().filter((operation) => {
    const { inputs, outputs } = operation;
    // An operation without outputs is there for what it does.
    const runs = outputs.length === 0 || outputs.some(({ id }) => needed.has(id));
    if (runs) for (const id of inputs) needed.add(id);
    return runs;
  });
  return {
    inputs: graph.inputs.filter(({ id }) => needed.has(id)),
    constants: graph.constants.filter(({ id }) => needed.has(id)),
    operations: operations.reverse(),
    outputs: graph.outputs,
  };
}

/** Every tensor of a graph, by its number. */
export function valuesOf(graph: Graph): Map<number, Value> {
  const made = graph.operations.flatMap((operation) => operation.outputs);
  return new Map([...graph.inputs, ...graph.constants, ...made].map((value) => [value.id, value]));
}

/** How many numbers a tensor of this shape holds. */
export function sizeOf({ shape }: { shape: number[] }): number {
  return shape.reduce((product, size) => product * size, 1);
}
