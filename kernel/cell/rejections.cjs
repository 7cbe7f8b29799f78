'use strict';
// Errors that no code catches: rejected promises and exceptions from callbacks. They end the cell
// that runs. One that comes when none runs is held a moment for a cell that is on its way (in a
// headless run the next one starts at once, and a failure must not fall between two cells), then
// shown under the cell it came from.

const { Interrupted } = require('./flow.cjs');

const HOLD_MS = 250;

class Rejections {
  /**
   * @param {{
   *   current: () => import('./cell.cjs').Cell | undefined,
   *   fail: (cell: import('./cell.cjs').Cell, error: unknown) => void,
   *   show: (error: unknown) => void,
   * }} kernel
   */
  constructor(kernel) {
    this.kernel = kernel;
    /** @type {{ error: unknown, timer: NodeJS.Timeout } | undefined} */
    this.held = undefined;
  }

  install() {
    process.on('unhandledRejection', (error) => this.take(error));
    process.on('uncaughtException', (error) => this.take(error));
  }

  /** @param {unknown} error */
  take(error) {
    // What an interrupt stopped, and nobody waits for.
    if (error instanceof Interrupted) return;
    const cell = this.kernel.current();
    if (cell) {
      this.kernel.fail(cell, error);
      return;
    }
    if (this.held) {
      this.kernel.show(error);
      return;
    }
    const timer = setTimeout(() => {
      this.held = undefined;
      this.kernel.show(error);
    }, HOLD_MS);
    this.held = { error, timer };
  }

  /** A cell starts: it takes over what is held. @param {import('./cell.cjs').Cell} cell */
  handOver(cell) {
    if (!this.held) return;
    clearTimeout(this.held.timer);
    const { error } = this.held;
    this.held = undefined;
    this.kernel.fail(cell, error);
  }
}

module.exports = { Rejections };
