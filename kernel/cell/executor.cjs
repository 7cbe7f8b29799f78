'use strict';
// Executes cells, one at a time: compile, run, wait, show; and brings each to exactly one end, be it
// its own, an error, or an interrupt.

const library = require('../compile/library.cjs');
const { readSource } = require('../compile/diagnostics.cjs');
const { toFailure, typeErrors } = require('../show/traceback.cjs');
const { toBundle } = require('../show/values.cjs');
const { EPOCH, PHASE, Phase } = require('../wire/shared.cjs');
const { Cell } = require('./cell.cjs');
const { Interrupted } = require('./flow.cjs');
const { Rejections } = require('./rejections.cjs');
const { repairTensorFlow } = require('./tensorflow.cjs');
const { Tidy } = require('./tidy.cjs');

/** @typedef {import('./cell.cjs').ExecuteRequest} ExecuteRequest */
/** @typedef {import('../compile/converter.cjs').Converted} Converted */

/** A stopped cell has this long for its `finally` blocks. */
const GRACE_MS = 150;

const CUT =
  'The cell was stopped in the middle of a call: its catch and finally blocks did not run, and ' +
  'names that it had not yet declared are not there';

/** A turn of the event loop: Node has then said which rejected promises nobody handles. */
const turn = () => new Promise((done) => setImmediate(done));

class Executor {
  /**
   * @param {{
   *   workspace: import('./workspace.cjs').Workspace,
   *   flow: import('./flow.cjs').Flow,
   *   cutter: import('./cut.cjs').Cutter,
   *   output: import('./output.cjs').Output,
   * }} parts
   */
  constructor({ workspace, flow, cutter, output }) {
    this.workspace = workspace;
    this.flow = flow;
    this.cutter = cutter;
    this.output = output;
    this.tidy = new Tidy();
    /** @type {Cell | undefined} */
    this.cell = undefined;
    cutter.current = () => this.cell;
    /** How to leave the workspace if the cell does not come to its end. @type {(() => void) | undefined} */
    this.rollBack = undefined;
    this.rejections = new Rejections({
      current: () => this.cell,
      fail: (cell, error) => this.stop(cell, error),
      show: (error) => output.publish('error', { ...toFailure(error) }),
    });
    flow.onFloat = (promise) => {
      if (this.cell) this.cell.float(promise);
    };
  }

