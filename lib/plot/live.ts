import { clearOutput, displayBundle, inNotebook } from '../progress';
import { type FigureLike, figureBundle, liveBundle, summarize } from './figure';

/** JupyterLab draws a figure in some 50 ms: more than five a second only pile up. */
const MOST_PER_SECOND = 5;

/** The settings of {@link live}. */
export interface LiveOptions {
  /** Pictures a second, at most 5. */
  rate?: number;
}

/**
 * A place in a cell's output for a figure that changes while the cell runs.
 *
 * JupyterLab's Plotly renderer draws an output once and ignores later updates of it,
 * so each picture clears the cell's output and is displayed anew (clearing waits for
 * the new picture: nothing flickers). Lines that the cell printed before are cleared
 * with it; print after {@link done}. Outside a notebook nothing is drawn until `done`,
 * which prints one line.
 *
 * @example
 * const plot = live();
 * for (let epoch = 1; epoch <= 100; epoch++) {
 *   losses.push(trainOneEpoch());
 *   plot.update(() => lossCurves({ train: losses }));
 *   await new Promise(setImmediate); // lets the notebook draw
 * }
 * plot.done();
 */
export class LiveFigure {
  private readonly interval: number;
  private latest: (() => FigureLike) | undefined;
  private shownAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private finished = false;

  constructor({ rate = MOST_PER_SECOND }: LiveOptions = {}) {
    if (!(rate > 0 && rate <= MOST_PER_SECOND)) {
      throw new RangeError(`live: rate is ${rate}, wanted above 0 and at most ${MOST_PER_SECOND}`);
    }
    this.interval = 1000 / rate;
  }

  /**
   * The figure's new state. Call it as often as you like: at most `rate` a second are
   * drawn, and the last of them always is.
   * @param figure the figure, or a function that makes it (then pictures that come too
   *   soon cost nothing)
   */
  update(figure: FigureLike | (() => FigureLike)): void {
    if (this.finished) throw new Error('live: update after done; make a new one with live()');
    this.latest = typeof figure === 'function' ? figure : () => figure;
    if (!inNotebook()) return;
    const wait = this.shownAt + this.interval - Date.now();
    if (wait <= 0 || wait > this.interval) {
      this.draw();
    } else if (!this.timer) {
      // Draws the last update of a burst, unless the loop never lets timers run: then `done` does.
      this.timer = setTimeout(() => this.draw(), wait);
      this.timer.unref?.();
    }
  }

  /** Shows the last picture in every form (also the one that exports keep) and ends. */
  done(): void {
    this.stopTimer();
    if (this.finished) return;
    this.finished = true;
    if (!this.latest) return;
    const figure = this.latest();
    if (inNotebook()) {
      clearOutput(true);
      displayBundle(figureBundle(figure));
    } else {
      process.stdout.write(`${summarize(figure)}\n`);
    }
  }

  private draw(): void {
    this.stopTimer();
    if (!this.latest || !inNotebook()) return;
    const bundle = liveBundle(this.latest());
    this.shownAt = Date.now();
    clearOutput(true);
    displayBundle(bundle);
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** A figure that changes while the cell runs: see {@link LiveFigure}. */
export function live(options: LiveOptions = {}): LiveFigure {
  return new LiveFigure(options);
}
