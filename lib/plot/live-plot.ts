import type { History } from '../train/history';
import { type LiveFigure, live } from './live';
import { type TrainingCurveOptions, trainingCurves } from './training';

/** What it needs of the trainer's `TrainingRun`; the whole of it would bring tfjs's types along. */
interface Run {
  readonly history: History;
}

/**
 * A callback of the trainer that draws the loss while the trainer runs: see {@link trainingCurves}.
 *
 * @example
 * const trainer = new Trainer({ maxEpochs: 10, callbacks: [new LivePlot()] });
 */
export class LivePlot {
  private plot: LiveFigure | undefined;

  constructor(private readonly options: TrainingCurveOptions = {}) {}

  onFitStart(): void {
    this.plot = live();
  }

  onTrainStepEnd(run: Run): void {
    this.draw(run);
  }

  onEpochEnd(run: Run): void {
    this.draw(run);
  }

  /** Also after a stop or an error: the last picture is what is kept. */
  onFitEnd(run: Run): void {
    this.draw(run);
    this.plot?.done();
    this.plot = undefined;
  }

  private draw({ history }: Run): void {
    if (history.steps.length > 0) this.plot?.update(() => trainingCurves(history, this.options));
  }
}
