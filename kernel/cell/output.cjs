'use strict';
// The way out for everything that a cell shows. Posting works while the cell blocks: the sockets'
// thread sends it on.

/** @typedef {import('../types').ToWire} ToWire */

const BROADCAST = ['display_data', 'update_display_data', 'clear_output', 'stream'];

class Output {
  /** @param {(message: ToWire) => void} post */
  constructor(post) {
    this.post = post;
  }

  /** @param {'stdout' | 'stderr'} name @param {string} text */
  stream(name, text) {
    this.post({ op: 'stream', name, text });
  }

  /** @param {string} type @param {Record<string, unknown>} content */
  publish(type, content) {
    this.post({ op: 'iopub', type, content: JSON.stringify(content) });
  }

  /** @param {import('../types').Bundle} data */
  display(data) {
    this.publish('display_data', { data, metadata: {}, transient: {} });
  }

  /**
   * For the library and for cells, as `globalThis[Symbol.for('Jupyter.broadcast')]`.
   * @param {string} type
   * @param {Record<string, any>} content as the protocol describes it for this type of message
   */
  broadcast(type, content) {
    if (!BROADCAST.includes(type)) {
      throw new RangeError(`A cell cannot send "${type}" messages, only ${BROADCAST.join(', ')}`);
    }
    if (type === 'stream') {
      if (content.name !== 'stdout' && content.name !== 'stderr') {
        throw new RangeError(
          `A stream's name is "stdout" or "stderr", not ${JSON.stringify(content.name)}`,
        );
      }
      this.stream(content.name, String(content.text));
    } else if (type === 'clear_output') {
      this.publish(type, { wait: content.wait === true });
    } else {
      if (typeof content.data !== 'object' || content.data === null) {
        throw new TypeError(
          `The content of a "${type}" message needs data: an object with MIME types as keys`,
        );
      }
      this.publish(type, { metadata: {}, transient: {}, ...content });
    }
  }

  /**
   * @param {number} id of the request
   * @param {Record<string, unknown>} content of the reply
   * @param {string} [result]
   */
  done(id, content, result) {
    this.post({ op: 'done', id, content, result });
  }
}

module.exports = { Output };
