import { batchSize } from './batch';
import { breathe } from './breathe';
import type { Callback } from './callback';
import { DataLoader } from './data-loader';
import { evaluateLoop, validationOf } from './evaluate-loop';
import type { FitState } from './fit-state';
import type { StepRecord } from './history';
import { Means } from './metrics';
import type { Batches } from './trainable';

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
  }
}

/** The (remaining) steps of an epoch. Gives whether it came to the epoch's end. */
async function trainEpoch<B>(setup: FitSetup<B>): Promise<boolean> {
  const { state, loader } = setup;
  const begun = performance.now();
  const canResume = loader instanceof DataLoader;
  if (canResume && state.epochPlace) loader.resume({ ...state.epochPlace, batches: state.batches });
  state.model.train();
  state.stepper.refresh();
  try {
    for await (const batch of loader) {
      if (canResume) state.epochPlace ??= loader.state();
      if (mustPause(setup)) return false;
      await takeBatch(setup, batch);
      await breathe();
    }
  } finally {
    state.seconds += (performance.now() - begun) / 1000;
  }
  state.epochPlace = undefined;
  if (state.batches === 0) throw noBatches(state.epoch);
  if (state.stepper.pending > 0) {
    await state.stepper.flush(nextStep(state));
    await endStep(setup, state.optimizer.lr);
  }
  return true;
}

/** One batch, and the end of a step if the batch completes one. */
async function takeBatch<B>(setup: FitSetup<B>, batch: B): Promise<void> {
  const { state } = setup;
  const { lr } = state.optimizer;
  const scalars = await add(state, batch);
  state.batches++;
  state.epochMeans.add(scalars, batchSize(batch));
  state.stepMeans.add(scalars, 1);
  if (state.stepper.pending === 0) await endStep(setup, lr);
}

async function add<B>(state: FitState<B>, batch: B): Promise<Record<string, number>> {
  const { pending } = state.stepper;
  try {
    return await state.stepper.add(batch, nextStep(state));
  } catch (error) {
    if (state.stepper.pending < pending) {
      // Batches that were taken in for this step are forgotten: they come again.
      state.batches -= pending;
      state.stepMeans = new Means();
    }
    throw error;
  }
}

async function endStep<B>(setup: FitSetup<B>, lr: number): Promise<void> {
  const { state, callbacks, validateEverySteps } = setup;
  const { loss, ...metrics } = state.stepMeans.values();
  state.stepMeans = new Means();
  state.step++;
  const record: StepRecord = { step: state.step, epoch: state.epoch, loss, lr, ...metrics };
  state.history.steps.push(record);
  if (validateEverySteps && state.step % validateEverySteps === 0) {
    Object.assign(record, await validate(setup));
  }
  state.advanceSchedule('step', record);
  for (const callback of callbacks) await callback.onTrainStepEnd?.(state, record);
}

/** Validation, unless it runs by steps, and the epoch's record. Gives false if interrupted. */
async function endEpoch<B>(setup: FitSetup<B>): Promise<boolean> {
  const { state, callbacks } = setup;
  const metrics = setup.validateEverySteps ? {} : await validate(setup);
  if (!metrics) return false;
  const { loss, ...means } = state.epochMeans.values();
  const { epoch, step, seconds } = state;
  const record = { epoch, step, loss, ...means, seconds, ...metrics };
  state.history.epochs.push(record);
  state.advanceSchedule('epoch', record);
  state.phase = 'start';
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

function noBatches(epoch: number): Error {
  const hint =
    epoch === 1
      ? ''
      : ` in epoch ${epoch}. A generator runs only once: give a DataLoader or an array instead`;
  return new Error(`Trainer.fit: the loader gave no batches${hint}`);
}

/** The step that is being made, in words. */
function nextStep({ step, epoch }: { step: number; epoch: number }): string {
  return `step ${step + 1} (epoch ${epoch})`;
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
