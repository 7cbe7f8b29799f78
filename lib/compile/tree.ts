import * as tf from '@tensorflow/tfjs';

/** A tensor, a plain value, or arrays and plain objects of these, to any depth. */
export type Tree = unknown;

/** A tree without its tensors: they stand apart, in the order in which they came. */
export interface Flat {
  tensors: tf.Tensor[];
  /** Tells trees of other form, other tensors (dtype and shape) or other plain values apart. */
  key: string;
  /** The tree again, with other tensors. */
  rebuild(tensors: tf.Tensor[]): Tree;
}

/**
 * Takes the tensors out of a tree.
 * @param what names the tree in errors
 * @throws Error for an instance of a class other than a tensor, and for a function
 */
export function flatten(tree: Tree, what: string): Flat {
  const tensors: tf.Tensor[] = [];
  const visit = (node: Tree, path: string): { key: string; rebuild: Flat['rebuild'] } => {
    if (node instanceof tf.Tensor) {
      const index = tensors.push(node) - 1;
      const key = `${node.dtype}[${node.shape}]`;
      return { key, rebuild: (others) => others[index] };
    }
    if (Array.isArray(node)) {
      const items = node.map((item, i) => visit(item, `${path}[${i}]`));
      const key = `[${items.map((item) => item.key).join()}]`;
      return { key, rebuild: (others) => items.map((item) => item.rebuild(others)) };
    }
    if (isPlainObject(node)) {
      const items = Object.entries(node).map(([name, value]) => ({
        name,
        ...visit(value, `${path}.${name}`),
      }));
      return {
        key: `{${items.map((item) => `${JSON.stringify(item.name)}:${item.key}`).join()}}`,
        rebuild: (others) =>
          Object.fromEntries(items.map((item) => [item.name, item.rebuild(others)])),
      };
    }
    return { key: keyOf(node, path), rebuild: () => node };
  };
  const { key, rebuild } = visit(tree, what);
  return { tensors, key, rebuild };
}

function isPlainObject(node: Tree): node is Record<string, Tree> {
  if (typeof node !== 'object' || node === null) return false;
  const prototype = Object.getPrototypeOf(node);
  // By its constructor's name: a notebook's objects come from another realm.
  return prototype === null || prototype.constructor?.name === 'Object';
}

function keyOf(node: Tree, path: string): string {
  const kind = typeof node;
  if (kind === 'object' && node !== null) {
    const name = (node as object).constructor?.name ?? 'object';
    const hint = node instanceof Promise ? ' (a step cannot be async)' : '';
    throw new Error(
      `compile: ${path} is a ${name}${hint}, wanted tensors, plain values, ` +
        'or arrays and plain objects of these',
    );
  }
  if (kind === 'function' || kind === 'symbol') {
    throw new Error(`compile: ${path} is a ${kind}, wanted a tensor or a plain value`);
  }
  return kind === 'string'
    ? JSON.stringify(node)
    : `${String(node)}${kind === 'bigint' ? 'n' : ''}`;
}