  /** @param {number} phase */
  #enter(phase) {
    Atomics.store(this.flow.shared, PHASE, phase);
  }

  /** @param {ExecuteRequest} request */
  async execute(request) {
    this.#enter(Phase.kernel);
    const cell = new Cell(request);
    this.cell = cell;
    // The last cell came to its end by itself just when it was cut.
    if (this.cutter.pending) this.cutter.finish();
    try {
      this.rejections.handOver(cell);
      await this.#run(cell);
    } catch (error) {
      if (!cell.finished) this.#finish(cell, cell.failure ?? { error });
    }
  }

  /** @param {Cell} cell */
  async #run(cell) {
    const { workspace } = this;
    const { code } = cell.request;
    library.refresh();
    const converted = workspace.compile(code, cell.name);
    if (converted.errors.length > 0) {
      const read = (/** @type {string} */ file) => (file === cell.name ? code : readSource(file));
      this.#finish(cell, { failure: typeErrors(converted.errors, read) });
      return;
    }
    const before = workspace.begin();
    this.rollBack = () => workspace.rollBack(converted, before);
    this.#enter(Phase.cell);
    if (this.#isInterrupted(cell)) throw Interrupted.fromOutside();
    await Promise.race([workspace.modules.preload(workspace.importsOf(converted)), cell.stopped]);
    if (!cell.failure) {
      const body = Promise.resolve(workspace.run(converted, code, cell.name));
      await Promise.race([body, cell.stopped]);
      if (cell.failure) await this.#grace(cell, body);
    }
    await cell.settle();
    await turn();
    cell.throwIfFailed();
    if (this.#isInterrupted(cell)) throw Interrupted.fromOutside();
    const text = await this.#showResult(cell, converted);
    cell.throwIfFailed();
    if (cell.finished) return;
    workspace.commit(converted);
    this.rollBack = undefined;
    const expressions = await this.#evaluate(cell, cell.request.expressions);
    cell.throwIfFailed();
    this.#finish(cell, { result: text, expressions });
  }

  /** @param {Cell} cell */
  #isInterrupted(cell) {
    return Atomics.load(this.flow.shared, EPOCH) !== cell.request.epoch;
  }

  /**
   * Lets stopped code run its `finally` blocks.
   * @param {Cell} cell
   * @param {Promise<unknown>} body
   */
  async #grace(cell, body) {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const over = new Promise((done) => {
      timer = setTimeout(done, GRACE_MS);
    });
    const thrown = await Promise.race([body.catch((error) => error), over]);
    // The error of the await that was stopped knows its line.
    if (cell.failure?.error instanceof Interrupted && thrown instanceof Interrupted) {
      cell.failure = { error: thrown };
    }
    clearTimeout(timer);
  }

  /**
   * @param {Cell} cell
   * @param {Converted} converted
   * @returns {Promise<string | undefined>} the value as text, for the history
   */
  async #showResult(cell, converted) {
    const result = this.workspace.takeResult(converted, cell.request.code);
    if (!result) return undefined;
    const bundle = await Promise.race([toBundle(result.value), cell.stopped]);
    if (!bundle) return undefined;
    this.output.publish('execute_result', {
      execution_count: cell.request.count,
      data: bundle,
      metadata: {},
    });
    return String(bundle['text/plain']);
  }

  /**
   * @param {Cell} cell
   * @param {Record<string, string>} expressions
   */
  async #evaluate(cell, expressions) {
    /** @type {Record<string, unknown>} */
    const out = {};
    const { workspace } = this;
    for (const [key, expression] of Object.entries(expressions)) {
      const name = `expression-${key}.ts`;
      try {
        const converted = workspace.compile(`(${expression})`, name);
        if (converted.errors.length > 0) {
          out[key] = { status: 'error', ...typeErrors(converted.errors, () => expression) };
          continue;
        }
        await Promise.race([workspace.run(converted, expression, name), cell.stopped]);
        const value = workspace.takeResult(converted, expression)?.value;
        out[key] = { status: 'ok', data: await toBundle(value), metadata: {} };
      } catch (error) {
        out[key] = { status: 'error', ...toFailure(error) };
      }
    }
    return out;
  }

  /**
   * Ends a cell from outside of its code.
   * @param {Cell} cell
   * @param {unknown} error
   */
  stop(cell, error) {
    // A promise that was rejected just before the cut, and would have been handled just after.
    if (this.cutter.pending) return;
    cell.fail(error);
    this.flow.stopAll();
  }

  /** A person asked to stop. */
  interrupt() {
    this.flow.timers.stopAll();
    this.cell?.fail(Interrupted.fromOutside());
  }

  /** V8 has cut what ran, or nothing ran that it could cut. */
  afterCut() {
    this.cutter.finish();
    const { cell } = this;
    // One that began since is not meant.
    if (cell !== this.cutter.cell) return;
    repairTensorFlow();
    library.dropHalfLoaded();
    if (!cell) return;
    this.#enter(Phase.kernel);
    this.flow.stopAll();
    this.#finish(cell, { error: Interrupted.fromOutside(CUT) });
  }

  /**
   * The one end of every cell.
   * @param {Cell} cell
   * @param {{ error?: unknown, failure?: import('../types').Failure, result?: string, expressions?: object }} outcome
   */
  #finish(cell, outcome) {
    if (cell.finished) return;
    this.#enter(Phase.kernel);
    cell.finished = true;
    const { request } = cell;
    const failure = outcome.failure ?? ('error' in outcome ? toFailure(outcome.error) : undefined);
    if (failure) {
      this.rollBack?.();
      this.output.publish('error', { ...failure });
    }
    this.rollBack = undefined;
    this.cell = undefined;
    this.lastController = cell.controller;
    const content = failure
      ? { status: 'error', ...failure, payload: [], user_expressions: {} }
      : { status: 'ok', payload: [], user_expressions: outcome.expressions ?? {} };
    this.#enter(Phase.idle);
    this.output.done(request.id, content, outcome.result);
    this.tidy.afterCell();
  }

  /** The signal of the running cell; that of the last one in between. */
  signal() {
    const controller = this.cell?.controller ?? this.lastController;
    return (controller ?? new AbortController()).signal;
  }
}

module.exports = { Executor };
