'use strict';
// The TypeScript kernel: `node kernel/main.cjs CONNECTION_FILE`, started by Jupyter.
// This thread compiles and runs cells; a worker thread owns the sockets (wire/worker.cjs).

const fs = require('node:fs');
const path = require('node:path');
const { getHeapStatistics } = require('node:v8');
const { Worker } = require('node:worker_threads');
const { CLOSED, createShared, Phase, PHASE } = require('./wire/shared.cjs');

/** How long a process that ends waits for its sockets to be closed. */
const CLOSE_MS = 1500;

const [connectionFile] = process.argv.slice(2);
if (!connectionFile) {
  process.stderr.write(
    'usage: node kernel/main.cjs CONNECTION_FILE\nThis is a Jupyter kernel: `npm start` runs it.\n',
  );
  process.exit(2);
}

// Since Node 23 only this flag gives what interrupts need (cell/cut.cjs). The process stays the same one.
if (
  !process.execArgv.includes('--expose-internals') &&
  Number(process.versions.node.split('.')[0]) >= 23
) {
  const { execve } = /** @type {any} */ (process);
  const flags = ['--expose-internals', ...process.execArgv];
  execve?.call(
    process,
    process.execPath,
    [process.execPath, ...flags, ...process.argv.slice(1)],
    process.env,
  );
}

const shared = createShared();
const startFolder = process.cwd();
const connection = JSON.parse(fs.readFileSync(connectionFile, 'utf8'));
const wire = new Worker(path.join(__dirname, 'wire', 'worker.cjs'), {
  workerData: { connection, shared, heapLimit: getHeapStatistics().heap_size_limit },
  // It holds little; a small nursery keeps what passes through from piling up.
  resourceLimits: { maxYoungGenerationSizeMb: 8 },
});
/** @param {import('./types').ToWire} message */
const post = (message) => wire.postMessage(message);

// Node aborts when the process ends with open sockets, so every end waits for the other thread to
// close them: also a `process.exit()` in a cell.
const { exit } = process;
process.exit = (code) => {
  const status = Number(code ?? process.exitCode ?? 0);
  post({ op: 'exit', code: status });
  Atomics.wait(shared, CLOSED, 0, CLOSE_MS);
  return exit.call(process, status);
};
process.on('SIGTERM', () => process.exit(0));
process.on('SIGINT', () => post({ op: 'interrupt' }));

/** Runs when the worker is on its way, as it takes a second. */
function start() {
  const { Interpreter } = require('./interpreter.cjs');
  const interpreter = new Interpreter({ shared, startFolder, post });
  wire.on('message', (/** @type {import('./types').ToMain} */ message) => {
    if (message.op === 'exit') exit.call(process, message.code);
    else interpreter.take(message);
  });
  Atomics.store(shared, PHASE, Phase.idle);
  post({ op: 'ready' });
}
setImmediate(() => {
  try {
    start();
  } catch (error) {
    fs.writeSync(
      2,
      `[typescript kernel] The kernel cannot start: ${/** @type {Error} */ (error).stack}\n`,
    );
    process.exit(1);
  }
});
