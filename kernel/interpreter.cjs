'use strict';
// Puts the parts together on the main thread, and takes the requests that the sockets' thread sends.

const { complete } = require('./assist/complete.cjs');
const { inspect } = require('./assist/inspect.cjs');
const { isComplete } = require('./assist/is-complete.cjs');
const { Cutter } = require('./cell/cut.cjs');
const { Executor } = require('./cell/executor.cjs');
const { Flow } = require('./cell/flow.cjs');
const { installImmediates } = require('./cell/immediates.cjs');
const { Output } = require('./cell/output.cjs');
const { refuseInput } = require('./cell/stdin.cjs');
const { Workspace } = require('./cell/workspace.cjs');
const library = require('./compile/library.cjs');
const { Modules } = require('./compile/modules.cjs');
const { NAMES } = require('./compile/names.cjs');
const sourceMaps = require('./compile/source-maps.cjs');
const { notebookFolder, ROOT, Specifiers } = require('./compile/specifiers.cjs');
const quiet = require('./quiet/packages.cjs');
const { redirect } = require('./show/console.cjs');
const { HEARD, PHASE, Phase } = require('./wire/shared.cjs');

/** @typedef {import('./types').Request} Request */

class Interpreter {
  /**
   * @param {{
   *   shared: Int32Array,
   *   startFolder: string,
   *   post: (message: import('./types').ToWire) => void,
   * }} parts
   */
  constructor({ shared, startFolder, post }) {
    this.shared = shared;
    this.output = new Output(post);
    installImmediates();
    const flow = new Flow(shared);
    const specifiers = new Specifiers(notebookFolder(startFolder, process.env));
    // Paths in lessons are the same in every client: from the repository's root.
    process.chdir(ROOT);
    const modules = new Modules(specifiers);
    quiet.install((text) => this.output.stream('stderr', text));
    modules.install(flow.timers.modules);
    library.install();
    sourceMaps.install();
    define(NAMES.flow, {
      library: { ...flow.functions, ...flow.timers.functions },
      importFrom: (/** @type {string} */ file) => modules.importFrom(file),
      metaOf: (/** @type {string} */ file) => modules.metaOf(file),
    });
    this.workspace = new Workspace({ flow, modules, specifiers });
    this.executor = new Executor({
      workspace: this.workspace,
      flow,
      cutter: new Cutter(shared),
      output: this.output,
    });
    this.executor.rejections.install();
    refuseInput();
    define('Jupyter.broadcast', this.output.broadcast.bind(this.output));
    define('Jupyter.signal', () => this.executor.signal());
    redirect({
      stream: (name, text) => {
        if (!quiet.isAdvert(text)) this.output.stream(name, text);
      },
      display: (bundle) => this.output.display(bundle),
    });
  }

  /** @param {import('./types').ToMain} message */
  take(message) {
    switch (message.op) {
      case 'request':
        this.#answer(message.request);
        break;
      case 'interrupt':
        Atomics.add(this.shared, HEARD, 1);
        this.executor.interrupt();
        break;
      case 'cut':
        this.executor.afterCut();
        break;
    }
  }

  /** @param {Request} request */
  #answer(request) {
    if (request.type === 'execute_request') {
      this.executor.execute(request);
      return;
    }
    Atomics.store(this.shared, PHASE, Phase.kernel);
    let content;
    try {
      content = this.#assist(request);
    } catch (error) {
      // A helper's failure must not look like the learner's.
      process.emitWarning(`${request.type}: ${/** @type {Error} */ (error).stack}`);
      content = NOTHING[request.type];
    }
    Atomics.store(this.shared, PHASE, Phase.idle);
    this.output.done(request.id, content);
  }

  /** @param {Exclude<Request, { type: 'execute_request' }>} request */
  #assist(request) {
    switch (request.type) {
      case 'complete_request':
        return complete(this.workspace, request.code, request.cursor);
      case 'inspect_request':
        return inspect(this.workspace, request.code, request.cursor);
      case 'is_complete_request':
        return isComplete(request.code);
    }
  }
}

/** The replies that say nothing. @type {Record<string, Record<string, unknown>>} */
const NOTHING = {
  complete_request: { status: 'ok', matches: [], cursor_start: 0, cursor_end: 0, metadata: {} },
  inspect_request: { status: 'ok', found: false, data: {}, metadata: {} },
  is_complete_request: { status: 'unknown' },
};

/** @param {string} key @param {unknown} value */
function define(key, value) {
  Object.defineProperty(globalThis, Symbol.for(key), { value, configurable: true });
}

module.exports = { Interpreter };
