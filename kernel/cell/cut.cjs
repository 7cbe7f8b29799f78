'use strict';
// What the hard way of interrupting needs on this side: V8 terminates the running JavaScript, which
// skips `catch` and `finally` and leaves promises unsettled.

const { Session } = require('node:inspector');
const { PHASE, Phase } = require('../wire/shared.cjs');

/**
 * Node's function that forgets the stack of asynchronous contexts. Node aborts the process when a
 * callback is cut and the stack is then not as deep as expected.
 * @returns {(() => void) | undefined}
 */
function findClear() {
  const node = /** @type {any} */ (process);
  try {
    return node.binding('async_wrap').clearAsyncIdStack;
  } catch {
    // From Node 23 on it takes `--expose-internals`; see main.cjs.
  }
  try {
    const { internalBinding } = require(/** @type {any} */ ('internal/test/binding'));
    return internalBinding('async_wrap').clearAsyncIdStack;
  } catch {
    return undefined;
  }
}

/**
 * The cut itself. The sockets' thread calls it here, in the middle of whatever runs, through an
 * inspector session (wire/interrupter.cjs): so nothing can run between its steps.
 */
class Cutter {
  /** @param {Int32Array} shared */
  constructor(shared) {
    this.shared = shared;
    this.clearAsyncIdStack = findClear();
    /** @type {Session | undefined} */
    this.session = undefined;
    Object.defineProperty(globalThis, Symbol.for('Jupyter.kernel.cut'), {
      value: () => this.#cut(),
    });
  }

  /** @returns {boolean} whether what runs may be cut, and will be as soon as this returns */
  #cut() {
    if (this.shared[PHASE] !== Phase.cell || !this.clearAsyncIdStack) return false;
    if (!this.session) {
      this.session = new Session();
      this.session.connect();
    }
    this.clearAsyncIdStack();
    this.session.post('Runtime.terminateExecution');
    return true;
  }

  /**
   * To be called when the event loop runs again.
   * @returns {boolean} whether there was a cut
   */
  finish() {
    if (!this.session) return false;
    this.session.disconnect();
    this.session = undefined;
    return true;
  }
}

/**
 * TensorFlow.js counts nested kernels, tapes and scopes. Cut in the middle of an operation it would
 * believe for ever to be inside of it, and refuse the next ones.
 */
function repairTensorFlow() {
  const engine = /** @type {any} */ (globalThis)._tfengine;
  const state = engine?.state;
  if (!state) return;
  state.kernelDepth = 0;
  state.gradientDepth = 0;
  state.activeTape = null;
  state.numDataMovesStack = [];
  state.profiling = false;
  try {
    // Frees the tensors that the cut code would have freed.
    while (state.scopeStack.length > 0) engine.endScope();
  } catch {
    // One that was cut half made cannot be freed.
  }
  state.scopeStack = [];
  state.activeScope = null;
}

module.exports = { Cutter, repairTensorFlow };
