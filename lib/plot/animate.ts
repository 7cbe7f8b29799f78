import type { Data, Layout } from 'plotly.js';
import { Figure, type FigureFrame, type FigureLike } from './figure';
import { GRID, INK } from './style';

/** One picture of an animation and the word under it. */
export interface Scene {
  name: string;
  figure: FigureLike;
  /** What stands at its place on the slider; without it, the name. */
  mark?: string;
}

/** The settings of {@link animate}. */
export interface AnimateOptions {
  /** What the words of the slider count, such as "update". */
  label?: string;
  /** How long each picture stays when played, in milliseconds. */
  duration?: number;
}

/**
 * One figure that goes through several: with a play button and a slider. All must have
 * the same traces in the same order; axes, notes and size are the first one's, so give
 * axes a fixed range. Only traces that change are stored again. A viewer without
 * scripts shows the last picture.
 *
 * @throws Error for no pictures, equal names, or pictures with other numbers of traces
 */
export function animate(
  scenes: readonly Scene[],
  { label = '', duration = 500 }: AnimateOptions = {},
): Figure {
  if (scenes.length === 0) throw new RangeError('animate: there are no pictures');
  const base = scenes[0].figure;
  const names = scenes.map(({ name }) => name);
  const marks = scenes.map(({ name, mark = name }) => mark);
  names.forEach((name, i) => {
    if (names.indexOf(name) !== i) {
      throw new RangeError(`animate: two pictures are called ${JSON.stringify(name)}`);
    }
  });
  for (const { name, figure } of scenes) {
    if (figure.data.length !== base.data.length) {
      throw new RangeError(
        `animate: picture ${JSON.stringify(name)} has ${figure.data.length} traces, wanted ${base.data.length} as the first`,
      );
    }
  }
  const moving = changingTraces(scenes);
  const titles = new Set(scenes.map(({ figure }) => JSON.stringify(figure.layout?.title)));
  const frames = scenes.map(({ name, figure }): FigureFrame => {
    const layout = titles.size > 1 ? { layout: { title: figure.layout?.title } } : {};
    return { name, data: moving.map((t) => figure.data[t]), traces: moving, ...layout };
  });
  // Only lines and points move smoothly; anything else must be drawn anew.
  const redraw = titles.size > 1 || moving.some((t) => !isScatter(base.data[t]));
  const mode = (time: number) => ({
    mode: 'immediate' as const,
    fromcurrent: true,
    frame: { duration: time, redraw },
    transition: { duration: redraw ? 0 : Math.min(time, 250) },
  });
  const layout = {
    ...base.layout,
    height: (base.layout?.height ?? 380) + 100,
    margin: { ...base.layout?.margin, b: 150 },
    updatemenus: [buttons(mode(duration), mode(0))],
    sliders: [slider(names, marks, label, mode(0))],
  };
  return new Figure(base.data, layout as Partial<Layout>, frames);
}

function isScatter(trace: Data): boolean {
  return (trace.type ?? 'scatter') === 'scatter';
}

/** Which traces differ from the first picture's in any other. */
function changingTraces(scenes: readonly Scene[]): number[] {
  const [{ figure: base }] = scenes;
  return base.data.flatMap((trace, t) => {
    const first = JSON.stringify(trace);
    return scenes.some(({ figure }) => JSON.stringify(figure.data[t]) !== first) ? [t] : [];
  });
}

function buttons(play: object, pause: object) {
  const button = (text: string, args: unknown[]) => ({ label: text, method: 'animate', args });
  return {
    type: 'buttons',
    direction: 'left',
    showactive: false,
    x: 0,
    y: 0,
    xanchor: 'left',
    yanchor: 'top',
    pad: { t: 82, r: 10 },
    bgcolor: 'rgba(0,0,0,0)',
    bordercolor: GRID,
    font: { color: INK },
    buttons: [button('▶', [null, play]), button('❚❚', [[null], pause])],
  };
}

function slider(names: string[], marks: string[], label: string, mode: object) {
  return {
    active: 0,
    x: 0.16,
    y: 0,
    len: 0.84,
    pad: { t: 62 },
    bgcolor: INK, // the handle
    activebgcolor: INK,
    bordercolor: GRID,
    font: { color: INK },
    tickcolor: INK,
    currentvalue: { prefix: label ? `${label} ` : '', font: { color: INK } },
    steps: names.map((name, i) => ({ label: marks[i], method: 'animate', args: [[name], mode] })),
  };
}
