// What a person sees while set-up works: which step, how long it usually takes, and that it lives.

const TICK = '|/-\\';
const QUIET_SECONDS = 15;

/** Shows one step. On a terminal one line that ticks; elsewhere a line every 15 seconds. */
export class StepLine {
  #stream;
  #timer;
  #began = Date.now();
  #note = '';
  #ticks = 0;

  /**
   * @param {string} heading such as `[2/5] JupyterLab (usually 1 to 2 minutes)`
   * @param {NodeJS.WriteStream} stream
   */
  constructor(heading, stream = process.stderr) {
    this.#stream = stream;
    stream.write(`${heading}\n`);
    this.#timer = stream.isTTY
      ? setInterval(() => this.#tick(), 200)
      : setInterval(() => stream.write(`      ${this.#status()}\n`), QUIET_SECONDS * 1000);
    this.#timer.unref();
  }

  /** What is happening now, in a few words. */
  note(text) {
    this.#note = text;
  }

  /** Ends the line: `done` in how many seconds, or nothing after a failure. */
  end(done) {
    clearInterval(this.#timer);
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[2K');
    if (done) this.#stream.write(`      done in ${this.#seconds()} s\n`);
  }

  #seconds() {
    return Math.max(1, Math.round((Date.now() - this.#began) / 1000));
  }

  #status() {
    return [`${this.#seconds()} s`, this.#note].filter(Boolean).join('  ').slice(0, 100);
  }

  #tick() {
    const width = (this.#stream.columns ?? 80) - 9;
    const mark = TICK[this.#ticks++ % TICK.length];
    this.#stream.write(`\r\x1b[2K    ${mark} ${this.#status().slice(0, width)}`);
  }
}
