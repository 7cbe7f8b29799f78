'use strict';
// Stops the main thread from the sockets' thread. First softly: the epoch in shared memory grows,
// and the cell's loops and awaits, which compare it, throw. If the cell has not ended after a
// while, V8 is told to terminate what runs.

const { Session } = require('node:inspector');
const { EPOCH, HEARD, PHASE, Phase } = require('./shared.cjs');

const SOFT_MS = 700;
/** After a cut: time for the main thread to end the cell. */
const AGAIN_MS = 200;
/** When it could not be cut just then. */
const LATER_MS = 5;
/** After so many tries also parts of Node are cut that should better not be. */
const PATIENCE = 50;

/**
 * Makes the main thread cut itself, in the middle of whatever it does; see cell/cut.cjs.
 * @param {number} phase
 * @param {boolean} anywhere
 */
const cut = (phase, anywhere) =>
  `globalThis[Symbol.for('Jupyter.kernel.cut')](${phase}, ${anywhere})`;

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
    this.tries = 0;
    /** How many interrupts the main thread was told of. */
    this.told = 0;
    /** Whether the last one came while no cell ran. */
    this.wasIdle = false;
    /** Whether no request was handed over since the last one. */
    this.recent = false;
    /** Whether it is a request that the main thread is to take up, not an interrupt. */
    this.awaitsRequest = false;
  }

  /** Stops the running cell, if there is one, and all that earlier cells left running. */
  interrupt() {
    Atomics.add(this.shared, EPOCH, 1);
    this.tell('interrupt');
    this.told += 1;
    const idle = Atomics.load(this.shared, PHASE) === Phase.idle;
    if (this.wasIdle && !idle) this.settled();
    this.wasIdle = idle;
    this.recent = true;
    this.awaitsRequest = false;
    // A person who presses the button again and again does not put the cut off.
    if (!this.timer && !this.session) this.#cutIn(SOFT_MS);
  }

  /**
   * To be called when a request goes to the main thread. What an interrupted cell left behind (a
   * message on its way, a package's timer) may block it only now, and is then cut too.
   */
  handedOver() {
    if (!this.recent) return;
    this.recent = false;
    if (this.timer || this.session) return;
    this.wasIdle = true;
    this.awaitsRequest = true;
    this.#cutIn(SOFT_MS);
  }

  /** To be called when the main thread has answered a request: there is nothing left to cut. */
  settled() {
    clearTimeout(this.timer);
    this.timer = undefined;
    // A process with a debugger attached waits for it when it ends.
    this.session?.disconnect();
    this.session = undefined;
    this.tries = 0;
    this.awaitsRequest = false;
  }

  /** @param {number} ms */
  #cutIn(ms) {
    this.timer = setTimeout(() => this.#cut(), ms);
  }

  #cut() {
    const phase = Atomics.load(this.shared, PHASE);
    // With no cell, something that a past one left behind may keep the main thread from hearing. What
    // is on its way finds itself stopped before it runs, and a later cell is not meant.
    const heard = !this.awaitsRequest && Atomics.load(this.shared, HEARD) === this.told;
    if (this.wasIdle ? heard || phase === Phase.cell : phase === Phase.idle) {
      this.settled();
      return;
    }
    // The compiler ends by itself soon; what it made is then not run.
    const wanted = this.wasIdle ? Phase.idle : Phase.cell;
    if (phase !== wanted) {
      this.#cutIn(LATER_MS);
      return;
    }
    if (!this.session) {
      this.session = new Session();
      this.session.connectToMainThread();
    }
    const { session } = this;
    this.tries += 1;
    const call = { expression: cut(wanted, this.tries > PATIENCE), returnByValue: true };
    // A native call answers when it returns.
    session.post('Runtime.evaluate', call, (_error, /** @type {any} */ reply) => {
      if (session !== this.session) return;
      const outcome = reply?.result?.value;
      if (outcome !== 'cut' && outcome !== 'waiting') {
        this.#cutIn(LATER_MS);
        return;
      }
      // The cut may hit the handler of an earlier one of these: it is sent again with each.
      this.tell('cut');
      this.tries = 0;
      this.#cutIn(AGAIN_MS);
    });
  }
}

module.exports = { Interrupter };
