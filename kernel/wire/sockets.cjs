'use strict';
// The five ZeroMQ sockets. They live in the worker thread, so that they work while a cell blocks
// the main one.

const zmq = require('zeromq');

/** @typedef {import('../types').Connection} Connection */

/** Sends in order: a ZeroMQ socket takes one `send` at a time. */
class Outbox {
  /** @param {{ send(frames: any): Promise<void> }} socket */
  constructor(socket) {
    this.socket = socket;
    /** @type {Promise<void>} */
    this.last = Promise.resolve();
  }

  /** @param {(Buffer | string)[]} frames */
  send(frames) {
    // A client that went away must not stop the messages to the others.
    this.last = this.last.then(() => this.socket.send(frames)).catch(() => {});
  }
}

/**
 * Binds the sockets that the connection file names.
 * @param {Connection} connection
 */
async function openSockets(connection) {
  const shell = new zmq.Router();
  const control = new zmq.Router();
  const stdin = new zmq.Router();
  const iopub = new zmq.Publisher();
  const heartbeat = new zmq.Reply();
  // A client that connects anew under its old name gets the answers; ZeroMQ would refuse it.
  for (const router of [shell, control, stdin]) router.handover = true;
  // By default ZeroMQ drops what goes beyond 1,000 waiting messages.
  iopub.sendHighWaterMark = 0;
  const all = [shell, control, stdin, iopub, heartbeat];
  const ports = [
    connection.shell_port,
    connection.control_port,
    connection.stdin_port,
    connection.iopub_port,
    connection.hb_port,
  ];
  const separator = connection.transport === 'ipc' ? '-' : ':';
  await Promise.all(
    all.map((socket, i) => {
      socket.linger = 500;
      return socket.bind(`${connection.transport}://${connection.ip}${separator}${ports[i]}`);
    }),
  );
  const outboxes = [shell, control, iopub].map((socket) => new Outbox(socket));
  return {
    shell: { socket: shell, out: outboxes[0] },
    control: { socket: control, out: outboxes[1] },
    iopub: { socket: iopub, out: outboxes[2] },

    /** Answers heartbeats until the socket is closed. */
    async beat() {
      for await (const frames of heartbeat) await heartbeat.send(frames);
    },

    /** Sends what waits, then closes. */
    async close() {
      const flushed = Promise.all(outboxes.map((outbox) => outbox.last));
      await Promise.race([flushed, new Promise((done) => setTimeout(done, 1000))]);
      for (const socket of all) socket.close();
    },
  };
}

module.exports = { openSockets };
