'use strict';
// A heap that is full ends the whole process, and nothing can run then to say why. So the sockets'
// thread looks at the main thread's heap and says it before, in the log and under the cell.

const { Session } = require('node:inspector');

const INTERVAL_MS = 100;
/** Below this part of the limit even the whole process is small: nothing is asked. */
const LOOK = 0.5;
const WARN = 0.8;
const MB = 1024 * 1024;

class HeapWatch {
  /**
   * @param {number} limit of the main thread's heap in bytes
   * @param {(text: string) => void} warn
   */
  constructor(limit, warn) {
    this.limit = limit;
    this.warn = warn;
    this.warned = false;
    this.asking = false;
    /** @type {Session | undefined} */
    this.session = undefined;
    this.timer = setInterval(() => this.#look(), INTERVAL_MS);
  }

  #look() {
    if (this.asking || process.memoryUsage.rss() < this.limit * LOOK) return;
    if (!this.session) {
      this.session = new Session();
      this.session.connectToMainThread();
    }
    this.asking = true;
    this.session.post('Runtime.getHeapUsage', (_error, /** @type {any} */ usage) => {
      this.asking = false;
      const used = usage?.usedSize ?? 0;
      if (used < this.limit * LOOK) this.warned = false;
      if (used < this.limit * WARN || this.warned) return;
      this.warned = true;
      const [now, most] = [used, this.limit].map((bytes) => Math.round(bytes / MB));
      this.warn(
        `The JavaScript heap is nearly full: ${now} of ${most} MB. When it is full, Node.js ends the ` +
          'kernel and Jupyter starts a new one, without the values of the cells. Keep less in arrays ' +
          'and objects, or start JupyterLab with NODE_OPTIONS=--max-old-space-size=MEGABYTES.',
      );
    });
  }

  close() {
    clearInterval(this.timer);
    this.session?.disconnect();
    this.session = undefined;
  }
}

module.exports = { HeapWatch };
