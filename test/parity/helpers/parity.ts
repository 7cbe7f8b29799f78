import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../../lib/compile';
import { type Module, mseLoss } from '../../../lib/nn';
import { SGD } from '../../../lib/train';
import { type Fixture, type FixtureTensor, withPrefix } from './fixture';

/** The largest errors that are let pass, relative to the largest number of a tensor. */
export const FORWARD_TOLERANCE = 1e-5;
export const GRADIENT_TOLERANCE = 1e-4;
export const TRAINING_TOLERANCE = 1e-4;

/** A module, or a function of the inputs such as a loss. */
export type Subject = Module | ((...inputs: tf.Tensor[]) => tf.Tensor);

/**
 * Asserts that a module or function does what the reference did: from the fixture's parameters
 * and inputs it gives the same output, the same gradient at every parameter and every float
 * input, and the same buffers afterwards; and where the fixture trained on from there, the same
 * losses and the same values at the end. The error names the tensor and its worst place.
 *
 * @param options `compiled` runs forward and backward pass, and training, as compiled steps
 */
export async function expectParity(
  subject: Subject,
  fixture: Fixture,
  { compiled = false }: { compiled?: boolean } = {},
): Promise<void> {
  const isModule = typeof subject !== 'function';
  const { step, train, inputs } = makeStep(subject, fixture);
  const native = compile(step);
  // Two calls that do the same are recorded, the third is the compiled one.
  for (let call = 0; compiled && call < 2; call++) {
    if (isModule) prepare(subject, fixture);
    tf.dispose(native());
  }
  if (isModule) prepare(subject, fixture);
  const { out, grads } = compiled ? native() : tf.tidy(step);
  assert.equal(
    native.report().some((entry) => entry.compiled),
    compiled,
  );
  native.dispose();

  const title = (role: string) => `${fixture.name}: ${role}`;
  expectTensor(title('out'), out, fixture.tensors.get('out')!, FORWARD_TOLERANCE);
  for (const [name, wanted] of withPrefix(fixture, 'grad.')) {
    const role = `grad.${name}`;
    assert.ok(grads[role], `${title(role)} is missing in ours`);
    expectTensor(title(role), grads[role], wanted, GRADIENT_TOLERANCE);
  }
  for (const [name, variable] of isModule ? subject.namedBuffers() : []) {
    const wanted = withPrefix(fixture, 'after.').find(([role]) => role === name)?.[1];
    if (wanted) expectTensor(title(`${name} after`), variable, wanted, FORWARD_TOLERANCE);
  }
  const losses = fixture.tensors.get('losses');
  if (losses) expectTraining(fixture, losses, train, compiled);
  tf.dispose([inputs, out, grads]);
}

/** The fixture's steps of gradient descent, of which each brings the output nearer to `up`. */
function expectTraining(
  fixture: Fixture,
  wanted: FixtureTensor,
  { loss, places }: Training,
  compiled: boolean,
): void {
  const trained = [...places.values()].filter((variable) => variable.trainable);
  const optimizer = new SGD(trained, { lr: fixture.config.lr as number });
  const step = compile(() => optimizer.minimize(loss));
  const eager = () => optimizer.minimize(loss);
  const losses = Array.from(wanted.values, () => {
    const scalar = compiled ? step() : eager();
    const value = scalar.dataSync()[0];
    scalar.dispose();
    return value;
  });
  assert.equal(
    step.report().some((entry) => entry.compiled),
    compiled,
  );
  step.dispose();
  optimizer.dispose();
  const title = (role: string) => `${fixture.name}: ${role} in training`;
  tf.tidy(() => expectTensor(title('loss'), tf.tensor1d(losses), wanted, TRAINING_TOLERANCE));
  for (const [name, value] of withPrefix(fixture, 'trained.')) {
    const variable = places.get(name);
    assert.ok(variable, `${title(name)} is missing in ours`);
    expectTensor(title(name), variable, value, TRAINING_TOLERANCE);
  }
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

/** What {@link expectTraining} trains, by the fixture's names, and the loss that it lowers. */
interface Training {
  loss: () => tf.Tensor;
  /** What is trained, and the buffers, which are not trainable. */
  places: Map<string, tf.Variable>;
}

/** Forward and backward pass, as a function that can be called again and again. */
function makeStep(subject: Subject, fixture: Fixture) {
  const isModule = typeof subject !== 'function';
  // Float inputs are variables, so that gradients are taken at them too.
  const inputs = withPrefix(fixture, 'in.').map(([, input]) => {
    const x = toTensor(input);
    return x.dtype === 'float32' ? tf.variable(x) : x;
  });
  const places: [string, tf.Variable][] = isModule
    ? subject.namedParameters().map(([name, variable]) => [`grad.${name}`, variable])
    : [];
  for (const [i, x] of inputs.entries()) {
    if (x instanceof tf.Variable) places.push([`grad.in.${i}`, x]);
  }
  const up = toTensor(fixture.tensors.get('up') as FixtureTensor);
  const forward = (isModule ? subject.forward.bind(subject) : subject) as (
    ...given: tf.Tensor[]
  ) => tf.Tensor;
  const step = () => {
    let out = up;
    const { grads } = tf.variableGrads(
      () => {
        out = tf.keep(tf.clone(forward(...inputs)));
        assert.deepEqual(out.shape, up.shape, `${fixture.name}: out: the shape`);
        return tf.sum(tf.mul(out, up)) as tf.Scalar;
      },
      places.map(([, variable]) => variable),
    );
    const present = places.filter(([, { name }]) => grads[name]);
    return {
      out,
      grads: Object.fromEntries(present.map(([role, { name }]) => [role, grads[name]])),
    };
  };
  const parameters = isModule ? subject.namedParameters() : [];
  const ours = inputs.map((x, i): [string, tf.Tensor] => [`in.${i}`, x]);
  const leaves = ours.filter(
    (each): each is [string, tf.Variable] => each[1] instanceof tf.Variable,
  );
  const train: Training = {
    loss: () => mseLoss(forward(...inputs), up),
    places: new Map([
      ...(parameters.length > 0 ? parameters : leaves),
      ...(isModule ? subject.namedBuffers() : []),
    ]),
  };
  return { step, train, inputs: [...inputs, up] };
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
