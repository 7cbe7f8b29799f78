'use strict';
// What the hard way of interrupting needs on this side: V8 terminates the running JavaScript, which
// skips `catch` and `finally` and leaves promises unsettled.

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
 * Installs the function that wire/interrupter.cjs calls in this thread before it cuts.
 * @param {Int32Array} shared
 */
function installCut(shared) {
  const clearAsyncIdStack = findClear();
  Object.defineProperty(globalThis, Symbol.for('Jupyter.kernel.prepareCut'), {
    value() {
      if (shared[PHASE] !== Phase.cell || !clearAsyncIdStack) return false;
      clearAsyncIdStack();
      return true;
    },
  });
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

module.exports = { installCut, repairTensorFlow };
