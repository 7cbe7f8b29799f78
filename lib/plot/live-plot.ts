import type { Callback, TrainingRun } from '../train';
import { type LiveFigure, live } from './live';
import { type TrainingCurveOptions, trainingCurves } from './training';

/**
 * A callback that draws the loss while the trainer runs: see {@link trainingCurves}.
 *
 * @example
 * const trainer = new Trainer({ maxEpochs: 10, callbacks: [new LivePlot()] });
 */
export class LivePlot implements Callback {
  private plot: LiveFigure | undefined;

  constructor(private readonly options: TrainingCurveOptions = {}) {}

  onFitStart(): void {
    this.plot = live();
  }

  onTrainStepEnd(run: TrainingRun): void {
    this.draw(run);
  }

  onEpochEnd(run: TrainingRun): void {
    this.draw(run);
  }

  /** Also after a stop or an error: the last picture is what is kept. */
  onFitEnd(run: TrainingRun): void {
    this.draw(run);
    this.plot?.done();
    this.plot = undefined;
  }

  private draw({ history }: TrainingRun): void {
    if (history.steps.length > 0) this.plot?.update(() => trainingCurves(history, this.options));
  }
}
