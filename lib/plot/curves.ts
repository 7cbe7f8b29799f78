import type { Data } from 'plotly.js';
import { auc, type RocCurve } from '../evaluate';
import { finiteList, finiteRows, type Numbers, sameLength } from './check-input';
import { Figure } from './figure';
import { logAxis } from './log-axis';
import { colorOf, dashOf, type FigureOptions, houseLayout, INK, legendOf } from './style';

/** The settings of {@link linePlot}. */
export interface LineOptions extends FigureOptions {
  /** The horizontal values, shared by all series; without them 0, 1, 2 … */
  x?: Numbers;
  /** Where 0, 1, 2 … begins when there is no `x`: 1 for epochs. */
  firstX?: number;
  /** Logarithmic horizontal axis; every x must then be above zero. */
  logX?: boolean;
  /** Logarithmic vertical axis; every value must then be above zero. */
  logY?: boolean;
  /** Draw a dot at every value too. */
  dots?: boolean;
  /** The vertical axis begins at zero. */
  fromZero?: boolean;
  /** Points (x, y) to mark on the lines, such as the places of a search; the last is larger. */
  places?: ArrayLike<Numbers>;
  /** Where the horizontal axis is marked, such as the values of `x` when they are few. */
  xTicks?: Numbers;
}

/** Plotly leaves out points on nearly straight stretches, which makes corners of soft bends. */
const MANY_POINTS = 2000;

/**
 * Lines: one for each named series.
 * @param series one list, or several by name: `{ sine: [...], cosine: [...] }`
 * @throws Error for an empty list, lists of other lengths than `x`, or an entry that is no number
 */
export function linePlot(
  series: Numbers | Record<string, Numbers>,
  options: LineOptions = {},
): Figure {
  const named = isList(series) ? { '': series } : series;
  const names = Object.keys(named);
  if (names.length === 0) throw new RangeError('linePlot: there is no series to draw');
  const { firstX = 0 } = options;
  const x = options.x && finiteList('linePlot: x', options.x);
  if (options.logX) refuseNotPositive('linePlot: x', x ?? [firstX]);
  const data = names.map((name, i): Data => {
    const y = finiteList(`linePlot: ${name || 'series'}`, named[name]);
    if (y.length === 0) throw new RangeError(`linePlot: ${name || 'series'} is empty`);
    if (x) sameLength(`linePlot: ${name || 'series'}`, y, x.length, 'x');
    if (options.logY) refuseNotPositive(`linePlot: ${name || 'series'}`, y);
    return {
      type: 'scatter',
      mode: options.dots ? 'lines+markers' : 'lines',
      name,
      x: x ?? y.map((_, k) => firstX + k),
      y,
      line: { color: colorOf(i), width: 2.5, dash: dashOf(i), simplify: y.length > MANY_POINTS },
      showlegend: name !== '',
    };
  });
  if (options.places) data.push(placesOn(options.places));
  const valuesOf = (side: 'x' | 'y') =>
    data.flatMap((trace) => (trace as Record<typeof side, number[]>)[side]);
  const marks = options.xTicks && Array.from(options.xTicks);
  const axes = {
    xaxis: {
      ...(options.logX ? logAxis(valuesOf('x')) : {}),
      ...(marks ? { tickvals: marks, ticktext: marks.map(String) } : {}),
    },
    yaxis: {
      ...(options.fromZero ? { rangemode: 'tozero' as const } : {}),
      ...(options.logY ? logAxis(valuesOf('y')) : {}),
    },
  };
  return new Figure(data, houseLayout(options, axes, isList(series) ? [] : names));
}

function placesOn(places: ArrayLike<Numbers>): Data {
  const points = finiteRows('linePlot: places', places, 2);
  const size = points.map((_, i) => (i === points.length - 1 ? 14 : 6));
  return {
    type: 'scatter',
    mode: 'markers',
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    marker: { size, color: colorOf(1), opacity: 1 },
    showlegend: false,
  };
}

/** What {@link lossCurves} draws of a history. */
export interface LossHistory {
  /** The training loss after each epoch (or step). */
  train: Numbers;
  /** The validation loss at the same epochs. */
  validation?: Numbers;
}

