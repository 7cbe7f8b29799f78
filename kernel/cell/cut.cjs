'use strict';
// The hard way of interrupting, on this side: V8 terminates the running JavaScript, which skips
// `catch` and `finally` and leaves promises unsettled.

const { Session } = require('node:inspector');
const path = require('node:path');
const { PHASE } = require('../wire/shared.cjs');
const { AsyncStack } = require('./async-stack.cjs');

/** What became of a request to cut; wire/interrupter.cjs reads it. */
const Outcome = Object.freeze({
  /** What runs ends at its next function call or loop turn. */
  cut: 'cut',
  /** Nothing runs: the event loop waits, and takes messages. */
  waiting: 'waiting',
  /** Not at this moment. */
  later: 'later',
});

const KERNEL = path.dirname(__dirname) + path.sep;
const COMPILER = path.dirname(require.resolve('@tslab/typescript-for-tslab/package.json'));

/**
 * Where Node changes the queues that it lives by, or loads modules. Nothing there takes long, so a
 * moment later something else runs.
 */
const NODE =
  /^node:internal\/(fixed_queue|linkedlist|modules\/|priority_queue|process\/|timers)|^node:timers/;

/**
 * The cut itself. The sockets' thread calls it here, in the middle of whatever runs, through an
 * inspector session (wire/interrupter.cjs): so nothing can run between its steps.
 */
class Cutter {
  /** @param {Int32Array} shared */
  constructor(shared) {
    this.shared = shared;
    this.asyncStack = new AsyncStack();
    /** Gives the cell that runs. @type {() => import('./cell.cjs').Cell | undefined} */
    this.current = () => undefined;
    /** The one that ran at the last cut: what a past cell left behind may be cut as well. */
    this.cell = this.current();
    /** @type {Session | undefined} */
    this.session = undefined;
    Object.defineProperty(globalThis, Symbol.for('Jupyter.kernel.cut'), {
      value: this.cut.bind(this),
    });
  }

  /**
   * @param {number} phase in which the cut is to be made
   * @param {boolean} anywhere also where Node should better not be cut: compiled into one piece, its
   *   code and the cell's may be interruptible only there
   * @returns {string} one of `Outcome`
   */
  cut(phase, anywhere) {
    this.cell = this.current();
    if (this.shared[PHASE] !== phase || !this.asyncStack.known) return Outcome.later;
    const file = this.#runningFile();
    if (file === undefined) return Outcome.waiting;
    if (file.startsWith(KERNEL) || file.startsWith(COMPILER)) return Outcome.later;
    if (NODE.test(file) && !anywhere) return Outcome.later;
    if (!this.session) {
      this.session = new Session();
      this.session.connect();
    }
    this.asyncStack.loosen();
    this.session.post('Runtime.terminateExecution');
    return Outcome.cut;
  }

  /**
   * The file of the function that runs: the innermost one that is not built into JavaScript.
   * @returns {string | undefined} empty where it has none, as in `eval`; undefined where none runs
   */
  #runningFile() {
    const { prepareStackTrace, stackTraceLimit } = Error;
    try {
      Error.stackTraceLimit = 20;
      Error.prepareStackTrace = (_error, sites) => sites;
      const holder = /** @type {{ stack: NodeJS.CallSite[] }} */ ({});
      Error.captureStackTrace(holder, Cutter.prototype.cut);
      // The first is the expression that called `cut`.
      const sites = holder.stack.slice(1);
      const site = sites.find((one) => one.isEval() || one.getFileName());
      if (site) return site.getFileName() ?? '';
      return sites.length > 0 ? '' : undefined;
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** Whether there was a cut that is not finished. */
  get pending() {
    return this.asyncStack.checks > 0;
  }

  /** To be called when the event loop runs again. */
  finish() {
    this.asyncStack.restore();
    this.session?.disconnect();
    this.session = undefined;
  }
}

module.exports = { Cutter };
