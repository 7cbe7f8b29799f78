'use strict';
// What a hard cut leaves behind in TensorFlow.js.

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

module.exports = { repairTensorFlow };
