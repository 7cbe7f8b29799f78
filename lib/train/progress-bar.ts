import { Progress } from '../progress';
import type { Callback, TrainingRun } from './callback';

/** A bar over the steps of a training: rate, time left, epoch, loss. */
export function progressBar(): Callback {
  let bar: Progress | undefined;
  let validation = '';
  return {
    onFitStart(run) {
      const total = remainingSteps(run);
      if (total !== 0) bar = new Progress({ label: 'Training', total, unit: 'steps' });
    },
    onTrainStepEnd(run, { loss }) {
      const of = run.maxEpochs === undefined ? '' : `/${run.maxEpochs}`;
      bar?.tick(1, `epoch ${run.epoch}${of}, loss ${loss.toPrecision(3)}${validation}`);
    },
    onValidationEnd(_run, metrics) {
      validation = Object.entries(metrics)
        .map(([name, value]) => `, ${name} ${value.toPrecision(3)}`)
        .join('');
    },
    onFitEnd() {
      bar?.close();
    },
  };
}

/** How many steps are still to be made, if that is known. */
function remainingSteps(run: TrainingRun): number | undefined {
  const { maxSteps = Infinity, maxEpochs = Infinity, stepsPerEpoch = Infinity } = run;
  const remaining = Math.min(maxSteps, maxEpochs * stepsPerEpoch) - run.step;
  return Number.isFinite(remaining) ? Math.max(0, remaining) : undefined;
}
