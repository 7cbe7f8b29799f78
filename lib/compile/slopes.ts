// The gradients of activations, which tfjs spells out in up to eight operations, and for which
// TensorFlow has one each.

import type { Operation } from './graph';
import { type Rewriter, typeAttribute } from './rewriter';

/** dy·y·(1 − y) with y a sigmoid: SigmoidGrad(y, dy). */
export function sigmoidSlope(operation: Operation, graph: Rewriter): Operation[] | undefined {
  if (operation.name !== 'Mul') return undefined;
  for (const [dy, product] of bothWays(operation)) {
    const slope = graph.maker(product, 'Mul');
    if (!slope) continue;
    for (const [y, rest] of bothWays(slope)) {
      const isSigmoid = graph.maker(y, 'Sigmoid') && oneMinus(rest, graph) === y;
      if (isSigmoid) return gradient('SigmoidGrad', [y, dy], operation, graph);
    }
  }
  return undefined;
}

/** dy·(1 − y²) with y a tanh: TanhGrad(y, dy). */
export function tanhSlope(operation: Operation, graph: Rewriter): Operation[] | undefined {
  if (operation.name !== 'Mul') return undefined;
  for (const [dy, slope] of bothWays(operation)) {
    const square = graph.maker(oneMinus(slope, graph) ?? Number.NaN, 'Square');
    const y = square?.inputs[0];
    if (y !== undefined && graph.maker(y, 'Tanh')) {
      return gradient('TanhGrad', [y, dy], operation, graph);
    }
  }
  return undefined;
}

/**
 * dy·step(x): ReluGrad(dy, x). tfjs-node's step is Select(IsNan(x), x, Select(x > 0, 1, 0)); for
 * NaN, where the output of the layer is NaN too, the gradient is 0 here and NaN there.
 */
export function reluSlope(operation: Operation, graph: Rewriter): Operation[] | undefined {
  if (operation.name !== 'Mul') return undefined;
  for (const [dy, slope] of bothWays(operation)) {
    const [isNan, x, step] = graph.maker(slope, 'Select')?.inputs ?? [];
    if (x === undefined || graph.maker(isNan, 'IsNan')?.inputs[0] !== x) continue;
    const [above, one, zero] = graph.maker(step, 'Select')?.inputs ?? [];
    const greater = graph.maker(above, 'Greater');
    const isStep =
      greater?.inputs[0] === x &&
      isFilled(greater.inputs[1], 0, graph) &&
      isFilled(one, 1, graph) &&
      isFilled(zero, 0, graph);
    if (isStep) return gradient('ReluGrad', [dy, x], operation, graph);
  }
  return undefined;
}

function gradient(
  name: string,
  inputs: number[],
  operation: Operation,
  graph: Rewriter,
): Operation[] | undefined {
  const [output] = operation.outputs;
  // These operations do not broadcast.
  if (inputs.some((id) => `${graph.value(id).shape}` !== `${output.shape}`)) return undefined;
  return [{ ...operation, name, inputs, attributes: [typeAttribute(output.dtype)] }];
}

/** The inputs of an operation that does not care for their order, in both orders. */
function bothWays({ inputs: [a, b] }: Operation): [number, number][] {
  return [
    [a, b],
    [b, a],
  ];
}

/** The y of 1 − y. */
function oneMinus(id: number, graph: Rewriter): number | undefined {
  const [one, y] = graph.maker(id, 'Sub')?.inputs ?? [];
  return one !== undefined && isFilled(one, 1, graph) ? y : undefined;
}

/** Whether a tensor holds one and the same number everywhere, as far as is known. */
function isFilled(id: number, wanted: number, graph: Rewriter): boolean {
  const fill = graph.maker(id, 'Fill');
  const values = graph.constantValues(fill ? fill.inputs[1] : id);
  return values !== undefined && Array.from(values).every((value) => value === wanted);
}
