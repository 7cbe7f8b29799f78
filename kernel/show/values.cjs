'use strict';
// What a value looks like: a bundle of MIME types for Jupyter to choose from.

const { inspect } = require('node:util');
const { frameBundle, isFrame } = require('./frame.cjs');
const { isTensor, tensorText } = require('./tensor.cjs');

/** @typedef {import('../types').Bundle} Bundle */

/** The method by which an object shows itself, as in Deno: it gives a MIME bundle, or a promise of one. */
const DISPLAY = Symbol.for('Jupyter.display');

/** How values are written: deep enough for a config object, and long arrays shortened. */
const INSPECT = { depth: 4, maxArrayLength: 50, maxStringLength: 10_000, breakLength: 100 };

/** @param {unknown} value */
function toText(value) {
  try {
    return inspect(value, INSPECT);
  } catch (error) {
    return `[a value that cannot be shown: ${String(/** @type {any} */ (error)?.message)}]`;
  }
}

/**
 * @param {any} value
 * @returns {Promise<Bundle>}
 */
async function toBundle(value) {
  const type = typeof value;
  if ((type === 'object' && value !== null) || type === 'function') {
    if (typeof value[DISPLAY] === 'function') return clean(await value[DISPLAY](), value);
    if (isTensor(value)) return { 'text/plain': await tensorText(value) };
    if (isFrame(value)) return frameBundle(value);
  }
  return { 'text/plain': toText(value) };
}

/**
 * Makes a bundle fit for a message: binary data in base64, and always a text.
 * @param {unknown} bundle what an object's display method gave
 * @param {any} value
 * @returns {Bundle}
 */
function clean(bundle, value) {
  if (typeof bundle !== 'object' || bundle === null || Array.isArray(bundle)) {
    const name = value.constructor?.name ?? 'object';
    throw new TypeError(
      `${name}[Symbol.for('Jupyter.display')]() gave ${inspect(bundle, { depth: 0 })}, wanted an object with MIME types as keys`,
    );
  }
  /** @type {Bundle} */
  const out = {};
  for (const [mime, data] of Object.entries(bundle)) {
    if (data === undefined) continue;
    out[mime] = data instanceof Uint8Array ? Buffer.from(data).toString('base64') : data;
  }
  out['text/plain'] ??= `[${value.constructor?.name ?? 'object'}]`;
  return out;
}

module.exports = { toBundle, toText };
