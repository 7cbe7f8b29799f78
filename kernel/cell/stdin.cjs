'use strict';
// A notebook has no terminal to read from. Whoever tries is told so, instead of waiting for ever.

const fs = require('node:fs');
const { Readable } = require('node:stream');

class InputRefused extends Error {
  constructor() {
    super(
      'This kernel cannot ask for input: a notebook has no standard input. Write the value into the cell',
    );
    this.name = 'InputRefused';
  }
}

/** @param {unknown} file */
const isStdin = (file) => file === 0 || file === '/dev/stdin';

function refusingStream() {
  const stream = new Readable({
    read() {
      this.destroy(new InputRefused());
    },
  });
  return Object.assign(stream, { fd: 0, isTTY: false });
}

/** Makes every way to read standard input an error. */
function refuseInput() {
  let stdin = refusingStream();
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    get() {
      if (stdin.destroyed) stdin = refusingStream();
      return stdin;
    },
  });

  const { readFileSync, readSync } = fs;
  fs.readFileSync = /** @type {typeof readFileSync} */ (
    (/** @type {any} */ file, /** @type {any} */ options) => {
      if (isStdin(file)) throw new InputRefused();
      return readFileSync(file, options);
    }
  );
  fs.readSync = /** @type {typeof readSync} */ (
    (/** @type {number} */ file, /** @type {any[]} */ ...rest) => {
      if (isStdin(file)) throw new InputRefused();
      return /** @type {any} */ (readSync)(file, ...rest);
    }
  );
}

module.exports = { refuseInput };
