import * as tf from '@tensorflow/tfjs';
import { formatShape } from '../nn';
import { ParameterGroup } from './parameter-group';
import { type Member, parseSlotKey, Slots, type Unit } from './slots';

/** Gradients by the variable's own name, as `tf.variableGrads` gives them. */
export type Gradients = tf.NamedTensorMap;

/** The settings that every optimizer has. */
export interface Hyperparameters {
  /** The learning rate: how far a step goes. */
  lr: number;
}

/** What is trained: parameters, or groups of them with settings of their own. */
export type Trained<H> = tf.Variable[] | ({ parameters: tf.Variable[] } & Partial<H>)[];

/** What an optimizer has come to: see {@link Optimizer.stateDict}. */
export interface OptimizerState {
  /** What it remembers of each parameter, by number and name: `0.expAvg`. */
  slots: Record<string, tf.Tensor>;
  /** What schedules may have changed. */
  groups: { lr: number; momentum?: number }[];
}

/**
 * The base of the optimizers, after `torch.optim`: it keeps the parameters, in groups, and
 * what it must remember of each one between steps (its slots, such as the momentum).
 *
 * All that changes from step to step is a variable on the device: the slots, the count of
 * steps, the learning rate. So a step reads nothing on the host and can be compiled.
 */
export abstract class Optimizer<H extends Hyperparameters = Hyperparameters> {
  readonly groups: readonly ParameterGroup<H>[];
  /** The names under which {@link update} remembers something. */
  protected abstract readonly slotNames: readonly string[];
  private readonly slots = new Slots();

  /**
   * @param momentumOf the part of the settings that is a momentum, for schedules that change it
   * @throws Error without parameters, or with one that comes twice
   */
  protected constructor(
    trained: Trained<H>,
    defaults: H,
    momentumOf: (settings: H) => number | undefined = () => undefined,
  ) {
    const name = this.constructor.name;
    const given = isVariables(trained) ? [{ parameters: trained }] : trained;
    this.groups = given.map(({ parameters, ...own }) => {
      const settings: H = { ...defaults, ...(withoutUndefined(own) as unknown as Partial<H>) };
      return new ParameterGroup<H>(name, parameters, settings, momentumOf(settings));
    });
    const all = this.parameters();
    if (all.length === 0) throw new Error(`${name}: there are no parameters to train`);
    if (new Set(all).size < all.length) {
      throw new Error(`${name}: a parameter is in two groups, or twice in one`);
    }
  }

  /** Every parameter of every group. */
  parameters(): tf.Variable[] {
    return this.groups.flatMap((group) => group.parameters);
  }

  /** The learning rate of the first group; setting it sets that of all groups. */
  get lr(): number {
    return this.groups[0].lr;
  }

  set lr(value: number) {
    for (const group of this.groups) group.lr = value;
  }

  /**
   * One step: changes each parameter by its gradient. A parameter that is frozen, or that
   * has no gradient, stays as it is.
   */
  step(gradients: Gradients): void {
    tf.tidy(() => {
      for (const unit of this.slots.arrange(this.members(gradients))) {
        unit.assign(this.update(unit.value(), unit.gradient(gradients), unit.group, unit));
      }
    });
  }

  /**
   * Computes the loss and its gradients, makes one step, and gives the loss, which belongs
   * to the caller.
   */
  minimize(loss: () => tf.Tensor): tf.Scalar {
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss as () => tf.Scalar, this.parameters());
      this.step(grads);
      return value;
    });
  }

  /** What it has come to. The tensors belong to the caller: `tf.dispose(state.slots)`. */
  stateDict(): OptimizerState {
    const groups = this.groups.map(({ lr, momentum }) =>
      momentum === undefined ? { lr } : { lr, momentum },
    );
    return { slots: this.slots.state(), groups };
  }

  /**
   * Goes on where the optimizer that gave `state` stood. The tensors stay the caller's.
   * @throws Error that lists what does not fit; nothing is changed then
   */
  loadStateDict({ slots, groups }: OptimizerState): void {
    const problems = Object.entries(slots).flatMap(([key, value]) => this.slotProblem(key, value));
    if (groups.length !== this.groups.length) {
      problems.push(`  it has ${groups.length} groups, wanted ${this.groups.length}`);
    }
    if (problems.length > 0) {
      const title = `${this.constructor.name}.loadStateDict: the state is not this optimizer's`;
      throw new Error([title, ...problems].join('\n'));
    }
    this.slots.load(slots);
    for (const [i, group] of this.groups.entries()) {
      group.lr = groups[i].lr;
      if (groups[i].momentum !== undefined) group.momentum = groups[i].momentum as number;
    }
  }

  /** Releases the slots and settings; the parameters stay. */
  dispose(): void {
    this.slots.dispose();
    for (const group of this.groups) group.dispose();
  }

  /**
   * The new value of a parameter, or of several end to end: it must go number by number. Runs
   * in a `tf.tidy`.
   *
   * @param unit what is remembered from step to step
   */
  protected abstract update(
    value: tf.Tensor,
    gradient: tf.Tensor,
    group: ParameterGroup<H>,
    unit: Unit,
  ): tf.Tensor;

  /** The parameters that a step with these gradients changes. */
  private members(gradients: Gradients): Member[] {
    const all = this.groups.flatMap((group) =>
      group.parameters.map((parameter) => ({ group, parameter })),
    );
    return all
      .map((each, index) => ({ ...each, index }))
      .filter(({ parameter }) => parameter.trainable && gradients[parameter.name]);
  }

  private slotProblem(key: string, value: tf.Tensor): string[] {
    const { parameter, name } = parseSlotKey(key);
    const owner = this.parameters()[parameter];
    if (!owner) return [`  ${key}: there are only ${this.parameters().length} parameters`];
    if (![...this.slotNames, 'step'].includes(name)) return [`  ${key}: it has no such slot`];
    const wanted = name === 'step' ? [] : owner.shape;
    if (tf.util.arraysEqual(value.shape, wanted)) return [];
    return [`  ${key}: is ${formatShape(value.shape)}, wanted ${formatShape(wanted)}`];
  }
}

function isVariables<H>(trained: Trained<H>): trained is tf.Variable[] {
  return (trained as unknown[]).every((each) => each instanceof tf.Variable);
}

function withoutUndefined<T extends object>(settings: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}
