import { batchSize } from './batch';
import { breathe } from './breathe';
import type { Callback } from './callback';
import { DataLoader } from './data-loader';
import { evaluateLoop, validationOf } from './evaluate-loop';
import type { FitState } from './fit-state';
import type { StepRecord } from './history';
import type { Batches } from './trainable';
import { trainStep } from './training-step';

/** What a training runs on; the state alone outlives it. */
export interface FitSetup<B> {
  state: FitState<B>;
  loader: Batches<B>;
  validation: Batches<B> | undefined;
  validateEverySteps: number | undefined;
  callbacks: Callback[];
  signal: AbortSignal | undefined;
}

/** Trains until a limit, a stop or the signal; goes on from wherever the state stands. */
export async function fitLoop<B>(setup: FitSetup<B>): Promise<void> {
  const { state, callbacks } = setup;
  for (;;) {
    if (state.phase === 'start') {
      if (mustEnd(setup)) return;
      state.beginEpoch();
      for (const callback of callbacks) await callback.onEpochStart?.(state);
    }
    if (state.phase === 'steps') {
      const complete = await trainEpoch(setup);
      if (!complete) return;
      state.phase = 'validation';
    }
    if (mustPause(setup)) return;
    if (!(await endEpoch(setup))) return;
    state.phase = 'start';
  }
}

/** The (remaining) steps of an epoch. Gives whether it came to the epoch's end. */
async function trainEpoch<B>(setup: FitSetup<B>): Promise<boolean> {
  const { state, loader } = setup;
  const begun = performance.now();
  if (loader instanceof DataLoader && state.loaderState) loader.resume(state.loaderState);
  let batches = state.loaderState?.batches ?? 0;
  let complete = false;
  state.model.train();
  try {
    for await (const batch of loader) {
      if (mustPause(setup)) return false;
      await oneStep(setup, batch);
      batches++;
      await breathe();
    }
    complete = true;
  } finally {
    state.seconds += (performance.now() - begun) / 1000;
    // A batch that was fetched and not trained on comes again.
    const canResume = !complete && loader instanceof DataLoader;
    state.loaderState = canResume ? { ...loader.state(), batches } : undefined;
  }
  if (batches === 0) throw new Error('Trainer.fit: the loader gave no batches');
  return true;
}

async function oneStep<B>(setup: FitSetup<B>, batch: B): Promise<void> {
  const { state, callbacks } = setup;
  const { lr } = state.optimizer;
  const scalars = await trainStep(state.model, state.optimizer, batch);
  state.step++;
  state.means.add(scalars, batchSize(batch));
  const { loss, ...metrics } = scalars;
  const record: StepRecord = { step: state.step, epoch: state.epoch, loss, lr, ...metrics };
  state.history.steps.push(record);
  for (const callback of callbacks) await callback.onTrainStepEnd?.(state, record);
  const { validateEverySteps } = setup;
  if (validateEverySteps && state.step % validateEverySteps === 0) {
    Object.assign(record, await validate(setup));
  }
}

/** Validation, unless it runs by steps, and the epoch's record. Gives false if interrupted. */
async function endEpoch<B>(setup: FitSetup<B>): Promise<boolean> {
  const { state, callbacks } = setup;
  const metrics = setup.validateEverySteps ? {} : await validate(setup);
  if (!metrics) return false;
  const { loss, ...means } = state.means.values();
  const { epoch, step, seconds } = state;
  const record = { epoch, step, loss, ...means, seconds, ...metrics };
  state.history.epochs.push(record);
  for (const callback of callbacks) await callback.onEpochEnd?.(state, record);
  return true;
}

/** What validation finds; nothing without validation data, undefined if interrupted. */
async function validate<B>(setup: FitSetup<B>): Promise<Record<string, number> | undefined> {
  const { state, validation, callbacks, signal } = setup;
  if (!validation) return {};
  let metrics: Record<string, number>;
  try {
    metrics = await evaluateLoop(state.model, validation, validationOf(state.model), signal);
  } catch (error) {
    if (mustPause(setup)) return undefined;
    throw error;
  }
  for (const callback of callbacks) await callback.onValidationEnd?.(state, metrics);
  return metrics;
}

/** Whether training ends before another step; says why in the state. */
function mustPause<B>({ state, signal }: FitSetup<B>): boolean {
  if (signal?.aborted) state.stop('interrupted');
  if (state.phase === 'steps' && state.step >= (state.maxSteps ?? Infinity)) {
    state.stop(`maxSteps (${state.maxSteps}) reached`);
  }
  return state.stopReason !== undefined;
}

/** Whether training ends before another epoch. */
function mustEnd<B>(setup: FitSetup<B>): boolean {
  const { state } = setup;
  if (state.step >= (state.maxSteps ?? Infinity)) {
    state.stop(`maxSteps (${state.maxSteps}) reached`);
  }
  if (state.epoch >= (state.maxEpochs ?? Infinity)) {
    state.stop(`maxEpochs (${state.maxEpochs}) reached`);
  }
  return mustPause(setup);
}