/** The settings of {@link lossCurves}. */
export interface LossOptions extends FigureOptions {
  /** The number of the first value: 1 by default, since epochs count from one. */
  firstEpoch?: number;
  /** Logarithmic loss axis. */
  logY?: boolean;
}

/**
 * Loss curves. With a validation curve its lowest point is marked: where it stands,
 * training on does not help any more on data the model has not seen.
 * @throws Error for empty or different lengths, or a loss that is not finite (it says which)
 */
export function lossCurves(history: LossHistory, options: LossOptions = {}): Figure {
  const { firstEpoch = 1, logY = false } = options;
  const train = finiteList('lossCurves: train', history.train);
  if (train.length === 0) throw new RangeError('lossCurves: train is empty');
  const series: Record<string, number[]> = { train };
  if (history.validation) {
    series.validation = finiteList('lossCurves: validation', history.validation);
    sameLength('lossCurves: validation', series.validation, train.length, 'training loss');
  }
  const words = { title: 'Loss', xLabel: 'epoch', yLabel: 'loss', ...options };
  const figure = linePlot(series, {
    ...words,
    firstX: firstEpoch,
    logY,
    dots: train.length <= 30,
  });
  if (series.validation) {
    const best = series.validation.indexOf(series.validation.reduce((a, b) => Math.min(a, b)));
    figure.data.push({
      type: 'scatter',
      mode: 'markers',
      name: `lowest validation: ${series.validation[best].toPrecision(3)} at ${firstEpoch + best}`,
      x: [firstEpoch + best],
      y: [series.validation[best]],
      marker: { symbol: 'circle-open', size: 14, color: INK, line: { width: 2, color: INK } },
    });
  }
  return figure;
}

/**
 * ROC curves as `rocCurve` of lib/evaluate gives them, one for each name, with the area
 * under each, and with the diagonal that guessing gives.
 * @throws Error when rates are missing, of different lengths, or not between 0 and 1
 */
export function rocPlot(
  curves: Record<string, Pick<RocCurve, 'fpr' | 'tpr'>>,
  options: FigureOptions = {},
): Figure {
  const names = Object.keys(curves);
  if (names.length === 0) throw new RangeError('rocPlot: there is no curve to draw');
  const data = names.map((name, i): Data => {
    const x = rates(`rocPlot: ${name}.fpr`, curves[name].fpr);
    const y = rates(`rocPlot: ${name}.tpr`, curves[name].tpr);
    sameLength(`rocPlot: ${name}.tpr`, y, x.length, 'fpr');
    const label = `${name} (AUC ${auc(x, y).toFixed(3)})`;
    const line = { color: colorOf(i), width: 2.5, dash: dashOf(i) };
    return { type: 'scatter', mode: 'lines', name: label, x, y, line, showlegend: true };
  });
  const guess = { color: INK, width: 1, dash: 'dot' as const };
  data.push({
    type: 'scatter',
    mode: 'lines',
    name: 'guessing',
    x: [0, 1],
    y: [0, 1],
    line: guess,
  });
  const words = {
    title: 'ROC',
    xLabel: 'false positive rate',
    yLabel: 'true positive rate',
    height: 460,
    width: 560,
    ...options,
  };
  const range = [-0.02, 1.02];
  const legend = legendOf(data);
  return new Figure(data, houseLayout(words, { xaxis: { range }, yaxis: { range } }, legend));
}

function rates(where: string, values: Numbers): number[] {
  const list = finiteList(where, values);
  if (list.length < 2)
    throw new RangeError(`${where} has ${list.length} entries, wanted 2 or more`);
  const wrong = list.findIndex((rate) => rate < 0 || rate > 1);
  if (wrong >= 0) throw new RangeError(`${where}[${wrong}] is ${list[wrong]}, wanted 0 to 1`);
  return list;
}

function refuseNotPositive(where: string, values: number[]): void {
  const wrong = values.findIndex((value) => value <= 0);
  if (wrong >= 0) {
    throw new RangeError(
      `${where}[${wrong}] is ${values[wrong]}, but a logarithmic axis shows only values above zero`,
    );
  }
}

function isList(series: Numbers | Record<string, Numbers>): series is Numbers {
  return Array.isArray(series) || ArrayBuffer.isView(series);
}
