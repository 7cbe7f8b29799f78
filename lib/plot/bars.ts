import type { Data } from 'plotly.js';
import { finiteList, type Numbers, sameLength } from './check-input';
import { Figure } from './figure';
import { colorOf, type FigureOptions, houseLayout, legendOf } from './style';

/** The settings of {@link barPlot}. */
export interface BarOptions extends FigureOptions {
  /** Bars that lie down: for long names. The first is then at the top. */
  horizontal?: boolean;
  /** The number at the end of each bar, as this function writes it. */
  format?: (value: number) => string;
}

/**
 * Bars, one for each name; several series stand side by side.
 * @param names what each bar (or group) is called
 * @param values one list, or several by name
 * @throws Error for no bars, lists of other lengths than `names`, or entries that are no numbers
 */
export function barPlot(
  names: readonly string[],
  values: Numbers | Record<string, Numbers>,
  options: BarOptions = {},
): Figure {
  if (names.length === 0) throw new RangeError('barPlot: there are no bars to draw');
  const { horizontal = false, format } = options;
  const one = Array.isArray(values) || ArrayBuffer.isView(values);
  const series = (one ? { '': values } : values) as Record<string, Numbers>;
  if (Object.keys(series).length === 0) throw new RangeError('barPlot: there is no series to draw');
  const data = Object.keys(series).map((name, i): Data => {
    const list = finiteList(`barPlot: ${name || 'values'}`, series[name]);
    sameLength(`barPlot: ${name || 'values'}`, list, names.length, 'name');
    return {
      type: 'bar',
      name,
      x: horizontal ? list : [...names],
      y: horizontal ? [...names] : list,
      orientation: horizontal ? 'h' : 'v',
      marker: { color: colorOf(i) },
      ...(format ? { text: list.map(format), textposition: 'outside', cliponaxis: false } : {}),
      showlegend: name !== '',
    };
  });
  const along = { type: 'category' as const, showgrid: false };
  const extra = horizontal
    ? { yaxis: { ...along, autorange: 'reversed' as const } }
    : { xaxis: along };
  return new Figure(data, houseLayout(options, { barmode: 'group', ...extra }, legendOf(data)));
}
