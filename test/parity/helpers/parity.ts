import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import type { Module } from '../../../lib/nn';
import { type Fixture, type FixtureTensor, withPrefix } from './fixture';

/** The largest errors that are let pass, relative to the largest number of a tensor. */
export const FORWARD_TOLERANCE = 1e-5;
export const GRADIENT_TOLERANCE = 1e-4;

/** A module, or a function of the inputs such as a loss. */
export type Subject = Module | ((...inputs: tf.Tensor[]) => tf.Tensor);

/**
 * Asserts that a module or function does what the reference did: from the fixture's parameters
 * and inputs it gives the same output, the same gradient at every parameter and every float
 * input, and the same buffers afterwards. The error names the tensor and its worst place.
 */
export async function expectParity(subject: Subject, fixture: Fixture): Promise<void> {
  const inputs = withPrefix(fixture, 'in.').map(([, input]) => toTensor(input));
  if (typeof subject !== 'function') prepare(subject, fixture);
  const { out, grads } = run(subject, inputs, fixture);
  const compare = (role: string, actual: tf.Tensor | undefined, tolerance: number) => {
    const wanted = fixture.tensors.get(role);
    assert.ok(wanted, `${fixture.name}: the fixture has no ${role}`);
    assert.ok(actual, `${fixture.name}: ${role} is missing in ours`);
    expectTensor(`${fixture.name}: ${role}`, actual, wanted, tolerance);
  };
  compare('out', out, FORWARD_TOLERANCE);
  for (const role of fixture.tensors.keys()) {
    if (role.startsWith('grad.')) compare(role, grads.get(role), GRADIENT_TOLERANCE);
  }
  if (typeof subject !== 'function') {
    for (const [name, variable] of subject.namedBuffers()) {
      const wanted = withPrefix(fixture, 'after.').find(([role]) => role === name)?.[1];
      if (wanted)
        expectTensor(`${fixture.name}: ${name} after`, variable, wanted, FORWARD_TOLERANCE);
    }
  }
  tf.dispose([inputs, out, [...grads.values()]]);
}

/** Asserts that a tensor has the wanted shape and numbers, and names the worst of them. */
export function expectTensor(
  name: string,
  actual: tf.Tensor,
  wanted: FixtureTensor,
  tolerance: number,
): void {
  assert.deepEqual(actual.shape, wanted.shape, `${name}: the shape`);
  const came = actual.dataSync();
  const scale = Math.max(...Array.from(wanted.values, Math.abs));
  let worst = 0;
  let error = 0;
  for (let i = 0; i < came.length; i++) {
    const difference = Math.abs(came[i] - wanted.values[i]);
    if (difference > error || Number.isNaN(difference)) [worst, error] = [i, difference];
    if (Number.isNaN(difference)) break;
  }
  assert.ok(
    error <= tolerance * scale,
    `${name}${placeOf(worst, wanted.shape)} is ${came[worst]}, wanted ${wanted.values[worst]}: ` +
      `off by ${(error / scale).toExponential(1)} of the largest number, allowed ${tolerance}`,
  );
}

export function toTensor({ values, shape, dtype }: FixtureTensor): tf.Tensor {
  return tf.tensor(values, shape, dtype);
}

/** Loads the fixture's parameters and buffers, and sets its mode. */
function prepare(module: Module, fixture: Fixture): void {
  const state = Object.fromEntries(
    withPrefix(fixture, 'state.').map(([name, tensor]) => [name, toTensor(tensor)]),
  );
  module.loadStateDict(state);
  tf.dispose(state);
  module.train(fixture.config.training !== false);
}

function run(subject: Subject, inputs: tf.Tensor[], fixture: Fixture) {
  const parameters = typeof subject === 'function' ? [] : subject.namedParameters();
  // Float inputs become variables, so that gradients are taken at them too.
  const given = inputs.map((x) => (x.dtype === 'float32' ? tf.variable(x) : x));
  const places: [string, tf.Variable][] = [
    ...parameters.map(([name, variable]): [string, tf.Variable] => [`grad.${name}`, variable]),
    ...given.flatMap((x, i): [string, tf.Variable][] =>
      x instanceof tf.Variable ? [[`grad.in.${i}`, x]] : [],
    ),
  ];
  const up = toTensor(fixture.tensors.get('up') as FixtureTensor);
  let out: tf.Tensor | undefined;
  const { grads, value } = tf.variableGrads(
    () => {
      const forward = typeof subject === 'function' ? subject : subject.forward.bind(subject);
      out = tf.keep(tf.clone((forward as (...given: tf.Tensor[]) => tf.Tensor)(...given)));
      assert.deepEqual(out.shape, up.shape, `${fixture.name}: out: the shape`);
      return tf.sum(tf.mul(out, up)) as tf.Scalar;
    },
    places.map(([, variable]) => variable),
  );
  tf.dispose([value, up, given.filter((x) => x instanceof tf.Variable)]);
  const byRole = new Map(places.map(([role, variable]) => [role, grads[variable.name]]));
  return { out: out as unknown as tf.Tensor, grads: byRole };
}

/** ` [1, 2]` for the sixth number of a (2, 3). */
function placeOf(index: number, shape: readonly number[]): string {
  const place: number[] = [];
  let rest = index;
  for (const size of [...shape].reverse()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place.length > 0 ? ` [${place.join(', ')}]` : '';
}
