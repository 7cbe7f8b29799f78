import * as tf from '@tensorflow/tfjs';
import { type Hyperparameters, Optimizer, type Trained } from './optimizer';
import type { ParameterGroup } from './parameter-group';

export interface SGDOptions extends Hyperparameters {
  /** The share of the last step that is kept, 0 to 1 (default 0). */
  momentum?: number;
  /** How much of the gradient the momentum leaves out (default 0). */
  dampening?: number;
  /** The pull of each weight to 0, as a gradient (default 0). */
  weightDecay?: number;
  /** Look ahead by one step of momentum (default false). */
  nesterov?: boolean;
}

/**
 * Stochastic gradient descent, as `torch.optim.SGD`: with g the gradient,
 * v ← momentum·v + (1 − dampening)·g (v is g in the first step) and p ← p − lr·v;
 * with Nesterov's look ahead p ← p − lr·(g + momentum·v).
 *
 * Source: Sutskever and others 2013, "On the importance of initialization and momentum".
 */
export class SGD extends Optimizer<SGDOptions> {
  /**
   * @example
   * new SGD(model.parameters(), { lr: 0.1 });
   */
  constructor(trained: Trained<SGDOptions>, settings: SGDOptions) {
    super(trained, settings);
    for (const { settings } of this.groups) {
      if (settings.nesterov && (!settings.momentum || settings.dampening)) {
        throw new Error('SGD: nesterov needs a momentum above 0 and no dampening');
      }
    }
  }

  protected update(
    parameter: tf.Variable,
    gradient: tf.Tensor,
    group: ParameterGroup<SGDOptions>,
    index: number,
  ): void {
    const { momentum = 0, dampening = 0, weightDecay = 0, nesterov = false } = group.settings;
    const g = weightDecay ? tf.add(gradient, tf.mul(parameter, weightDecay)) : gradient;
    let direction = g;
    if (momentum) {
      const velocity = this.slot(index, 'momentum', () => tf.zerosLike(parameter));
      velocity.assign(tf.add(tf.mul(velocity, momentum), tf.mul(g, 1 - dampening)));
      direction = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
    }
    parameter.assign(tf.sub(parameter, tf.mul(direction, group.lrTensor)));
  }
}
