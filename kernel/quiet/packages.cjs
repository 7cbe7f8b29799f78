'use strict';
// Packages that talk of themselves when they are loaded are silenced here, once, not in each lesson.
// What the learner's own code prints or warns of is never touched.

const path = require('node:path');
const util = require('node:util');

/** Adverts and notices that packages print, by how they begin. */
const ADVERTS = [
  /^\s*=+\s*Hi, looks like you are running TensorFlow\.js in Node\.js/,
  /^\s*=+\s*Hi there 👋\. Looks like you are running TensorFlow\.js in Node\.js/,
  /^Platform node has already been set\. Overwriting the platform/,
  /^(cpu|tensorflow|webgpu|wasm|webgl) backend was already registered\. Reusing existing backend/,
  /^The kernel '\w+' for backend '[\w-]+' is already registered/,
  /^The gradient for '\w+' is already registered|^Overriding the gradient for '\w+'/,
  /^\[dotenv@[\d.]+\]/,
];

/**
 * @param {string} text that is about to be printed
 * @returns {boolean}
 */
function isAdvert(text) {
  return text.length < 2000 && ADVERTS.some((advert) => advert.test(text));
}

/** In the place of dotenv where natural asks for it: it would print, and load a `.env` into our process. */
const NO_DOTENV = Object.freeze({
  config: () => ({ parsed: {} }),
  parse: () => ({}),
  populate() {},
});
const NATURAL = `${path.sep}node_modules${path.sep}natural${path.sep}`;

/**
 * @param {string} request what a module asks for
 * @param {string | undefined} from the module's file
 * @returns {object | undefined} what it gets instead
 */
function substitute(request, from) {
  return request === 'dotenv' && from?.includes(NATURAL) ? NO_DOTENV : undefined;
}

/**
 * Whether the code that gave a warning belongs to a package: the first frame that is not Node's own.
 * @param {string | undefined} stack
 */
function isFromPackage(stack) {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const first = frames.find((line) => !/\(node:|at node:/.test(line));
  // Without a frame it comes from Node's inside or from the kernel.
  return first === undefined || /[\\/]node_modules[\\/]|^\s+at .*[( ]node_modules[\\/]/.test(first);
}

/**
 * @param {Error & { code?: string }} warning
 */
function warningText({ name, code, message }) {
  return `${code ? `[${code}] ` : ''}${name}: ${message}\n`;
}

/** @param {(text: string) => void} print writes to the cell's output */
function install(print) {
  // TensorFlow's own log, unless somebody wants to see it. 2: errors only.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // Gone in Node 23, and TensorFlow.js still calls it.
  /** @type {any} */ (util).isNullOrUndefined ??= (/** @type {unknown} */ value) =>
    value === null || value === undefined;
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (!isFromPackage(warning.stack)) print(warningText(warning));
  });
}

module.exports = { install, isAdvert, substitute };
