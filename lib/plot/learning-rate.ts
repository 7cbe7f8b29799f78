import type { Data } from 'plotly.js';
import { Figure } from './figure';
import { logAxis } from './log-axis';
import { colorOf, type FigureOptions, houseLayout, INK, legendOf } from './style';

/** What {@link learningRatePlot} needs of `findLearningRate`'s result. */
interface Search {
  readonly lrs: readonly number[];
  readonly rawLosses: readonly number[];
  suggestion(): number | undefined;
}

/** So many tries are averaged. */
const WINDOW = 10;

/**
 * The losses that a rising learning rate led to, the mean of the last ten, and a dot at the
 * suggested rate. What lies far above the first loss, the explosion, is cut off.
 *
 * @param search what `findLearningRate` of lib/train gives
 * @throws RangeError when no rate was tried
 */
export function learningRatePlot(search: Search, options: FigureOptions = {}): Figure {
  const { lrs, rawLosses } = search;
  if (lrs.length === 0) throw new RangeError('learningRatePlot: no rate was tried');
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const means = rawLosses.map((_, i) => {
    const part = rawLosses.slice(Math.max(0, i - WINDOW + 1), i + 1);
    return part.reduce((sum, loss) => sum + loss, 0) / part.length;
  });
  const x = [...lrs];
  const data: Data[] = [
    {
      type: 'scatter',
      mode: 'markers',
      name: 'each step',
      x,
      y: rawLosses.map(finite),
      opacity: 0.4,
      marker: { size: 5, color: INK },
    },
    {
      type: 'scatter',
      mode: 'lines',
      name: `mean of ${WINDOW} steps`,
      x,
      y: means.map(finite),
      line: { color: colorOf(0), width: 2.5 },
    },
  ];
  const suggested = search.suggestion();
  if (suggested !== undefined) {
    data.push({
      type: 'scatter',
      mode: 'markers',
      name: `suggestion: ${suggested.toPrecision(2)}`,
      x: [suggested],
      y: [means[lrs.indexOf(suggested)]],
      marker: { size: 13, color: colorOf(1) },
    });
  }
  const words = { title: 'A rising learning rate', xLabel: 'learning rate', yLabel: 'loss' };
  const top = 1.2 * rawLosses[0];
  const axes = { xaxis: logAxis(x), yaxis: { range: [0, top] } };
  return new Figure(data, houseLayout({ ...words, ...options }, axes, legendOf(data)));
}
