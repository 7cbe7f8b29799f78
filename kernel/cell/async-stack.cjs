'use strict';
// Node keeps a stack of the asynchronous contexts it is in, and aborts the process where it does not
// find it as it left it. Code that V8 terminates leaves it so: it skips the `finally` that pops. What
// is here makes Node bear that, from just before a termination until the stack is put right.

/** @returns {any} Node's own side of async_hooks; undefined where Node does not give it */
function findBinding() {
  const node = /** @type {any} */ (process);
  try {
    return node.binding('async_wrap');
  } catch {
    // From Node 23 on it takes `--expose-internals`; see main.cjs.
  }
  try {
    const { internalBinding } = require(/** @type {any} */ ('internal/test/binding'));
    return internalBinding('async_wrap');
  } catch {
    return undefined;
  }
}

class AsyncStack {
  constructor() {
    const node = findBinding();
    /** Whether this Node lets its stack be put right; nothing may be terminated otherwise. */
    this.known = node !== undefined;
    this.node = node;
    /** @type {Uint32Array} how many hooks of each kind there are, and how many ask for checks */
    this.fields = node?.async_hook_fields;
    this.kCheck = node?.constants.kCheck;
    this.kTotals = node?.constants.kTotals;
    /** What `loosen` took from the checks. */
    this.checks = 0;
  }

  /**
   * To be called in the middle of whatever runs, which will be terminated at its next function call
   * or loop turn. By then it may have entered another context, so clearing the stack is not enough:
   * Node's two checks of it stay off until `restore`. One is made where a context is left, the other,
   * where hooks are in use, after microtasks.
   */
  loosen() {
    this.checks += this.fields[this.kCheck];
    this.fields[this.kCheck] = this.fields[this.kTotals] = 0;
  }

  /** To be called when what was terminated is gone. */
  restore() {
    if (!this.known) return;
    const { async_id_fields: ids, constants } = this.node;
    // Contexts that are still open find the stack empty when they are left, which Node allows.
    this.node.clearAsyncIdStack();
    ids[constants.kDefaultTriggerAsyncId] = -1;
    this.fields[this.kCheck] += this.checks;
    this.checks = 0;
    const { kInit, kBefore, kAfter, kDestroy, kPromiseResolve } = constants;
    const kinds = [kInit, kBefore, kAfter, kDestroy, kPromiseResolve];
    this.fields[this.kTotals] = kinds.reduce((sum, kind) => sum + this.fields[kind], 0);
  }
}

module.exports = { AsyncStack };
