// Optimizers and schedules of lib/train against PyTorch: fixtures/train.safetensors, made by
// make_train.py.

import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../lib/compile';
import { Linear, mseLoss, Sequential, Tanh } from '../../lib/nn';
import { Random } from '../../lib/random';
import * as library from '../../lib/train';
import {
  Adagrad,
  Adam,
  AdamW,
  CosineLR,
  clipGradNorm,
  clipGradValue,
  InverseSqrtLR,
  OneCycleLR,
  type Optimizer,
  ReduceLROnPlateau,
  RMSprop,
  type Schedule,
  SGD,
  StepLR,
} from '../../lib/train';
import { assertClose } from '../helpers/close';
import { forEachDevice } from '../helpers/devices';
import { camelCase, type Fixture, loadFixtures, withPrefix } from './helpers/fixture';
import { expectTensor, toTensor } from './helpers/parity';

const TOLERANCE = 1e-4;

interface OptimizerCase {
  kind: 'optimizer';
  optimizer: keyof typeof optimizers;
  options: Settings;
  groups?: Settings[];
  clip_norm?: number;
  clip_value?: number;
  schedule?: { name: keyof typeof schedules; options: Settings };
}

interface ScheduleCase {
  kind: 'schedule';
  schedule: keyof typeof schedules;
  options: Settings;
  metrics: number[] | null;
}

type Settings = Record<string, unknown>;

const optimizers = { SGD, Adagrad, RMSprop, Adam, AdamW };
const schedules = { StepLR, CosineLR, InverseSqrtLR, OneCycleLR, ReduceLROnPlateau };
const fixtures = [...loadFixtures<OptimizerCase | ScheduleCase>('train.safetensors').values()];

/** PyTorch's settings in our names. */
function settingsOf(options: Settings) {
  const { initial_accumulator_value: initialAccumulator, ...rest } = options;
  const renamed = Object.entries(rest).map(([name, value]) => [camelCase(name), value]);
  const settings = {
    ...Object.fromEntries(renamed),
    ...(initialAccumulator ? { initialAccumulator } : {}),
  };
  return settings as never;
}

function makeSchedule(name: keyof typeof schedules, optimizer: Optimizer, options: Settings) {
  return new schedules[name](optimizer, settingsOf(options)) as Schedule;
}

function network(fixture: Fixture<unknown>): Sequential {
  const random = new Random(1);
  const model = new Sequential(
    new Linear(3, 5, { random }),
    new Tanh(),
    new Linear(5, 2, { random }),
  );
  const state = withPrefix(fixture, 'state.').map(([name, value]) => [name, toTensor(value)]);
  model.loadStateDict(Object.fromEntries(state));
  return model;
}

/** The 20 steps of a fixture; gives the losses, and the norms where gradients were clipped. */
function train(fixture: Fixture<OptimizerCase>, compiled: boolean) {
  const { config } = fixture;
  const model = network(fixture);
  const parameters = model.parameters();
  const trained = config.groups?.map((own, i) => ({
    parameters: parameters.slice(2 * i, 2 * i + 2),
    ...(settingsOf(own) as object),
  }));
  const Chosen = optimizers[config.optimizer] as new (
    trained: unknown,
    settings: unknown,
  ) => Optimizer;
  const optimizer = new Chosen(trained ?? parameters, settingsOf(config.options));
  const { schedule } = config;
  const plan = schedule && makeSchedule(schedule.name, optimizer, schedule.options);
  const body = (x: tf.Tensor, y: tf.Tensor) => {
    const { value, grads } = tf.variableGrads(
      () => mseLoss(model.forward(x), y) as tf.Scalar,
      parameters,
    );
    let gradients = grads;
    let norm: tf.Tensor = tf.scalar(0);
    if (config.clip_norm) ({ gradients, norm } = clipGradNorm(gradients, config.clip_norm));
    if (config.clip_value) gradients = clipGradValue(gradients, config.clip_value);
    optimizer.step(gradients);
    return [value, norm];
  };
  const step = compiled ? compile(body) : Object.assign(body, { dispose() {}, report: () => [] });
  const xs = tf.unstack(toTensor(fixture.tensors.get('x')!));
  const ys = tf.unstack(toTensor(fixture.tensors.get('y')!));
  const results = xs.map((x, i) => {
    const scalars = tf.tidy(() => step(x, ys[i]).map((scalar) => scalar.dataSync()[0]));
    plan?.step(scalars[0]);
    return scalars;
  });
  const isNative = step.report().some((entry) => entry.compiled);
  step.dispose();
  return {
    model,
    optimizer,
    isNative,
    losses: tf.tensor1d(results.map(([loss]) => loss)),
    norms: tf.tensor1d(results.map(([, norm]) => norm)),
  };
}

