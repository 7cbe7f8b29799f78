import type { Data, Layout, PlotData } from 'plotly.js';
import type { Scale } from './color';

/**
 * The one house style. Figures lie on a transparent ground, because JupyterLab's
 * light and dark themes share a saved notebook; so all text and rules are one
 * middle grey. No single colour reaches WCAG's 4.5 : 1 on white and on near-black
 * at once (the best possible on #ffffff and #111111 is 4.35); this grey has at
 * least 4 : 1 on white, on #111111 (JupyterLab dark) and on #1e1e1e (VS Code dark).
 */
export const INK = '#7d7d7d';

/** Grid lines: the ink, faint. They guide the eye and carry nothing alone. */
export const GRID = 'rgba(125, 125, 125, 0.25)';

/**
 * Colours of classes and series, told apart with every common form of colour
 * blindness. Source: M. Okabe and K. Ito, "Color Universal Design" (2008),
 * https://jfly.uni-koeln.de/color/. Its black is the house grey here (black is lost
 * on dark); the first four also stand 3 : 1 from white and from #111111.
 */
export const PALETTE = [
  '#0072b2', // blue
  '#d55e00', // vermilion
  '#009e73', // bluish green
  '#cc79a7', // reddish purple
  '#e69f00', // orange
  '#56b4e9', // sky blue
  INK,
  '#f0e442', // yellow
] as const;

/** Marker shapes, so that classes differ by more than colour. */
export const SYMBOLS = [
  'circle',
  'square',
  'diamond',
  'triangle-up',
  'cross',
  'x',
  'triangle-down',
  'star',
] as const;

/** Line patterns, for the same reason. */
export const DASHES = ['solid', 'dash', 'dot', 'dashdot'] as const;

/**
 * Small to large. Cividis looks nearly the same with and without colour blindness.
 * Source: J. R. Nuñez, C. R. Anderton and R. S. Renslow, PLOS ONE 13(7), 2018.
 */
export const SEQUENTIAL: Scale = [
  '#00204c',
  '#002a66',
  '#00346e',
  '#273f6c',
  '#3c4a6b',
  '#4c556b',
  '#5b5f6d',
  '#686a70',
  '#757575',
  '#838178',
  '#928c78',
  '#a19876',
  '#b0a572',
  '#c0b16d',
  '#d1bf66',
  '#e1cc5c',
  '#f3db4f',
  '#ffe945',
].map((color, i, all) => [i / (all.length - 1), color]);

/** Below zero, zero, above zero: the palette's blue and vermilion around a light grey. */
export const DIVERGING: Scale = [
  [0, '#0072b2'],
  [0.5, '#f2f2f2'],
  [1, '#d55e00'],
];

/** Pixels: black 0, white 1. */
export const GRAYS: Scale = [
  [0, '#000000'],
  [1, '#ffffff'],
];

/** Latin first, then Hangul on Linux, macOS and Windows. Unquoted: Plotly's own exports need it. */
export const FONT_FAMILY =
  'Noto Sans, Noto Sans KR, Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, NanumGothic, sans-serif';

/** The colour of class or series `index`; beyond the palette it begins again. */
export function colorOf(index: number): string {
  return PALETTE[index % PALETTE.length];
}

/**
 * The marker shape of class `index`. It moves on by one each time the colours begin
 * again, so 64 classes keep different pairs of colour and shape.
 */
export function symbolOf(index: number): string {
  return SYMBOLS[(index + Math.floor(index / PALETTE.length)) % SYMBOLS.length];
}

/** The line pattern of series `index`. */
export function dashOf(index: number): (typeof DASHES)[number] {
  return DASHES[index % DASHES.length];
}

/** What most figures let their caller set. */
export interface FigureOptions {
  /** One line above the figure. */
  title?: string;
  /** What the horizontal axis counts, with its unit. */
  xLabel?: string;
  /** What the vertical axis counts, with its unit. */
  yLabel?: string;
  /** Height in pixels. */
  height?: number;
  /** Width in pixels; without it the figure takes the width of the page. */
  width?: number;
}

const AXIS = {
  gridcolor: GRID,
  zerolinecolor: GRID,
  linecolor: INK,
  tickcolor: INK,
  automargin: true,
} as const;

/** Columns of text: Hangul and other wide letters count two. */
export function displayWidth(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter >= '\u1100' ? 2 : 1), 0);
}

/** The names that the legend shows. */
export function legendOf(data: Data[]): string[] {
  return (data as Partial<PlotData>[]).flatMap(({ name, showlegend }) =>
    name && showlegend !== false ? [name] : [],
  );
}

/**
 * A layout in the house style; `extra` is laid over it, axes key by key. The legend
 * stands above the plot, so that the plot has the page's whole width.
 * @param legend the names in the legend: they decide how much room stays above the plot
 */
export function houseLayout(
  { title, xLabel, yLabel, height = 380, width }: FigureOptions,
  extra: Partial<Layout> = {},
  legend: readonly string[] = [],
): Partial<Layout> {
  const columns = legend.reduce((sum, name) => sum + displayWidth(name) + 7, 0);
  const legendRows = Math.ceil((columns * 8) / ((width ?? 640) - 90));
  return {
    height,
    ...(width === undefined ? {} : { width }),
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: FONT_FAMILY, size: 14, color: INK },
    colorway: [...PALETTE],
    margin: { l: 60, r: 30, t: (title ? 50 : 20) + 22 * legendRows, b: 50 },
    showlegend: legend.length > 0,
    ...(legend.length > 0 ? { legend: LEGEND } : {}),
    hovermode: 'closest',
    ...(title ? { title: { ...TITLE, text: title } } : {}),
    ...extra,
    xaxis: { ...AXIS, ...(xLabel ? { title: { text: xLabel } } : {}), ...extra.xaxis },
    yaxis: { ...AXIS, ...(yLabel ? { title: { text: yLabel } } : {}), ...extra.yaxis },
  };
}

const LEGEND = {
  bgcolor: 'rgba(0,0,0,0)',
  orientation: 'h',
  x: 0,
  y: 1.02,
  yanchor: 'bottom',
} as const;

/** Titles hang from the figure's upper edge, clear of the legend. */
const TITLE = {
  x: 0.02,
  xanchor: 'left',
  y: 1,
  yanchor: 'top',
  yref: 'container',
  pad: { t: 14 },
  font: { size: 17 },
} as const;
