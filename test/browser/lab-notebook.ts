// One notebook open in JupyterLab: run it by the menu, wait, look at what it shows.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Notebook } from '../helpers/notebooks';

const SCREENSHOTS = path.resolve(__dirname, '../../build/screenshots');

/** A figure as it stands on the page, in pixels. */
export interface DrawnFigure {
  width: number;
  height: number;
  /** Elements that Plotly drew: lines, points, bars, cells of heat maps, or a 3-D canvas. */
  marks: number;
}

export class LabNotebook {
  constructor(
    readonly page: Page,
    /** The notebook as its file has it. */
    private readonly notebook: Notebook,
  ) {}

  /** The notebook in front. */
  private get panel(): Locator {
    return this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  }

  /** Waits until the cells are there and the kernel says, in the status bar, that it is idle. */
  async ready(timeout = 60_000): Promise<void> {
    await this.panel.locator('.jp-Cell').first().waitFor({ timeout });
    await this.waitForKernel('Idle', timeout);
  }

  /** Chooses an entry of the menu bar, for example `menu('Run', 'Run All Cells')`. */
  async menu(menu: string, entry: string): Promise<void> {
    const bar = this.page.locator('#jp-MainMenu .lm-MenuBar-item', { hasText: menu }).first();
    await bar.click();
    const item = this.page.locator('.lm-Menu-item', {
      has: this.page.locator(`.lm-Menu-itemLabel:text-is("${entry}")`),
    });
    await item.first().click();
  }

  /** Runs all cells by the menu and waits for the last. */
  async runAll(timeout = 120_000): Promise<void> {
    await this.menu('Run', 'Run All Cells');
    await this.allDone(timeout);
  }

  /** Waits until no cell waits or runs and the kernel is idle. */
  async allDone(timeout = 120_000): Promise<void> {
    await this.page.waitForFunction(
      () => {
        const prompts = [
          ...document.querySelectorAll(
            '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell .jp-InputPrompt',
          ),
        ].map((prompt) => prompt.textContent ?? '');
        return prompts.some((text) => /\d/.test(text)) && !prompts.some((t) => t.includes('*'));
      },
      undefined,
      { timeout, polling: 200 },
    );
    await this.waitForKernel('Idle', timeout);
  }

  /** Waits for a word of the kernel's status in the status bar: Idle, Busy, Restarting. */
  async waitForKernel(status: string, timeout = 30_000): Promise<void> {
    const bar = this.page.locator('#jp-main-statusbar');
    await bar.getByText(new RegExp(`\\| ${status}$`)).waitFor({ timeout });
  }

  /** Presses the toolbar's stop button. */
  async pressStop(): Promise<void> {
    await this.panel.locator('[data-jp-item-name="interrupt"]').first().click();
  }

  /** The cell with an id. */
  cell(id: string): Locator {
    const index = this.notebook.cells.findIndex((cell) => cell.id === id);
    if (index < 0) throw new Error(`There is no cell "${id}".`);
    return this.panel.locator('.jp-Notebook .jp-Cell').nth(index);
  }

  /** Makes a cell the selected one, in command mode. */
  async select(cell: Locator): Promise<void> {
    await cell.scrollIntoViewIfNeeded();
    await cell.locator('.jp-InputPrompt').click();
  }

  /** Types another source into a code cell, changed from the one in the file. */
  async edit(id: string, change: (source: string) => string): Promise<void> {
    const source = this.notebook.cells.find((cell) => cell.id === id)?.source ?? '';
    const changed = change(source);
    if (changed === source) throw new Error(`The change does nothing to the cell "${id}".`);
    const editor = this.cell(id).locator('.cm-content');
    await editor.scrollIntoViewIfNeeded();
    await editor.click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(changed);
    await this.page.keyboard.press('Escape'); // back to command mode
  }

  /** Runs one cell by Shift+Enter, without waiting for its end. */
  async startCell(cell: Locator): Promise<void> {
    await this.select(cell);
    await this.page.keyboard.press('Shift+Enter');
  }

  /** Runs one cell to its end and gives the text of its outputs. */
  async runCell(cell: Locator, timeout = 120_000): Promise<string> {
    await this.startCell(cell);
    await this.allDone(timeout);
    return textOf(cell);
  }

  /** The text of a cell's outputs. */
  outputOf(id: string): Promise<string> {
    return textOf(this.cell(id));
  }

  /** Errors that cells show, as text. */
  async errors(): Promise<string[]> {
    const mime = '[data-mime-type="application/vnd.jupyter.error"]';
    const stderr = '[data-mime-type="application/vnd.jupyter.stderr"]';
    return this.panel
      .locator(`.jp-OutputArea-output${mime}, .jp-OutputArea-output${stderr}`)
      .allTextContents();
  }

  /** Prompts of the code cells that hold code: `[3]:`, or `[ ]:` for one that did not run. */
  async prompts(): Promise<string[]> {
    const ids = this.notebook.cells
      .filter((cell) => cell.cell_type === 'code' && cell.source.trim() !== '')
      .map((cell) => cell.id!);
    const prompts = ids.map((id) => this.cell(id).locator('.jp-InputPrompt').textContent());
    return (await Promise.all(prompts)).map((prompt) => prompt ?? '');
  }

  /** The figures, each brought into view and drawn; waits for every one. */
  async figures(): Promise<DrawnFigure[]> {
    const plots = this.panel.locator('.js-plotly-plot');
    const drawn: DrawnFigure[] = [];
    for (let i = 0; i < (await plots.count()); i++) {
      const plot = plots.nth(i);
      await plot.scrollIntoViewIfNeeded();
      await plot.locator('.main-svg').first().waitFor();
      const box = await plot.locator('.main-svg').first().boundingBox();
      const marks = await plot
        .locator('.trace path, .points path, .barlayer path, .heatmaplayer image, canvas')
        .count();
      drawn.push({ width: box?.width ?? 0, height: box?.height ?? 0, marks });
    }
    return drawn;
  }

  /**
   * Looks at a cell's figure until it was seen in so many different states, or the time is over.
   * Gives the states in their order: how far right the figure's first line reached.
   */
  async watchFigure(cell: Locator, count: number, milliseconds: number): Promise<number[]> {
    return cell.evaluate(watchInPage, { count, milliseconds });
  }

  /** Ends the kernel and leaves the page. */
  async close(): Promise<void> {
    await this.menu('Kernel', 'Shut Down Kernel');
    await this.page.close();
  }

  /** Saves what the window shows as build/screenshots/NAME.png. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const file = path.join(SCREENSHOTS, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}

async function textOf(cell: Locator): Promise<string> {
  return (await cell.locator('.jp-OutputArea-output').allTextContents()).join('\n');
}

/** In the page itself, which sees every picture. Plotly keeps what it draws as `_fullData`. */
async function watchInPage(
  cell: Element,
  { count, milliseconds }: { count: number; milliseconds: number },
): Promise<number[]> {
  type Plot = Element & { _fullData?: { x: ArrayLike<number> }[] };
  const states: number[] = [];
  for (const end = Date.now() + milliseconds; Date.now() < end && states.length < count; ) {
    const x = cell.querySelector<Plot>('.js-plotly-plot')?._fullData?.[0].x;
    const reach = x?.[x.length - 1];
    if (reach !== undefined && reach !== states[states.length - 1]) states.push(reach);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return states;
}
