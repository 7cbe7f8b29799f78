'use strict';
// The names under which compiled code finds what the kernel gives it. They are unlikely in anyone's
// own code, and the compiler, the cells' wrapper and the library's prologue all use these.

/** @type {Readonly<Record<'shared' | 'epoch' | 'stop' | 'wait' | 'resume' | 'float' | 'import' | 'meta' | 'flow', string>>} */
const NAMES = Object.freeze({
  /** The shared numbers. */
  shared: '__k_shared',
  /** The epoch under which a function began. */
  epoch: '__k_epoch',
  /** Throws: the loop goes on after an interrupt. */
  stop: '__k_stop',
  /** Takes the operand of every `await`. */
  wait: '__k_wait',
  /** Takes the result of every `await`. */
  resume: '__k_resume',
  /** Takes the value of a call that stands alone as a statement. */
  float: '__k_float',
  /** In the place of `import()`. */
  import: '__k_import',
  /** In the place of `import.meta`. */
  meta: '__k_meta',
  /** The key in `globalThis` under which library files find the functions above. */
  flow: 'Jupyter.kernel.flow',
});

module.exports = { NAMES };
