'use strict';
// Gathers what a cell prints: 100,000 lines become some hundred messages, in order and whole.

/** Text waits no longer than this: a person sees it at once. */
const DELAY_MS = 25;

/** A message is sent when it is this long, so that none is too big for a browser to draw at once. */
const MAX_CHARACTERS = 128 * 1024;

class StreamBuffer {
  /** @param {(name: string, text: string, parent: object) => void} send */
  constructor(send) {
    this.send = send;
    this.name = '';
    this.text = '';
    /** @type {object} */
    this.parent = {};
    /** @type {NodeJS.Timeout | undefined} */
    this.timer = undefined;
  }

  /**
   * @param {string} name `stdout` or `stderr`
   * @param {string} text
   * @param {object} parent the header of the request that prints
   */
  write(name, text, parent) {
    if (this.text && (name !== this.name || parent !== this.parent)) this.flush();
    this.name = name;
    this.parent = parent;
    this.text += text;
    if (this.text.length >= MAX_CHARACTERS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  /** Sends what waits. Called before any other message, so that the order holds. */
  flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.text) return;
    const text = this.text;
    this.text = '';
    this.send(this.name, text, this.parent);
  }
}

module.exports = { StreamBuffer };
