import type { Config, Data, Frame, Layout } from 'plotly.js';
import { displayBundle, type MimeBundle } from '../progress';
import { toHtml } from './html';
import { compact } from './json';

/** One picture of an animation: new values for the traces numbered in `traces`. */
export type FigureFrame = Pick<Frame, 'name' | 'data'> & Partial<Pick<Frame, 'traces' | 'layout'>>;

/** A figure as plain data, in Plotly's words: https://plotly.com/javascript/reference/. */
export interface FigureLike {
  data: Data[];
  layout?: Partial<Layout>;
  frames?: FigureFrame[];
  config?: Partial<Config>;
}

/**
 * A figure: plain data that shows itself when it is a cell's last value. To change
 * a figure, change its `layout` or `data` before it is shown.
 */
export class Figure implements FigureLike {
  readonly frames?: FigureFrame[];

  constructor(
    readonly data: Data[],
    readonly layout: Partial<Layout> = {},
    frames?: FigureFrame[],
  ) {
    if (frames) this.frames = frames;
  }

  /** Title and traces in one line: what a terminal and a screen reader get. */
  toString(): string {
    return summarize(this);
  }

  /** The notebook's forms of this figure (Deno's display convention). */
  [Symbol.for('Jupyter.display')](): MimeBundle {
    return figureBundle(this);
  }
}

/** Shows a figure now, wherever in a cell; on a terminal, its one-line summary. */
export function show(figure: FigureLike): void {
  displayBundle(figureBundle(figure));
}

/**
 * The MIME bundle of a figure. JupyterLab, Notebook 7 and VS Code take the Plotly
 * JSON; `nbconvert` and GitHub the HTML, which draws with Plotly where the page has
 * it and is a still picture where it has not; terminals the text.
 */
export function figureBundle(figure: FigureLike): MimeBundle {
  const plain = plainFigure(figure);
  return {
    'application/vnd.plotly.v1+json': plain,
    'text/html': toHtml(plain, summarize(plain)),
    'text/plain': summarize(plain),
  };
}

/** The bundle of a passing frame: the HTML form waits for the last one. */
export function liveBundle(figure: FigureLike): MimeBundle {
  const plain = plainFigure(figure);
  return { 'application/vnd.plotly.v1+json': plain, 'text/plain': summarize(plain) };
}

/** "Title (label: 12 points, …)". */
export function summarize({ data, layout }: FigureLike): string {
  const title = layout?.title;
  const text = typeof title === 'string' ? title : title?.text;
  const traces = data.map((trace, i) => {
    const { name, x, y, z, type } = trace as { name?: string; type?: string } & Record<
      'x' | 'y' | 'z',
      ArrayLike<unknown> | undefined
    >;
    const size = (type === 'heatmap' ? z : (x ?? y))?.length ?? 0;
    return `${name || type || `trace ${i + 1}`}: ${size} ${type === 'heatmap' ? 'rows' : 'points'}`;
  });
  return `${text ? plainText(text) : 'Figure'} (${traces.join(', ')})`;
}

/** Text of a Plotly title without its tags. */
function plainText(text: string): string {
  return text.replace(/<br\s*\/?>/gi, ' ').replace(/<[^>]*>/g, '');
}

function plainFigure(figure: FigureLike): FigureLike {
  if (!Array.isArray(figure?.data)) {
    throw new TypeError('show: wanted a figure, that is { data: [...], layout: {...} }');
  }
  const { data, layout = {}, frames, config } = figure;
  const plain = { data, layout, config: { responsive: true, displaylogo: false, ...config } };
  return compact(frames ? { ...plain, frames } : plain) as FigureLike;
}
