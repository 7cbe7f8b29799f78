'use strict';
// The sockets' thread: receives requests, answers what needs no cell, hands the others to the main
// thread one at a time, and publishes what comes back. It never waits for the main thread, so
// heartbeats, output, interrupts and shutdown work while a cell blocks.

const fs = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const { History } = require('./history.cjs');
const { kernelInfo } = require('./info.cjs');
const { HeapWatch } = require('./memory.cjs');
const { Interrupter } = require('./interrupter.cjs');
const { Session } = require('./message.cjs');
const { CLOSED, EPOCH } = require('./shared.cjs');
const { openSockets } = require('./sockets.cjs');
const { StreamBuffer } = require('./stream.cjs');
const { watchParent } = require('./parent.cjs');

/** @typedef {import('../types').Message} Message */
/** @typedef {import('../types').Request} Request */
/** @typedef {import('../types').ToMain} ToMain */
/** @typedef {import('../types').ToWire} ToWire */
/** @typedef {'shell' | 'control'} Channel */

/**
 * After a cell failed, this long its reply waits for requests that were sent together with it and
 * are still on their way: they are to be aborted, not run.
 */
const ABORT_WINDOW_MS = 10;

/** A main thread that does not end by itself is killed after this time. */
const EXIT_MS = 400;

/** A request may come this much later than an interrupt that was sent after it. */
const LATE_MS = 1000;
/** The epoch of a request that was stopped while it waited. */
const STOPPED = -1;

/** @type {{ connection: import('../types').Connection, shared: Int32Array, heapLimit: number }} */
const { connection, shared, heapLimit } = workerData;
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);
const session = new Session(connection);
const history = new History();
/** @type {HeapWatch | undefined} */
let heap;
/** @type {Awaited<ReturnType<typeof openSockets>>} */
let sockets;

/**
 * What waits, with the number of interrupts before it: a later one also stops what waits.
 * @type {{ message: Message, channel: Channel, interrupts: number }[]}
 */
const queue = [];
/** What the main thread works on. @type {{ message: Message, channel: Channel, id: number } | undefined} */
let running;
/** The header of the last cell: output that comes after its end belongs to it. @type {object} */
let lastCell = {};
let silent = false;
let mainIsReady = false;
let executionCount = 0;
let requests = 0;
let ending = false;
let interrupts = 0;
/** When the last interrupt was sent, by the sender's clock, and came, by ours. */
let lastInterrupt = { sent: 0, came: 0 };

/** @param {ToMain} message */
const tell = (message) => port.postMessage(message);
const interrupter = new Interrupter(shared, (op) => tell({ op }));

const streams = new StreamBuffer((name, text, parent) => {
  sockets.iopub.out.send(session.encode([`stream.${name}`], 'stream', parent, { name, text }));
});

/**
 * @param {string} type
 * @param {Record<string, unknown> | string} content
 * @param {object} parent
 */
function publish(type, content, parent) {
  streams.flush();
  sockets.iopub.out.send(session.encode([type], type, parent, content));
}

/**
 * @param {'busy' | 'idle' | 'starting'} state
 * @param {object} parent
 */
function publishStatus(state, parent) {
  publish('status', { execution_state: state }, parent);
}

/**
 * @param {Message} message
 * @param {Channel} channel
 * @param {Record<string, unknown>} content
 */
function reply(message, channel, content) {
  const type = message.header.msg_type.replace(/_request$/, '_reply');
  sockets[channel].out.send(session.encode(message.identities, type, message.header, content));
}

/**
 * Answers what this thread knows by itself.
 * @param {Message} message
 * @param {Channel} channel
 * @returns {boolean} false where the main thread is needed
 */
function answer(message, channel) {
  const { msg_type: type } = message.header;
  switch (type) {
    case 'kernel_info_request':
      reply(message, channel, kernelInfo());
      return true;
    case 'connect_request': {
      const { shell_port, iopub_port, stdin_port, control_port, hb_port } = connection;
      const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
      reply(message, channel, { status: 'ok', ...ports });
      return true;
    }
    case 'history_request':
      reply(message, channel, history.answer(message.content));
      return true;
    case 'comm_info_request':
      reply(message, channel, { status: 'ok', comms: {} });
      return true;
    case 'comm_open':
      // The protocol's answer to a target that does not exist.
      publish('comm_close', { comm_id: message.content.comm_id, data: {} }, message.header);
      return true;
    case 'interrupt_request':
      interrupts += 1;
      lastInterrupt = { sent: Date.parse(message.header.date), came: Date.now() };
      interrupter.interrupt();
      reply(message, channel, { status: 'ok' });
      return true;
    case 'shutdown_request':
      reply(message, channel, { status: 'ok', restart: message.content.restart === true });
      return true;
    default:
      return ![
        'execute_request',
        'complete_request',
        'inspect_request',
        'is_complete_request',
      ].includes(type);
  }
}

/**
 * How many interrupts were sent before a request: one that takes another socket may overtake it.
 * @param {Message} message
 */
function interruptsBefore({ header }) {
  const { sent, came } = lastInterrupt;
  const overtaken = Date.now() - came < LATE_MS && Date.parse(header.date) < sent;
  return overtaken ? interrupts - 1 : interrupts;
}

/** @param {Message} message @param {number} epoch @returns {Request} */
function toRequest(message, epoch) {
  const { content, header } = message;
  requests += 1;
  const base = { id: requests, epoch };
  const code = String(content.code ?? '');
  switch (header.msg_type) {
    case 'execute_request':
      return {
        ...base,
        type: 'execute_request',
        code,
        count: executionCount,
        silent,
        expressions: content.user_expressions ?? {},
      };
    case 'complete_request':
    case 'inspect_request':
      return { ...base, type: header.msg_type, code, cursor: content.cursor_pos ?? code.length };
    default:
      return { ...base, type: 'is_complete_request', code };
  }
}

