'use strict';
// The functions that compiled code calls at its loops, awaits and lone calls (see
// compile/instrument.cjs), and the end of everything that runs.

const { types } = require('node:util');
const { EPOCH } = require('../wire/shared.cjs');
const { Timers } = require('./timers.cjs');

/** What a stopped loop or await throws. */
class Interrupted extends Error {
  /** @param {string} [message] */
  constructor(message = 'The cell was stopped') {
    super(message);
    this.name = 'Interrupted';
  }

  /**
   * For a cell that is ended from outside: the place where this is made tells nothing.
   * @param {string} [message]
   */
  static fromOutside(message) {
    const error = new Interrupted(message);
    error.stack = `${error.name}: ${error.message}`;
    return error;
  }
}

/** Never settles: what waits for it is stopped for good. */
const NEVER = new Promise(() => {});

/** An await that swallows this many interrupts at once gets no further one. */
const STRIKES = 3;

class Flow {
  /** @param {Int32Array} shared */
  constructor(shared) {
    this.shared = shared;
    this.timers = new Timers();
    /** Takes the promise of a call that nobody awaits. @type {(promise: Promise<unknown>) => void} */
    this.onFloat = () => {};
    // An interrupt was thrown in this very microtask: code that catches it and awaits again, instead
    // of ending, is a loop in disguise.
    let strikes = 0;
    const strike = () => {
      if (strikes === 0) queueMicrotask(() => (strikes = 0));
      strikes += 1;
      return new Interrupted();
    };
    const stop = () => {
      throw strike();
    };
    const flow = this;
    this.functions = Object.freeze({
      shared,
      stop,
      /** @param {unknown} value what is awaited */
      wait(value) {
        if (strikes === 0) return value;
        if (strikes >= STRIKES) return NEVER;
        throw strike();
      },
      /** @param {number} epoch under which the function began @param {unknown} value what came */
      resume(epoch, value) {
        if (shared[EPOCH] !== epoch) throw strike();
        return value;
      },
      /** @param {unknown} value of a call that stands alone */
      float(value) {
        if (types.isPromise(value)) flow.onFloat(value);
        return value;
      },
    });
  }

  /** Ends what began before now: loops and awaits at their next turn, timers at once. */
  stopAll() {
    Atomics.add(this.shared, EPOCH, 1);
    this.timers.stopAll();
  }
}

module.exports = { Flow, Interrupted };
