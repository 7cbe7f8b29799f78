'use strict';
// Collects garbage between cells. The type checker is made anew for each cell and leaves a megabyte
// behind, which V8 by itself lets grow to some hundreds before it looks.

const v8 = require('node:v8');
const vm = require('node:vm');

const MIN_GROWTH = 24 * 1024 * 1024;
/** Of what was alive after the last time: a big heap takes long to look through. */
const GROWTH = 0.25;

class Tidy {
  constructor() {
    v8.setFlagsFromString('--expose-gc');
    /** @type {() => void} */
    this.gc = vm.runInNewContext('gc');
    v8.setFlagsFromString('--no-expose-gc');
    this.alive = process.memoryUsage().heapUsed;
    this.planned = false;
  }

  /** A cell has ended. */
  afterCell() {
    if (this.planned) return;
    this.planned = true;
    // Behind the reply, which is on its way by then.
    setImmediate(() => {
      this.planned = false;
      const { heapUsed } = process.memoryUsage();
      if (heapUsed < this.alive + Math.max(MIN_GROWTH, this.alive * GROWTH)) return;
      // Without moving things together, half-empty pages would add up from cell to cell.
      v8.setFlagsFromString('--compact-on-every-full-gc');
      this.gc();
      v8.setFlagsFromString('--no-compact-on-every-full-gc');
      this.alive = process.memoryUsage().heapUsed;
    });
  }
}

module.exports = { Tidy };
