'use strict';
// The timers that cells and the library get, so that an interrupt ends them. Packages keep Node's
// own: a cleared timer could leave them waiting for ever.

const timersPromises = require('node:timers/promises');
const timers = require('node:timers');
const { promisify } = require('node:util');

/** @typedef {(...args: any[]) => void} Callback */

/**
 * Whether a function is the `resolve` of a promise: `new Promise((r) => setTimeout(r, 100))`.
 * @param {Function} callback
 */
function isResolver(callback) {
  return (
    callback.name === '' &&
    callback.length === 1 &&
    !('prototype' in callback) &&
    Function.prototype.toString.call(callback) === 'function () { [native code] }'
  );
}

class Timers {
  constructor() {
    /** @type {Map<NodeJS.Timeout | NodeJS.Immediate, { callback: Callback, clear: (timer: any) => void }>} */
    const running = new Map();
    this.running = running;

    /** @type {(start: any, clear: (timer: any) => void, repeats: boolean) => (callback: Callback, ...rest: any[]) => any} */
    const track =
      (start, clear, repeats) =>
      (callback, ...rest) => {
        if (typeof callback !== 'function') return start(callback, ...rest);
        /** @type {any} */
        const timer = start(
          function (/** @type {any[]} */ ...args) {
            if (!repeats) running.delete(timer);
            // @ts-ignore: Node calls it with the timer as `this`.
            callback.apply(this, args);
          },
          ...rest,
        );
        running.set(timer, { callback, clear });
        return timer;
      };
    /** @type {(clear: (timer: any) => void) => (timer: any) => void} */
    const untrack = (clear) => (timer) => {
      // A timer may be cleared by its number too.
      running.delete(typeof timer === 'object' ? timer : byNumber(timer));
      clear(timer);
    };

    /** @type {(number: unknown) => any} */
    const byNumber = (number) =>
      [...running.keys()].find((timer) => Number(timer) === Number(number));

    const setTimeout = track(timers.setTimeout, timers.clearTimeout, false);
    const setInterval = track(timers.setInterval, timers.clearInterval, true);
    const setImmediate = track(timers.setImmediate, timers.clearImmediate, false);
    /** @type {(ms?: number, value?: any, options?: any) => Promise<any>} */
    const sleep = (ms, value, options) =>
      options
        ? timersPromises.setTimeout(ms, value, options)
        : new Promise((done) => setTimeout(done, ms, value));
    Object.defineProperty(setTimeout, promisify.custom, { value: sleep });

    /** Under the names of the globals that they stand for. */
    this.functions = {
      setTimeout,
      setInterval,
      setImmediate,
      clearTimeout: untrack(timers.clearTimeout),
      clearInterval: untrack(timers.clearInterval),
      clearImmediate: untrack(timers.clearImmediate),
    };
    const promises = { ...timersPromises, setTimeout: sleep };
    /** Modules of Node that give timers as well. @type {Record<string, object>} */
    this.modules = {
      timers: { ...timers, ...this.functions, promises },
      'timers/promises': promises,
    };
  }

  stopAll() {
    for (const [timer, { callback, clear }] of this.running) {
      clear(timer);
      // What sleeps wakes, to find itself stopped: so its `finally` runs.
      if (isResolver(callback)) /** @type {() => void} */ (callback)();
    }
    this.running.clear();
  }
}

module.exports = { Timers };
