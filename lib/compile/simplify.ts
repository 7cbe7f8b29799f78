import { type Graph, type Operation, prune, sizeOf, type Value } from './graph';
import { ATTRIBUTE, DTYPE } from './native';
import { type Rewrite, Rewriter, typeAttribute } from './rewriter';
import { reluSlope, sigmoidSlope, tanhSlope } from './slopes';

/** Fewer numbers than this are summed as they are. */
const SMALL_SUM = 4096;

/**
 * Writes what tfjs does in a roundabout way as TensorFlow does it best, with the same results
 * up to rounding, and leaves out what nothing needs.
 *
 * @param forXla whether XLA compiles the graph, which has its own ways
 */
export function simplify(graph: Graph, forXla: boolean): Graph {
  const both: Rewrite[] = [sameAgain, matrixProduct, reluSlope, tanhSlope, sigmoidSlope];
  const rewrites = forXla ? both : [...both, bias, sumOfRows];
  return prune(new Rewriter(prune(graph)).rewrite(rewrites));
}

/** Casts to the same type and reshapes to the same shape do nothing. */
function sameAgain({ name, inputs, outputs }: Operation, graph: Rewriter) {
  if (!['Reshape', 'Cast', 'Identity'].includes(name)) return undefined;
  const from = graph.value(inputs[0]);
  const [to] = outputs;
  if (from.dtype !== to.dtype || `${from.shape}` !== `${to.shape}`) return undefined;
  graph.rename(to.id, from.id);
  return [];
}

/** A product of two matrices is no batch of products: see {@link bias}. */
function matrixProduct(operation: Operation, graph: Rewriter): Operation[] | undefined {
  const { name, inputs, attributes } = operation;
  if (name !== 'BatchMatMulV2') return undefined;
  if (inputs.some((id) => graph.value(id).shape.length !== 2)) return undefined;
  const flag = (name: string, from: string) => ({
    name,
    type: ATTRIBUTE.bool,
    value: attributes.some((attribute) => attribute.name === from && attribute.value),
  });
  return [
    {
      ...operation,
      name: 'MatMul',
      attributes: [
        typeAttribute(graph.value(inputs[0]).dtype),
        flag('transpose_a', 'adj_x'),
        flag('transpose_b', 'adj_y'),
      ],
    },
  ];
}

/** A row added to each row of a product: TensorFlow makes one kernel of both. */
function bias(operation: Operation, graph: Rewriter): Operation[] | undefined {
  const { name, inputs, outputs } = operation;
  if (name !== 'Add' || !graph.maker(inputs[0], 'MatMul')) return undefined;
  const row = graph.value(inputs[1]).shape;
  if (row.length !== 1 || row[0] !== outputs[0].shape[1]) return undefined;
  return [{ ...operation, name: 'BiasAdd', attributes: [typeAttribute(outputs[0].dtype)] }];
}

/** A sum over the first dimensions is a product with a row of ones, which is faster. */
function sumOfRows({ name, inputs, outputs, site }: Operation, graph: Rewriter) {
  const [output] = outputs;
  const axes = graph.constantValues(inputs[1]);
  if (name !== 'Sum' || output.dtype !== DTYPE.float32 || !axes) return undefined;
  const x = graph.value(inputs[0]);
  const first = axes.length > 0 && axes.length < x.shape.length;
  if (!first || !Array.from(axes).every((axis, i) => axis === i)) return undefined;
  if (sizeOf(x) < SMALL_SUM) return undefined;
  const rows = sizeOf({ shape: x.shape.slice(0, axes.length) });
  const columns = sizeOf(x) / rows;
  const ones = graph.newConstant([1, rows], new Float32Array(rows).fill(1));
  const matrix = graph.newValue([rows, columns]);
  const sums = graph.newValue([1, columns]);
  const product: Operation = {
    name: 'MatMul',
    attributes: [typeAttribute(DTYPE.float32)],
    inputs: [ones.id, matrix.id],
    outputs: [sums],
    site,
  };
  return [reshape(x, matrix, graph), product, reshape(sums, output, graph)];
}

function reshape(from: Value, to: Value, graph: Rewriter): Operation {
  const shape = graph.newConstant([to.shape.length], Int32Array.from(to.shape));
  return {
    name: 'Reshape',
    attributes: [typeAttribute(to.dtype), typeAttribute(DTYPE.int32, 'Tshape')],
    inputs: [from.id, shape.id],
    outputs: [to],
  };
}
