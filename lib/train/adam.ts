import * as tf from '@tensorflow/tfjs';
import { type Hyperparameters, Optimizer, type Trained } from './optimizer';
import type { ParameterGroup } from './parameter-group';
import type { Clock, Unit } from './slots';

/** The settings of {@link Adam} and {@link AdamW}. */
export interface AdamOptions extends Hyperparameters {
  /** How slowly the means of the gradient and of its square forget (default [0.9, 0.999]). */
  betas?: [number, number];
  /** Keeps the division finite (default 1e-8). */
  eps?: number;
  /** The pull of each weight to 0 (default 0; of {@link AdamW} 0.01). */
  weightDecay?: number;
  /** Divide by the largest mean square so far: Reddi and others 2018 (default false). */
  amsgrad?: boolean;
}

/**
 * Adam, as `torch.optim.Adam`: with g the gradient, m ← β₁m + (1 − β₁)g and
 * v ← β₂v + (1 − β₂)g²; p ← p − lr·m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and
 * v̂ = v / (1 − β₂ᵗ) make up for the start at 0. Weight decay is added to the gradient.
 *
 * Source: Kingma and Ba 2015, "Adam", algorithm 1.
 */
export class Adam extends Optimizer<AdamOptions> {
  protected readonly slotNames = ['expAvg', 'expAvgSq', 'maxExpAvgSq'];

  constructor(trained: Trained<AdamOptions>, settings: AdamOptions) {
    super(trained, settings, ({ betas: [beta1] = [0.9, 0.999] }) => beta1);
    for (const { settings } of this.groups) {
      const beta2 = settings.betas?.[1] ?? 0.999;
      if (!(beta2 >= 0 && beta2 < 1)) throw new RangeError(`Adam: β₂ is ${beta2}, wanted 0 to 1`);
    }
  }

  protected update(
    value: tf.Tensor,
    gradient: tf.Tensor,
    group: ParameterGroup<AdamOptions>,
    unit: Unit,
  ): tf.Tensor {
    const { eps = 1e-8, amsgrad = false } = group.settings;
    const { value: p, gradient: g } = this.decay(value, gradient, group);
    const beta1 = group.momentumTensor as tf.Tensor;
    const beta2 = group.settings.betas?.[1] ?? 0.999;

    const mean = this.moment(unit, 'expAvg', value);
    mean.assign(tf.add(mean, tf.mul(tf.sub(g, mean), tf.sub(1, beta1))));
    const square = this.moment(unit, 'expAvgSq', value);
    square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(g), 1 - beta2)));
    let divisor = square;
    if (amsgrad) {
      divisor = this.moment(unit, 'maxExpAvgSq', value);
      divisor.assign(tf.maximum(divisor, square));
    }

    // p − lr·m̂ / (√v̂ + ε), with both corrections moved into two scalars.
    const { size, epsilon } = this.corrections(unit.tick(), group, beta1, beta2, eps);
    return tf.sub(p, tf.div(tf.mul(mean, size), tf.add(tf.sqrt(divisor), epsilon)));
  }

  /** The parameters and the gradient with weight decay. */
  protected decay(
    value: tf.Tensor,
    gradient: tf.Tensor,
    { settings: { weightDecay = 0 } }: ParameterGroup<AdamOptions>,
  ): { value: tf.Tensor; gradient: tf.Tensor } {
    if (weightDecay === 0) return { value, gradient };
    return { value, gradient: tf.add(gradient, tf.mul(value, weightDecay)) };
  }

  private moment(unit: Unit, name: string, like: tf.Tensor): tf.Variable {
    return unit.find(name) ?? unit.make(name, tf.zerosLike(like));
  }

  /** lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ) and ε·√(1 − β₂ᵗ). */
  private corrections(
    clock: Clock,
    group: ParameterGroup<AdamOptions>,
    beta1: tf.Tensor,
    beta2: number,
    eps: number,
  ): { size: tf.Tensor; epsilon: tf.Tensor } {
    const key = this.groups.indexOf(group);
    // 1 − βᵗ as −expm1(t·ln β): the difference from 1 would lose half of float32's digits.
    const root = clock.derive(`root ${key}`, (time) =>
      tf.sqrt(tf.neg(tf.expm1(tf.mul(time, Math.log(beta2))))),
    );
    const size = clock.derive(`size ${key}`, (time) => {
      const first = tf.neg(tf.expm1(tf.mul(time, tf.log(beta1))));
      return tf.div(tf.mul(group.lrTensor, root), first);
    });
    return { size, epsilon: clock.derive(`epsilon ${key}`, () => tf.mul(root, eps)) };
  }
}

/**
 * Adam with decoupled weight decay, as `torch.optim.AdamW`: before each step p ← p·(1 − lr·λ),
 * and the gradient stays as it is.
 *
 * Source: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2.
 */
export class AdamW extends Adam {
  constructor(trained: Trained<AdamOptions>, settings: AdamOptions) {
    super(trained, { weightDecay: 0.01, ...settings });
  }

  protected override decay(
    value: tf.Tensor,
    gradient: tf.Tensor,
    { settings: { weightDecay = 0 }, lrTensor }: ParameterGroup<AdamOptions>,
  ): { value: tf.Tensor; gradient: tf.Tensor } {
    if (weightDecay === 0) return { value, gradient };
    const kept = tf.sub(1, tf.mul(lrTensor, weightDecay));
    return { value: tf.mul(value, kept), gradient };
  }
}