/** Takes the next requests from the queue, up to one that needs the main thread. */
function pump() {
  while (!running && queue.length > 0 && !ending) {
    const { message, channel, interrupts: before } = queue[0];
    const forMain = /^(execute|complete|inspect|is_complete)_request$/.test(
      message.header.msg_type,
    );
    if (forMain && !mainIsReady) return;
    queue.shift();
    publishStatus('busy', message.header);
    if (answer(message, channel)) {
      publishStatus('idle', message.header);
      continue;
    }
    if (message.header.msg_type === 'execute_request') {
      silent = message.content.silent === true;
      if (!silent && message.content.store_history !== false) executionCount += 1;
      lastCell = message.header;
      if (!silent) {
        const { code } = message.content;
        publish('execute_input', { code, execution_count: executionCount }, lastCell);
      }
    }
    const epoch = before === interrupts ? Atomics.load(shared, EPOCH) : STOPPED;
    const request = toRequest(message, epoch);
    running = { message, channel, id: request.id };
    tell({ op: 'request', request });
    interrupter.handedOver();
  }
}

/**
 * The main thread has answered.
 * @param {Record<string, unknown>} content
 * @param {string | undefined} result the text of the cell's value, for the history
 */
async function finish(content, result) {
  if (!running) return;
  interrupter.settled();
  const { message, channel } = running;
  const failed = content.status === 'error';
  const isCell = message.header.msg_type === 'execute_request';
  if (isCell) {
    const { code, store_history } = message.content;
    if (!silent && store_history !== false) {
      history.add({ line: executionCount, input: code, output: result ?? null });
    }
  }
  const abort = isCell && failed && message.content.stop_on_error !== false;
  if (abort) await new Promise((done) => setTimeout(done, ABORT_WINDOW_MS));
  // What waits behind a failed cell is answered, not run.
  const aborted = abort
    ? queue.splice(0, queue.length, ...queue.filter((item) => !isExecute(item)))
    : [];
  streams.flush();
  reply(message, channel, isCell ? { execution_count: executionCount, ...content } : content);
  publishStatus('idle', message.header);
  silent = false;
  running = undefined;
  for (const item of aborted.filter(isExecute)) {
    publishStatus('busy', item.message.header);
    reply(item.message, item.channel, { status: 'aborted' }); // no count: its prompt stays empty
    publishStatus('idle', item.message.header);
  }
  pump();
}

/** @param {{ message: Message }} item */
const isExecute = (item) => item.message.header.msg_type === 'execute_request';

/**
 * The one way out. Sockets are closed here first: Node aborts when a process ends with open ones.
 * @param {number} code
 * @param {boolean} mainEnds true where the main thread waits for the closed sockets by itself
 */
async function exit(code, mainEnds) {
  if (ending) return;
  ending = true;
  interrupter.settled();
  heap?.close();
  streams.flush();
  await sockets?.close();
  Atomics.store(shared, CLOSED, 1);
  Atomics.notify(shared, CLOSED);
  if (!mainEnds) tell({ op: 'exit', code });
  // A thread cannot end its process otherwise than by a signal.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), EXIT_MS);
}

/** @param {ToWire} message */
function fromMain(message) {
  if (ending) return;
  switch (message.op) {
    case 'ready':
      mainIsReady = true;
      pump();
      break;
    case 'stream':
      if (!silent) streams.write(message.name, message.text, lastCell);
      break;
    case 'iopub':
      if (!silent) publish(message.type, message.content, lastCell);
      break;
    case 'done':
      if (message.id === running?.id) finish(message.content, message.result);
      break;
    case 'interrupt':
      interrupts += 1;
      interrupter.interrupt();
      break;
    case 'exit':
      exit(message.code, true);
      break;
  }
}

/** @param {Channel} channel */
async function receive(channel) {
  for await (const frames of sockets[channel].socket) {
    /** @type {Message} */
    let message;
    try {
      message = session.decode(frames);
    } catch (error) {
      log(`A message on the ${channel} socket was ignored: ${error}`);
      continue;
    }
    const type = message.header.msg_type;
    const urgent = type === 'interrupt_request' || type === 'shutdown_request';
    if (channel === 'shell' && !urgent) {
      queue.push({ message, channel, interrupts: interruptsBefore(message) });
      pump();
      continue;
    }
    publishStatus('busy', message.header);
    answer(message, channel);
    publishStatus('idle', message.header);
    // Clients show the last status that came, whichever channel it is about.
    if (running) publishStatus('busy', running.message.header);
    if (type === 'shutdown_request') await exit(0, false);
  }
}

/** @param {string} text */
function log(text) {
  fs.writeSync(2, `[typescript kernel] ${text}\n`);
}

async function main() {
  sockets = await openSockets(connection);
  port.on('message', fromMain);
  watchParent(() => exit(0, false));
  heap = new HeapWatch(heapLimit, (text) => {
    log(text);
    if (running && !silent) {
      streams.write('stderr', `${text}\n`, lastCell);
      streams.flush();
    }
  });
  publishStatus('starting', {});
  const ended = [sockets.beat(), receive('shell'), receive('control')];
  await Promise.all(
    ended.map((promise) => promise.catch((error) => !ending && log(String(error)))),
  );
}

main().catch((error) => {
  log(`The kernel cannot start: ${error?.stack ?? error}`);
  tell({ op: 'exit', code: 1 });
});
