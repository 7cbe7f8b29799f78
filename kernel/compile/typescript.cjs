'use strict';
// tslab's TypeScript, adjusted before tslab loads it. The module is made of read-only getters, so a
// copy takes its place in Node's module cache.

const v8 = require('node:v8');

const path = require.resolve('@tslab/typescript-for-tslab');

/** @typedef {typeof import('@tslab/typescript-for-tslab')} TypeScript */

// Two functions run once a cell, and with all their inner functions each costs V8's optimizer more
// than a second and 65 MB, which often stay: createProgram, and createTypeChecker with its 27 kB of
// bytecode, more than any function that a learner writes.
v8.setFlagsFromString('--turbo-filter=-createProgram');
v8.setFlagsFromString('--max-optimized-bytecode-size=24000');

/** @type {TypeScript} */
const original = require(path);

// A plain object, so that the functions that tslab calls can be replaced; see converter.cjs.
/** @type {TypeScript} */
const ts = { ...original };

// Nothing is watched by timers or by the system: the kernel looks itself at what changed before a
// cell (see converter.cjs), so that an edit is seen surely, not some time later.
/** @type {Map<string, import('@tslab/typescript-for-tslab').FileWatcherCallback>} */
const watchedFiles = new Map();
ts.sys = Object.assign(Object.create(original.sys), {
  /** @type {NonNullable<typeof ts.sys.watchFile>} */
  watchFile(file, callback) {
    watchedFiles.set(file, callback);
    return {
      close() {
        if (watchedFiles.get(file) === callback) watchedFiles.delete(file);
      },
    };
  },
  watchDirectory() {
    return { close() {} };
  },
});

const cached = require.cache[path];
if (cached) cached.exports = ts;

module.exports = { ts, watchedFiles };
