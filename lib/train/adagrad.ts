import * as tf from '@tensorflow/tfjs';
import { type Hyperparameters, Optimizer, type Trained } from './optimizer';
import type { ParameterGroup } from './parameter-group';
import type { Unit } from './slots';

/** The settings of {@link Adagrad}. */
export interface AdagradOptions extends Hyperparameters {
  /** Divides the learning rate by 1 + lrDecay·(t − 1) in step t (default 0). */
  lrDecay?: number;
  /** The pull of each weight to 0, as a gradient (default 0). */
  weightDecay?: number;
  /** Where the sums of squares start (default 0). */
  initialAccumulator?: number;
  /** Keeps the division finite (default 1e-10). */
  eps?: number;
}

/**
 * Adagrad, as `torch.optim.Adagrad`: each weight's steps shrink with the sum of the squares
 * of its gradients, s ← s + g² and p ← p − lr·g / (√s + ε).
 *
 * Source: Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods", section 1.
 */
export class Adagrad extends Optimizer<AdagradOptions> {
  protected readonly slotNames = ['sum'];

  constructor(trained: Trained<AdagradOptions>, settings: AdagradOptions) {
    super(trained, settings);
  }

  protected update(
    value: tf.Tensor,
    gradient: tf.Tensor,
    group: ParameterGroup<AdagradOptions>,
    unit: Unit,
  ): tf.Tensor {
    const { lrDecay = 0, weightDecay = 0, initialAccumulator = 0, eps = 1e-10 } = group.settings;
    const g = weightDecay ? tf.add(gradient, tf.mul(value, weightDecay)) : gradient;
    const sum = unit.find('sum') ?? unit.make('sum', tf.fill(value.shape, initialAccumulator));
    sum.assign(tf.add(sum, tf.square(g)));
    let lr: tf.Tensor = group.lrTensor;
    const clock = unit.tick();
    if (lrDecay) {
      const key = `lr ${this.groups.indexOf(group)}`;
      lr = clock.derive(key, (time) =>
        tf.div(group.lrTensor, tf.add(tf.mul(tf.sub(time, 1), lrDecay), 1)),
      );
    }
    return tf.sub(value, tf.div(tf.mul(g, lr), tf.add(tf.sqrt(sum), eps)));
  }
}
