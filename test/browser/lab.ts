// JupyterLab as a learner has it: started by `npm start -- --no-browser --port N`, seen in Chromium.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ROOT, readNotebook } from '../helpers/notebooks';
import { launchChromium } from './chromium';
import { LabNotebook } from './lab-notebook';

const START_MS = 90_000;
const STOP_MS = 30_000;

/** A running JupyterLab and the browser that looks at it. `stop` ends both. */
export class Lab {
  private readonly pages = new Map<Page, string[]>();

  private constructor(
    /** Where it answers, with its token: `http://127.0.0.1:9000/lab?token=…`. */
    readonly url: URL,
    private readonly server: ChildProcess,
    private readonly browser: Browser,
    private readonly home: string,
  ) {}

  /** Starts the server as `npm start` does, on a free port of the loopback. */
  static async start(): Promise<Lab> {
    const home = mkdtempSync(path.join(tmpdir(), 'lab-'));
    const port = await freePort();
    const server = spawn(
      process.execPath,
      ['scripts/start.mjs', '--no-browser', '--port', String(port), ...ownSettings(home)],
      {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const browser = await launchChromium();
    try {
      return new Lab(await addressOf(server), server, browser, home);
    } catch (error) {
      await browser.close();
      server.kill('SIGTERM');
      throw error;
    }
  }

  /** Opens a notebook, by its path from the repository's root, and waits for its kernel. */
  async open(notebook: string): Promise<LabNotebook> {
    const page = await this.browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(60_000); // a page that draws while the machine trains answers late
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    this.pages.set(page, complaints);
    const url = new URL(this.url);
    url.pathname = `/lab/tree/${notebook}`;
    url.searchParams.set('reset', ''); // no tabs of another session
    await page.goto(url.href);
    const opened = new LabNotebook(page, readNotebook(path.join(ROOT, notebook)));
    await opened.ready();
    return opened;
  }

  /** Errors that scripts of the pages threw since they were opened. */
  pageErrors(): string[] {
    return [...this.pages.values()].flat();
  }

  /** Ends the browser, and the server as Ctrl-C does. */
  async stop(): Promise<void> {
    await this.browser.close();
    if (this.server.exitCode === null) {
      const ended = new Promise<void>((resolve) => this.server.once('exit', () => resolve()));
      const timer = setTimeout(() => this.server.kill('SIGKILL'), STOP_MS);
      this.server.kill('SIGTERM');
      await ended;
      clearTimeout(timer);
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
    const { signalCode } = this.server;
    if (signalCode) throw new Error(`JupyterLab was still there after ${STOP_MS / 1000} s.`);
  }
}

/** Settings and workspaces in a folder of the test's; no autosave, so that lessons stay as they are. */
function ownSettings(home: string): string[] {
  const settings = path.join(home, 'settings');
  const plugin = path.join(settings, '@jupyterlab/docmanager-extension');
  mkdirSync(plugin, { recursive: true });
  writeFileSync(path.join(plugin, 'plugin.jupyterlab-settings'), '{ "autosave": false }');
  const workspaces = path.join(home, 'workspaces');
  return [`--LabApp.user_settings_dir=${settings}`, `--LabApp.workspaces_dir=${workspaces}`];
}

/** Reads the address from what the server prints, as a person would. */
function addressOf(server: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string) => reject(new Error(`JupyterLab ${why}:\n${output}`));
    const timer = setTimeout(() => fail(`did not start in ${START_MS / 1000} s`), START_MS);
    const read = (data: Buffer) => {
      output += data;
      const found = /https?:\/\/(127\.0\.0\.1|localhost):\d+\/lab\S*token=[0-9a-f]+/.exec(output);
      if (!found) return;
      clearTimeout(timer);
      resolve(new URL(found[0]));
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.on('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve((address as { port: number }).port));
    });
  });
}
