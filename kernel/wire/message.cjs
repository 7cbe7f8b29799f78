'use strict';
// Jupyter's wire protocol: messages to and from ZeroMQ frames, signed.
// https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol

const { createHmac, randomUUID, timingSafeEqual } = require('node:crypto');

/** @typedef {import('../types').Connection} Connection */
/** @typedef {import('../types').Header} Header */
/** @typedef {import('../types').Message} Message */

const DELIMITER = Buffer.from('<IDS|MSG>');
const PROTOCOL_VERSION = '5.3';

/** One kernel's side of the conversation: its key, and its session's name in every header. */
class Session {
  /** @param {Connection} connection */
  constructor(connection) {
    const match = /^hmac-(\w+)$/.exec(connection.signature_scheme || 'hmac-sha256');
    if (!match) {
      throw new Error(
        `Unknown signature scheme "${connection.signature_scheme}" in the connection file`,
      );
    }
    this.algorithm = match[1];
    this.key = connection.key;
    this.id = randomUUID();
    this.sent = 0;
  }

  /**
   * @param {(Buffer | string)[]} parts
   * @returns {string} the signature in hexadecimal; empty where the connection has no key
   */
  sign(parts) {
    if (!this.key) return '';
    const hmac = createHmac(this.algorithm, this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }

  /**
   * Reads one message.
   * @param {Buffer[]} frames
   * @returns {Message}
   * @throws {Error} where the frames are no message, or the signature is not ours
   */
  decode(frames) {
    const start = frames.findIndex((frame) => frame.equals(DELIMITER));
    if (start < 0 || frames.length < start + 6) {
      throw new Error('A message without the delimiter or with too few frames');
    }
    const parts = frames.slice(start + 2, start + 6);
    const wanted = Buffer.from(this.sign(parts));
    const signature = frames[start + 1];
    if (wanted.length !== signature.length || !timingSafeEqual(wanted, signature)) {
      throw new Error('A message with a wrong signature');
    }
    const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
    return {
      identities: frames.slice(0, start),
      header,
      parent_header: parent,
      metadata,
      content,
      buffers: frames.slice(start + 6),
    };
  }

  /**
   * Writes one message.
   * @param {(Buffer | string)[]} identities the routing prefix, or the topic of a published message
   * @param {string} type
   * @param {Partial<Header>} parent the header of the request that this answers
   * @param {Record<string, unknown> | string} content an object, or its JSON
   * @returns {(Buffer | string)[]}
   */
  encode(identities, type, parent, content) {
    this.sent += 1;
    const header = {
      msg_id: `${this.id}_${this.sent}`,
      session: this.id,
      username: 'kernel',
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL_VERSION,
    };
    const parts = [
      JSON.stringify(header),
      JSON.stringify(parent),
      '{}',
      typeof content === 'string' ? content : JSON.stringify(content),
    ];
    return [...identities, DELIMITER, this.sign(parts), ...parts];
  }
}

module.exports = { PROTOCOL_VERSION, Session };
