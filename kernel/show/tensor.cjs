'use strict';
// Tensors of TensorFlow.js: shape, dtype and the first values. Of a big one only a slice is read
// from the device.

const { inspect } = require('node:util');

/** A tensor with up to this many values is shown whole. */
const WHOLE = 100;
/** Of a bigger one, so many of each axis, from the last axis to the first. */
const HEAD = [6, 6, 3];

/** @param {any} value */
function isTensor(value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dataId' in value &&
    Array.isArray(value.shape) &&
    typeof value.dtype === 'string' &&
    typeof value.dataSync === 'function'
  );
}

/** @param {any} tensor */
function title(tensor) {
  const kind = typeof tensor.assign === 'function' ? 'Variable' : 'Tensor';
  const shape =
    tensor.shape.length === 0
      ? 'scalar'
      : `(${tensor.shape.join(', ')}${tensor.shape.length === 1 ? ',' : ''})`;
  return `${kind} ${shape} ${tensor.dtype}`;
}

/**
 * The part that is shown.
 * @param {any} tensor
 */
function headSizes(tensor) {
  const { shape, size } = tensor;
  if (size <= WHOLE) return shape;
  return shape.map((/** @type {number} */ n, /** @type {number} */ axis) => {
    const fromLast = shape.length - 1 - axis;
    return Math.min(n, HEAD[fromLast] ?? 1);
  });
}

/**
 * @param {any} tensor
 * @param {number[]} sizes
 * @returns {any} a new tensor, to be disposed of
 */
function slice(tensor, sizes) {
  return tensor.slice(
    sizes.map(() => 0),
    sizes,
  );
}

/**
 * @param {any} tensor
 * @param {number[]} sizes of the part that `values` holds
 * @param {ArrayLike<any>} values
 */
function format(tensor, sizes, values) {
  if (tensor.dtype === 'complex64') return title(tensor);
  const texts = Array.from(values, (value) => valueText(value, tensor.dtype));
  const width = Math.max(0, ...texts.map((text) => text.length));
  /** @param {number} axis @param {number} offset @param {number} stride @returns {string} */
  const nest = (axis, offset, stride) => {
    if (axis === sizes.length) return texts[offset].padStart(width);
    const step = stride / sizes[axis];
    const last = axis === sizes.length - 1;
    const parts = Array.from({ length: sizes[axis] }, (_, i) =>
      nest(axis + 1, offset + i * step, step),
    );
    if (sizes[axis] < tensor.shape[axis]) parts.push('…');
    const indent = ' '.repeat(axis + 1);
    return `[${parts.join(last ? ', ' : `,\n${indent}`)}]`;
  };
  const body = tensor.size === 0 ? '[]' : nest(0, 0, values.length);
  return `${title(tensor)}\n${sizes.length === 0 ? body.trim() : body}`;
}

/** @param {any} value @param {string} dtype */
function valueText(value, dtype) {
  if (dtype === 'string') return inspect(value);
  if (dtype === 'bool') return value ? 'true' : 'false';
  if (dtype === 'int32' || !Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e6)) return value.toExponential(4);
  return String(Number(value.toFixed(4)));
}

/**
 * @param {any} tensor
 * @returns {Promise<string>}
 */
async function tensorText(tensor) {
  if (tensor.isDisposed) return `${title(tensor)} (disposed)`;
  const sizes = headSizes(tensor);
  if (tensor.size === 0 || tensor.dtype === 'complex64') return format(tensor, sizes, []);
  if (tensor.size <= WHOLE) return format(tensor, sizes, await tensor.data());
  const part = slice(tensor, sizes);
  try {
    return format(tensor, sizes, await part.data());
  } finally {
    part.dispose();
  }
}

/**
 * For `console.log`, which cannot wait.
 * @param {any} tensor
 */
function tensorTextSync(tensor) {
  if (tensor.isDisposed) return `${title(tensor)} (disposed)`;
  const sizes = headSizes(tensor);
  if (tensor.size === 0 || tensor.dtype === 'complex64') return format(tensor, sizes, []);
  try {
    if (tensor.size <= WHOLE) return format(tensor, sizes, tensor.dataSync());
    const part = slice(tensor, sizes);
    try {
      return format(tensor, sizes, part.dataSync());
    } finally {
      part.dispose();
    }
  } catch {
    // A GPU's values may only be read asynchronously.
    return title(tensor);
  }
}

/**
 * Gives tensors their own look in `console.log` and inside other values.
 * @param {any} tfjs the module `@tensorflow/tfjs-core`
 */
function teachInspect(tfjs) {
  const prototype = tfjs.Tensor?.prototype;
  if (!prototype || inspect.custom in prototype) return;
  Object.defineProperty(prototype, inspect.custom, {
    configurable: true,
    value(/** @type {number} */ depth) {
      return depth < 0 ? `[${title(this)}]` : tensorTextSync(this);
    },
  });
}

module.exports = { isTensor, teachInspect, tensorText };
