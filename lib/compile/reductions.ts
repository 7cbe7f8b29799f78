import { type Constant, type Graph, type Operation, sizeOf, type Value, valuesOf } from './graph';
import { ATTRIBUTE, type Attribute, DTYPE } from './native';

/**
 * Writes sums and means over the first or the last dimensions as products with a vector. XLA
 * runs a reduction that it fuses with its input as a slow loop, and a product with its fastest
 * kernel: a mean of squares over (1024, 1024) takes a third of the time.
 */
export function reduceByProducts(graph: Graph): Graph {
  const values = valuesOf(graph);
  const constantOf = new Map(graph.constants.map((constant) => [constant.id, constant]));
  const constants = [...graph.constants];
  let next = Math.min(0, ...values.keys());
  const constant = (shape: number[], data: Float32Array | Int32Array): Constant => {
    next--;
    const dtype = data instanceof Float32Array ? DTYPE.float32 : DTYPE.int32;
    const made = { id: next, dtype, shape, values: data };
    constants.push(made);
    return made;
  };
  const made = (shape: number[]): Value => {
    next--;
    return { id: next, dtype: DTYPE.float32, shape };
  };
  const operations = graph.operations.flatMap((operation): Operation[] => {
    const x = values.get(operation.inputs[0]) as Value;
    const ends = reducedEnd(operation, x, constantOf);
    if (!ends) return [operation];
    const { rows, columns, first } = ends;
    const count = first ? rows : columns;
    const factor = operation.name === 'Mean' ? 1 / count : 1;
    const ones = constant(first ? [1, rows] : [columns, 1], new Float32Array(count).fill(factor));
    const matrix = made([rows, columns]);
    const product = made(first ? [1, columns] : [rows, 1]);
    const [output] = operation.outputs;
    const { site } = operation;
    const reshape = (from: Value, to: Value): Operation => ({
      name: 'Reshape',
      attributes: [type('T', DTYPE.float32), type('Tshape', DTYPE.int32)],
      inputs: [from.id, constant([to.shape.length], Int32Array.from(to.shape)).id],
      outputs: [to],
      site,
    });
    const factors = first ? [ones.id, matrix.id] : [matrix.id, ones.id];
    return [
      reshape(x, matrix),
      {
        name: 'MatMul',
        attributes: [type('T', DTYPE.float32)],
        inputs: factors,
        outputs: [product],
        site,
      },
      reshape(product, output),
    ];
  });
  return { ...graph, constants, operations };
}

function reducedEnd({ name, inputs }: Operation, x: Value, constants: Map<number, Constant>) {
  if ((name !== 'Sum' && name !== 'Mean') || x.dtype !== DTYPE.float32) return undefined;
  const given = constants.get(inputs[1]);
  if (!given || x.shape.length < 2) return undefined;
  const rank = x.shape.length;
  const axes = (Array.from(given.values as Int32Array) as number[])
    .map((axis) => (axis < 0 ? axis + rank : axis))
    .sort((a, b) => a - b);
  if (axes.length === 0 || axes.length === rank) return undefined;
  const first = axes.every((axis, i) => axis === i);
  const last = axes.every((axis, i) => axis === rank - axes.length + i);
  if (!first && !last) return undefined;
  const split = first ? axes.length : rank - axes.length;
  const rows = sizeOf({ shape: x.shape.slice(0, split) });
  return { rows, columns: sizeOf(x) / rows, first };
}

function type(name: string, value: number): Attribute {
  return { name, type: ATTRIBUTE.type, value };
}
