import type { Data } from 'plotly.js';
import { colorAt, inkOn, type Scale } from './color';
import { Figure } from './figure';
import { displayWidth, type FigureOptions, houseLayout, PALETTE } from './style';

/** The settings of {@link tokenPlot}. */
export interface TokenOptions extends FigureOptions {
  /**
   * The palette's colour of a piece, 0 to 7, by its place in its row and the row's place; without it
   * the pieces of a row take turns in two colours.
   */
  color?: (piece: string, place: number, row: number) => number;
}

/** Parts of a column of text: how finely boxes and gaps are placed. */
const PARTS = 4;
const PADDING = 3; // of a box, left and right of its text together
const GAP = 1;
/** A row is at least so wide, so that a short one has letters of the usual size. */
const LEAST_COLUMNS = 64;
const SCALE: Scale = PALETTE.map((color, i) => [i / (PALETTE.length - 1), color]);

/**
 * Pieces of text as boxes in a row, one row below the other: how a tokenizer cuts a sentence.
 * In an `animate` let the first picture be the one with the most pieces, since it sets the width.
 *
 * @param rows the pieces of each row, by the row's name
 * @throws RangeError for no rows, for rows without pieces, and for a colour that is not 0 to 7
 *
 * @example
 * tokenPlot({ words: ['the', 'cat', 'sat'], letters: [...'the cat sat'] });
 */
export function tokenPlot(
  rows: Record<string, readonly string[]>,
  options: TokenOptions = {},
): Figure {
  const names = Object.keys(rows);
  if (names.length === 0) throw new RangeError('tokenPlot: there is no row to draw');
  const { color = (_, place) => place % 2, ...rest } = options;
  const placed = names.map((name, r) => {
    if (rows[name].length === 0) throw new RangeError(`tokenPlot: row ${name} has no pieces`);
    return placeBoxes(rows[name], (piece, place) => color(piece, place, r));
  });
  const widest = Math.max(LEAST_COLUMNS * PARTS, ...placed.map((row) => row.at(-1)!.end));
  const boxes = placed.flat();
  const cells = placed.map((row) => {
    const line = new Array<number | null>(widest).fill(null);
    for (const { start, end, color } of row) line.fill(color, start, end);
    return line;
  });
  const grid = {
    type: 'heatmap',
    z: cells, // (rows, parts of columns)
    zmin: 0,
    zmax: PALETTE.length - 1,
    colorscale: SCALE,
    showscale: false,
    ygap: 8,
    hoverinfo: 'skip',
  };
  const inks = PALETTE.map((_, i) => inkOn(colorAt(SCALE, i / (PALETTE.length - 1))));
  const words = {
    type: 'scatter',
    mode: 'text',
    x: boxes.map(({ start, end }) => (start + end - 1) / 2),
    y: placed.flatMap((row, r) => row.map(() => r)),
    text: boxes.map(({ text }) => text),
    textfont: { color: boxes.map(({ color }) => inks[color]), size: 13 },
    hoverinfo: 'skip',
    showlegend: false,
  };
  const layout = houseLayout(
    { height: 44 * names.length + (options.title ? 70 : 40), ...rest },
    {
      margin: { l: 60, r: 10, t: options.title ? 50 : 20, b: 20 },
      xaxis: { visible: false, range: [-0.5, widest - 0.5], fixedrange: true },
      yaxis: {
        tickvals: names.map((_, r) => r),
        ticktext: names,
        range: [names.length - 0.5, -0.5],
        showgrid: false,
        zeroline: false,
        fixedrange: true,
      },
    },
  );
  return new Figure([grid as Data, words as Data], layout);
}

/** Where each piece's box begins and ends, in parts of a column. */
function placeBoxes(pieces: readonly string[], color: (piece: string, place: number) => number) {
  let start = 0;
  return pieces.map((text, place) => {
    const index = color(text, place);
    if (!Number.isInteger(index) || index < 0 || index >= PALETTE.length) {
      throw new RangeError(
        `tokenPlot: the colour of ${JSON.stringify(text)} is ${index}, wanted 0 to ${PALETTE.length - 1}`,
      );
    }
    const end = start + Math.max(1, displayWidth(text)) * PARTS + PADDING;
    const box = { text, start, end, color: index };
    start = end + GAP;
    return box;
  });
}
