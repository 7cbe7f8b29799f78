'use strict';
// Stops the main thread from the sockets' thread. First softly: the epoch in shared memory grows,
// and the cell's loops and awaits, which compare it, throw. If the cell has not ended after a
// while, V8 is told to terminate what runs.

const { Session } = require('node:inspector');
const { EPOCH, PHASE, Phase } = require('./shared.cjs');

const SOFT_MS = 700;
const AGAIN_MS = 200;

/** Makes the main thread cut itself, in the middle of whatever it does; see cell/cut.cjs. */
const CUT = `globalThis[Symbol.for('Jupyter.kernel.cut')]()`;

class Interrupter {
  /**
   * @param {Int32Array} shared
   * @param {(op: 'interrupt' | 'cut') => void} tell sends a message to the main thread
   */
  constructor(shared, tell) {
    this.shared = shared;
    this.tell = tell;
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
    /** @type {Session | undefined} */
    this.session = undefined;
  }

  /** Stops the running cell, if there is one, and all that earlier cells left running. */
  interrupt() {
    Atomics.add(this.shared, EPOCH, 1);
    this.tell('interrupt');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#cut(), SOFT_MS);
  }

  /** To be called when the main thread has answered a request: there is nothing left to cut. */
  settled() {
    clearTimeout(this.timer);
    this.timer = undefined;
    // A process with a debugger attached waits for it when it ends.
    this.session?.disconnect();
    this.session = undefined;
  }

  #cut() {
    this.timer = setTimeout(() => this.#cut(), AGAIN_MS);
    const phase = Atomics.load(this.shared, PHASE);
    if (phase === Phase.idle) {
      this.settled();
      return;
    }
    // The compiler ends by itself soon; what it made is then not run.
    if (phase !== Phase.cell) return;
    if (!this.session) {
      this.session = new Session();
      this.session.connectToMainThread();
    }
    const call = { expression: CUT, returnByValue: true };
    this.session.post('Runtime.evaluate', call, (_error, /** @type {any} */ reply) => {
      if (reply?.result?.value === false) return;
      // The main thread may have been cut in the very handler of this message: it is sent again
      // with each cut.
      this.tell('cut');
    });
  }
}

module.exports = { Interrupter };
