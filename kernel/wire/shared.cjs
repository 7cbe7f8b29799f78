'use strict';
// The few numbers that both threads read and write, in shared memory: the only way to reach a main
// thread that is busy in a loop.

/** How many interrupts there were. Compiled code compares it with the number it started under. */
const EPOCH = 0;

/** What the main thread does now: one of `Phase`. */
const PHASE = 1;

/** 1 when the sockets are closed and the process may end. */
const CLOSED = 2;

/** How many interrupts the main thread has heard of. */
const HEARD = 3;

const Phase = Object.freeze({
  /** Waits for a request; what a past cell left behind may run, and may be cut. */
  idle: 0,
  /** Runs the kernel's own code, the compiler above all: cutting it would break its state. */
  kernel: 1,
  /** Runs the cell's code, or waits for it: it may be cut. */
  cell: 2,
});

/** @returns {Int32Array<SharedArrayBuffer>} */
function createShared() {
  const shared = new Int32Array(new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT));
  shared[PHASE] = Phase.kernel; // it loads itself, which must not be cut
  return shared;
}

module.exports = { CLOSED, createShared, EPOCH, HEARD, PHASE, Phase };
