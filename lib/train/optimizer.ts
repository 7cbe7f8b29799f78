import * as tf from '@tensorflow/tfjs';
import { ParameterGroup } from './parameter-group';

/** Gradients by the variable's own name, as `tf.variableGrads` gives them. */
export type Gradients = tf.NamedTensorMap;

/** The settings that every optimizer has. */
export interface Hyperparameters {
  /** The learning rate: how far a step goes. */
  lr: number;
}

/** What is trained: parameters, or groups of them with settings of their own. */
export type Trained<H> = tf.Variable[] | ({ parameters: tf.Variable[] } & Partial<H>)[];

/**
 * The base of the optimizers, after `torch.optim`: it keeps the parameters, in groups, and
 * what it must remember of each one between steps (its *slots*, such as the momentum).
 *
 * All that changes from step to step is a variable on the device: the slots, the learning
 * rate, the count of steps. So a step reads nothing on the host and can be compiled.
 */
export abstract class Optimizer<H extends Hyperparameters = Hyperparameters> {
  readonly groups: readonly ParameterGroup<H>[];
  private readonly slots = new Map<string, tf.Variable>();

  protected constructor(trained: Trained<H>, defaults: H) {
    const name = this.constructor.name;
    const given = isVariables(trained) ? [{ parameters: trained }] : trained;
    this.groups = given.map(({ parameters, ...own }) => {
      const settings: H = { ...defaults, ...(withoutUndefined(own) as unknown as Partial<H>) };
      return new ParameterGroup<H>(name, parameters, settings);
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
      this.beforeStep();
      let index = 0;
      for (const group of this.groups) {
        for (const parameter of group.parameters) {
          const gradient = gradients[parameter.name] as tf.Tensor | null | undefined;
          if (gradient && parameter.trainable) this.update(parameter, gradient, group, index);
          index++;
        }
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

  /** Releases the slots and settings; the parameters stay. */
  dispose(): void {
    for (const slot of this.slots.values()) slot.dispose();
    this.slots.clear();
    for (const group of this.groups) group.dispose();
  }

  /** Changes one parameter. Runs in a `tf.tidy`. `index` counts through all groups. */
  protected abstract update(
    parameter: tf.Variable,
    gradient: tf.Tensor,
    group: ParameterGroup<H>,
    index: number,
  ): void;

  /** Runs once before a step's updates. */
  protected beforeStep(): void {}

  /** What is remembered of parameter `index` under `name`, made by `first` when it is new. */
  protected slot(index: number, name: string, first: () => tf.Tensor): tf.Variable {
    const key = `${index}.${name}`;
    const existing = this.slots.get(key);
    if (existing) return existing;
    const made = tf.variable(first(), false);
    this.slots.set(key, made);
    return made;
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
