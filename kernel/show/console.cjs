'use strict';
// What a cell prints goes to its output.

const { Console } = require('node:console');
const { Writable } = require('node:stream');
const { StringDecoder } = require('node:string_decoder');
const { tableBundle } = require('./table.cjs');

/**
 * @param {{
 *   stream: (name: 'stdout' | 'stderr', text: string) => void,
 *   display: (bundle: import('../types').Bundle) => void,
 * }} output
 */
function redirect(output) {
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    const decoder = new StringDecoder('utf8');
    /** @type {any} */ (process[name]).write = (
      /** @type {any} */ chunk,
      /** @type {any} */ encoding,
      /** @type {any} */ callback,
    ) => {
      const text =
        typeof chunk === 'string' && !/^(hex|base64|base64url)$/.test(encoding)
          ? chunk
          : decoder.write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
      if (text) output.stream(name, text);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') process.nextTick(done);
      return true;
    };
  }
  const { table } = console;
  console.table = (data, columns) => {
    if (data === null || typeof data !== 'object') table(data);
    else output.display(tableBundle(data, columns && [...columns], asText(data, columns)));
  };
}

/**
 * Node's own drawing of a table.
 * @param {any} data
 * @param {readonly string[] | undefined} columns
 */
function asText(data, columns) {
  let text = '';
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  new Console({ stdout }).table(data, columns && [...columns]);
  return text.trimEnd();
}

module.exports = { redirect };
