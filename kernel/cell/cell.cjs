'use strict';
// One execution: its promises, its abort signal, and how it came to its end.

/** @typedef {Extract<import('../types').Request, { type: 'execute_request' }>} ExecuteRequest */

class Cell {
  /** @param {ExecuteRequest} request */
  constructor(request) {
    this.request = request;
    /** The name in stack traces and type errors. */
    this.name = `cell-${request.count}.ts`;
    this.controller = new AbortController();
    this.finished = false;
    /** What ended it before its code did. @type {{ error: unknown } | undefined} */
    this.failure = undefined;
    /** Promises of calls that stand alone as statements. @type {Set<Promise<unknown>>} */
    this.floating = new Set();
    /** Resolves when something other than its own code ends the cell. @type {Promise<void>} */
    this.stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  /** @type {() => void} */
  #stop = () => {};

  /**
   * The first failure counts.
   * @param {unknown} error
   */
  fail(error) {
    if (this.failure || this.finished) return;
    this.failure = { error };
    this.controller.abort(error);
    this.#stop();
  }

  throwIfFailed() {
    if (this.failure) throw this.failure.error;
  }

  /**
   * Takes a promise that nobody awaits: the cell ends no earlier than it, and fails with it.
   * @param {Promise<unknown>} promise
   */
  float(promise) {
    this.floating.add(promise);
    promise.then(
      () => this.floating.delete(promise),
      (error) => {
        this.floating.delete(promise);
        this.fail(error);
      },
    );
  }

  /** Waits for the promises that nobody awaits, also for those that these bring with them. */
  async settle() {
    while (this.floating.size > 0 && !this.failure) {
      await Promise.race([...this.floating, this.stopped]).catch(() => {});
    }
  }
}

module.exports = { Cell };
