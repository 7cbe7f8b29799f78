import { type Graph, type Operation, prune } from './graph';
import { DTYPE } from './native';
import { bias, matrixProduct, ONE_DNN_PRODUCTS } from './products';
import { type Rewrite, Rewriter, typeAttribute } from './rewriter';
import { reluSlope, sigmoidSlope, tanhSlope } from './slopes';

/** What will run a graph: XLA, or TensorFlow's kernels, with those of oneDNN where it has them. */
export type Runner = 'xla' | 'kernels' | 'oneDnn';

/**
 * Writes what tfjs does in a roundabout way as TensorFlow does it best, with the same results
 * up to rounding, and leaves out what nothing needs.
 */
export function simplify(graph: Graph, runner: Runner): Graph {
  return prune(new Rewriter(prune(graph)).rewrite([...FOR_ALL, ...FOR[runner]]));
}

const FOR_ALL: Rewrite[] = [sameAgain, reluSlope, tanhSlope, sigmoidSlope];
const FOR: Record<Runner, Rewrite[]> = {
  xla: [matrixProduct],
  kernels: [matrixProduct, bias, sumOfRows],
  oneDnn: [...ONE_DNN_PRODUCTS, sumOfRows],
};

/** Casts to the same type and reshapes to the same shape do nothing. */
function sameAgain({ name, inputs, outputs }: Operation, graph: Rewriter) {
  if (!['Reshape', 'Cast', 'Identity'].includes(name)) return undefined;
  const from = graph.value(inputs[0]);
  const [to] = outputs;
  if (from.dtype !== to.dtype || `${from.shape}` !== `${to.shape}`) return undefined;
  graph.rename(to.id, from.id);
  return [];
}

/** A sum over all dimensions but the last, which the gradient of a bias is, has a kernel. */
function sumOfRows(operation: Operation, graph: Rewriter): Operation[] | undefined {
  const { name, inputs, outputs } = operation;
  const axes = graph.constantValues(inputs[1]);
  if (name !== 'Sum' || outputs[0].dtype !== DTYPE.float32 || !axes) return undefined;
  const x = graph.value(inputs[0]);
  const allButLast = axes.length === x.shape.length - 1 && outputs[0].shape.length === 1;
  if (!allButLast || !Array.from(axes).every((axis, i) => axis === i)) return undefined;
  const attributes = [typeAttribute(DTYPE.float32)];
  return [{ ...operation, name: 'BiasAddGrad', attributes, inputs: [x.id] }];
}
