'use strict';
// Node's `setImmediate`, made safe to cut. Node runs all waiting immediates in one go and notes how
// far it came in a `finally`, which a hard cut skips: those behind the cut one would be lost, or
// Node would stumble over it for ever. Run as a microtask, just behind the immediate that asks for
// it, the callback is cut where Node's queue is in order.

const Module = require('node:module');
const timers = require('node:timers');
const { promisify } = require('node:util');

/** Replaces the function everywhere: for cells, the library and packages. */
function installImmediates() {
  const { setImmediate } = timers;
  /** @type {WeakSet<object>} */
  const cleared = new WeakSet();

  /** @param {(...args: any[]) => void} callback @param {any[]} args */
  const safe = (callback, ...args) => {
    // Node says what is wrong with it.
    if (typeof callback !== 'function') return setImmediate(callback);
    const immediate = setImmediate(() => {
      if (cleared.has(immediate)) return;
      queueMicrotask(() => {
        if (!cleared.has(immediate)) callback.apply(immediate, args);
      });
    });
    return immediate;
  };
  Object.defineProperty(safe, 'name', { value: 'setImmediate' });
  Object.defineProperty(safe, promisify.custom, {
    value: /** @type {any} */ (setImmediate)[promisify.custom],
  });

  /** @param {NodeJS.Immediate | undefined} immediate */
  const clear = (immediate) => {
    if (typeof immediate !== 'object' || immediate === null) return;
    // It stays in Node's queue, which may be under way, and does nothing.
    cleared.add(immediate);
    immediate.unref?.();
  };
  Object.defineProperty(clear, 'name', { value: 'clearImmediate' });

  Object.assign(timers, { setImmediate: safe, clearImmediate: clear });
  Object.assign(globalThis, { setImmediate: safe, clearImmediate: clear });
  Module.syncBuiltinESMExports();
}

module.exports = { installImmediates };
