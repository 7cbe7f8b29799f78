import type { Data } from 'plotly.js';
import type { History } from '../train/history';
import { Figure } from './figure';
import { logAxis } from './log-axis';
import { colorOf, dashOf, type FigureOptions, houseLayout, INK, legendOf } from './style';

/** More points than this make no better line on a screen. */
const MOST_POINTS = 300;

/** The settings of {@link trainingCurves}. */
export interface TrainingCurveOptions extends FigureOptions {
  /** Logarithmic loss axis. */
  logY?: boolean;
}

/**
 * The loss of a training run over its steps, and of validation after each epoch, the
 * lowest marked. In a long run the losses of neighbouring steps are averaged (the
 * legend says how many). A loss that is not finite is a gap, and the legend says where
 * it began: a run that diverges is still drawn.
 *
 * @throws Error when no step was made yet
 */
export function trainingCurves(history: History, options: TrainingCurveOptions = {}): Figure {
  const { steps, epochs } = history;
  if (steps.length === 0) throw new RangeError('trainingCurves: no step was made yet');
  const group = Math.ceil(steps.length / MOST_POINTS);
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (let i = 0; i < steps.length; i += group) {
    const part = steps.slice(i, i + group);
    const mean = part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
    x.push(part[part.length - 1].step);
    y.push(Number.isFinite(mean) ? mean : null);
  }
  const lost = steps.find(({ loss }) => !Number.isFinite(loss));
  const notes = [
    ...(group > 1 ? [`mean of ${group} steps`] : []),
    ...(lost ? [`not finite from step ${lost.step}`] : []),
  ];
  const name = `train${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
  const data: Data[] = [
    { type: 'scatter', mode: 'lines', name, x, y, line: { color: colorOf(0), width: 2 } },
  ];
  const validated = epochs.filter(({ valLoss }) => Number.isFinite(valLoss));
  if (validated.length > 0) {
    data.push({
      type: 'scatter',
      mode: 'lines+markers',
      name: 'validation',
      x: validated.map(({ step }) => step),
      y: validated.map(({ valLoss }) => valLoss),
      line: { color: colorOf(1), width: 2, dash: dashOf(1) },
      marker: { color: colorOf(1), size: 6 },
    });
    const best = validated.reduce((low, next) => (next.valLoss < low.valLoss ? next : low));
    data.push({
      type: 'scatter',
      mode: 'markers',
      name: `lowest validation: ${best.valLoss.toPrecision(3)}, epoch ${best.epoch}`,
      x: [best.step],
      y: [best.valLoss],
      marker: { symbol: 'circle-open', size: 14, color: INK, line: { width: 2, color: INK } },
    });
  }
  const words = { title: 'Loss', xLabel: 'step', yLabel: 'loss', ...options };
  const losses = data.flatMap((trace) => (trace as { y: (number | null)[] }).y);
  const yaxis = options.logY
    ? logAxis(losses.map(Number)) // a gap is 0, which has no place there
    : { rangemode: 'tozero' as const };
  return new Figure(data, houseLayout(words, { yaxis }, legendOf(data)));
}
