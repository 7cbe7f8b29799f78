// Products of matrices, which are most of a step's work, by the fastest kernel for each.

import { type Operation, sizeOf } from './graph';
import { ATTRIBUTE, type Attribute, DTYPE } from './native';
import { type Rewrite, type Rewriter, typeAttribute } from './rewriter';

/** A batch of products with fewer multiplications than this is done before oneDNN is ready. */
const LARGE_BATCH = 2 ** 21;

/** Without this attribute TensorFlow does not find the kernels of oneDNN. */
const ONE_DNN_KERNEL: Attribute = {
  name: '_kernel',
  type: ATTRIBUTE.string,
  value: 'MklNameChangeOp',
};

/**
 * A product of two matrices is no batch of products, and faster alone (see also {@link bias});
 * but not with the first one transposed, as in the gradient of weights.
 */
export function matrixProduct(operation: Operation, graph: Rewriter): Operation[] | undefined {
  if (!isMatrixProduct(operation, graph)) return undefined;
  const [adjX, adjY] = transposed(operation);
  if (adjX) return undefined;
  const attributes = [typeAttribute(DTYPE.float32), flag('transpose_b', adjY)];
  return [{ ...operation, name: 'MatMul', attributes }];
}

/**
 * A row added to each row of a product: TensorFlow makes one kernel of both. (oneDNN's own such
 * kernel is slower than its product and a sum.)
 */
export function bias(operation: Operation, graph: Rewriter): Operation[] | undefined {
  const { name, inputs, outputs } = operation;
  if (name !== 'Add' || !graph.maker(inputs[0], 'MatMul')) return undefined;
  const row = graph.value(inputs[1]).shape;
  if (row.length !== 1 || row[0] !== outputs[0].shape[1]) return undefined;
  return [{ ...operation, name: 'BiasAdd', attributes: [typeAttribute(DTYPE.float32)] }];
}

/** Products by oneDNN, whose kernels use all that the processor has. */
export const ONE_DNN_PRODUCTS: Rewrite[] = [fastMatrixProduct, fastBatch];

function fastMatrixProduct(operation: Operation, graph: Rewriter): Operation[] | undefined {
  if (!isMatrixProduct(operation, graph)) return undefined;
  const [adjX, adjY] = transposed(operation);
  const flags = [flag('transpose_a', adjX), flag('transpose_b', adjY)];
  const attributes = [typeAttribute(DTYPE.float32), ...flags, ONE_DNN_KERNEL];
  return [{ ...operation, name: '_MklMatMul', attributes }];
}

function fastBatch(operation: Operation, graph: Rewriter): Operation[] | undefined {
  const { name, inputs, outputs, attributes } = operation;
  if (name !== 'BatchMatMulV2' || outputs[0].dtype !== DTYPE.float32) return undefined;
  const { shape } = graph.value(inputs[0]);
  const [adjX] = transposed(operation);
  const multiplications = sizeOf(outputs[0]) * (shape.at(adjX ? -2 : -1) as number);
  if (multiplications < LARGE_BATCH) return undefined;
  return [{ ...operation, name: '_MklBatchMatMulV2', attributes: [...attributes, ONE_DNN_KERNEL] }];
}

function isMatrixProduct({ name, inputs, outputs }: Operation, graph: Rewriter): boolean {
  if (name !== 'BatchMatMulV2' || outputs[0].dtype !== DTYPE.float32) return false;
  return inputs.every((id) => graph.value(id).shape.length === 2);
}

/** Whether each factor of a product is transposed first. */
function transposed({ attributes }: Operation): [boolean, boolean] {
  const isSet = (name: string) => attributes.some((each) => each.name === name && each.value);
  return [isSet('adj_x'), isSet('adj_y')];
}

function flag(name: string, value: boolean): Attribute {
  return { name, type: ATTRIBUTE.bool, value };
}
