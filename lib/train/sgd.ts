import * as tf from '@tensorflow/tfjs';
import { type Hyperparameters, Optimizer, type Trained } from './optimizer';
import type { ParameterGroup } from './parameter-group';
import type { Unit } from './slots';

/** The settings of {@link SGD}. */
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
 *
 * @example
 * new SGD(model.parameters(), { lr: 0.1 });
 */
export class SGD extends Optimizer<SGDOptions> {
  protected readonly slotNames = ['momentumBuffer'];

  constructor(trained: Trained<SGDOptions>, settings: SGDOptions) {
    super(trained, settings, ({ momentum }) => momentum || undefined);
    for (const { settings } of this.groups) {
      if (settings.nesterov && (!settings.momentum || settings.dampening)) {
        throw new Error('SGD: nesterov needs a momentum above 0 and no dampening');
      }
    }
  }

  protected update(
    value: tf.Tensor,
    gradient: tf.Tensor,
    group: ParameterGroup<SGDOptions>,
    unit: Unit,
  ): tf.Tensor {
    const { dampening = 0, weightDecay = 0, nesterov = false } = group.settings;
    const momentum = group.momentumTensor;
    const g = weightDecay ? tf.add(gradient, tf.mul(value, weightDecay)) : gradient;
    let direction = g;
    if (momentum) {
      let velocity = unit.find('momentumBuffer');
      if (velocity) {
        const fresh = dampening ? tf.mul(g, 1 - dampening) : g;
        velocity.assign(tf.add(tf.mul(velocity, momentum), fresh));
      } else {
        velocity = unit.make('momentumBuffer', g);
      }
      direction = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
    }
    return tf.sub(value, tf.mul(direction, group.lrTensor));
  }
}
