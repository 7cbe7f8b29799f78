import * as tf from '@tensorflow/tfjs';
import { type Hyperparameters, Optimizer, type Trained } from './optimizer';
import type { ParameterGroup } from './parameter-group';
import type { Unit } from './slots';

/** The settings of {@link RMSprop}. */
export interface RMSpropOptions extends Hyperparameters {
  /** How slowly the mean square forgets (default 0.99). */
  alpha?: number;
  /** Keeps the division finite (default 1e-8). */
  eps?: number;
  /** The pull of each weight to 0, as a gradient (default 0). */
  weightDecay?: number;
  /** The share of the last step that is kept, 0 to 1 (default 0). */
  momentum?: number;
  /** Divide by the standard deviation of the gradient instead (default false). */
  centered?: boolean;
}

/**
 * RMSprop, as `torch.optim.RMSprop`: s ← αs + (1 − α)g² and p ← p − lr·g / (√s + ε).
 *
 * Source: Tieleman and Hinton 2012, lecture 6.5 of "Neural Networks for Machine Learning";
 * centred: Graves 2013, "Generating Sequences with Recurrent Neural Networks", section 4.2.
 */
export class RMSprop extends Optimizer<RMSpropOptions> {
  protected readonly slotNames = ['squareAvg', 'gradAvg', 'momentumBuffer'];

  constructor(trained: Trained<RMSpropOptions>, settings: RMSpropOptions) {
    super(trained, settings, ({ momentum }) => momentum || undefined);
  }

  protected update(
    value: tf.Tensor,
    gradient: tf.Tensor,
    group: ParameterGroup<RMSpropOptions>,
    unit: Unit,
  ): tf.Tensor {
    const { alpha = 0.99, eps = 1e-8, weightDecay = 0, centered = false } = group.settings;
    const slot = (name: string) => unit.find(name) ?? unit.make(name, tf.zerosLike(value));
    const blend = (mean: tf.Variable, latest: tf.Tensor) =>
      mean.assign(tf.add(tf.mul(mean, alpha), tf.mul(latest, 1 - alpha)));

    const g = weightDecay ? tf.add(gradient, tf.mul(value, weightDecay)) : gradient;
    const square = slot('squareAvg');
    blend(square, tf.square(g));
    let variance: tf.Tensor = square;
    if (centered) {
      const mean = slot('gradAvg');
      blend(mean, g);
      variance = tf.sub(square, tf.square(mean));
    }
    let direction = tf.div(g, tf.add(tf.sqrt(variance), eps));
    if (group.momentumTensor) {
      const velocity = slot('momentumBuffer');
      velocity.assign(tf.add(tf.mul(velocity, group.momentumTensor), direction));
      direction = velocity;
    }
    return tf.sub(value, tf.mul(direction, group.lrTensor));
  }
}