forEachDevice((test, device) => {
  for (const fixture of fixtures) {
    if (fixture.config.kind !== 'optimizer') continue;
    for (const compiled of device === 'tensorflow' ? [false, true] : [false]) {
      const mode = compiled ? 'compiled' : 'eager';
      test(`20 steps: ${fixture.name}, ${mode}`, () => {
        const { model, optimizer, ...run } = train(fixture as Fixture<OptimizerCase>, compiled);
        assert.equal(run.isNative, compiled);
        expectTensor('the losses', run.losses, fixture.tensors.get('losses')!, TOLERANCE);
        const norms = fixture.tensors.get('norms');
        if (norms) expectTensor('the norms', run.norms, norms, TOLERANCE);
        const parameters = new Map(model.namedParameters());
        for (const [name, wanted] of withPrefix(fixture, 'after.')) {
          expectTensor(`${name} after`, parameters.get(name)!, wanted, TOLERANCE);
        }
        optimizer.dispose();
        model.dispose();
      });
    }
  }
});

for (const fixture of fixtures) {
  const { config } = fixture;
  if (config.kind !== 'schedule') continue;
  plainTest(`30 rates: ${fixture.name}`, () => {
    const optimizer = new SGD(
      [
        { parameters: [tf.variable(tf.zeros([1]))] },
        { parameters: [tf.variable(tf.zeros([1]))], lr: 0.03 },
      ],
      { lr: 0.2, momentum: 0.9 },
    );
    const schedule = makeSchedule(config.schedule, optimizer, config.options);
    const lrs: number[] = [];
    const momenta: number[] = [];
    for (let i = 0; i < 30; i++) {
      for (const group of optimizer.groups) {
        lrs.push(group.lr);
        momenta.push(group.momentum as number);
        assertClose(group.lrTensor, [group.lr], { tolerance: 1e-7, name: 'the tensor' });
        assertClose(group.momentumTensor!, [group.momentum!], { tolerance: 1e-7 });
      }
      schedule.step(config.metrics?.[i]);
    }
    assertClose(lrs, fixture.tensors.get('lrs')!.values, { tolerance: 1e-6, name: 'the rates' });
    assertClose(momenta, fixture.tensors.get('momenta')!.values, {
      tolerance: 1e-6,
      name: 'momenta',
    });
    optimizer.dispose();
  });
}

plainTest('every optimizer and schedule that lib/train exports is compared', () => {
  const exported = Object.entries(library).filter(([, value]) => {
    const { prototype = {} } = value as { prototype?: object };
    return 'stateDict' in prototype && 'step' in prototype;
  });
  const bases = ['Optimizer', 'CountedSchedule'];
  const names = exported.map(([name]) => name).filter((name) => !bases.includes(name));
  const configs = fixtures.map(({ config }) => config);
  const trained = configs.flatMap((config) =>
    config.kind === 'optimizer' ? [config.optimizer, config.schedule?.name] : [],
  );
  const rates = configs.flatMap((config) => (config.kind === 'schedule' ? config.schedule : []));
  assert.deepEqual(
    names.filter((name) => !trained.includes(name as 'SGD')),
    [],
    'over 20 steps',
  );
  assert.deepEqual(
    names.filter((name) => !(name in optimizers || rates.includes(name as 'StepLR'))),
    [],
    'rates',
  );
});
