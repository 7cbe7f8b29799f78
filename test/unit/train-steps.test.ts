import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  DataLoader,
  EarlyStopping,
  findLearningRate,
  LearningRateSearch,
  OneCycleLR,
  ReduceLROnPlateau,
  SGD,
  StepLR,
} from '../../lib/train';
import { assertClose } from '../helpers/close';
import { forEachDevice } from '../helpers/devices';
import { inOrder, points, Quarters, quiet, shuffled, type XY } from '../helpers/quarters';

const weightsOf = (model: Quarters) =>
  model.parameters().map((parameter) => parameter.dataSync().slice());

forEachDevice((test, device) => {
  test('compiled and as written, training gives the same losses', async () => {
    const data = points(200, 1);
    const losses = [];
    for (const compile of [true, false]) {
      const trainer = quiet({ maxEpochs: 5, compile });
      const history = await trainer.fit(new Quarters(1, 'adam', 0.2), shuffled(data));
      losses.push(history.stepValues('loss'));
      trainer.dispose();
    }
    assertClose(losses[0], losses[1], { tolerance: 1e-4 });
  });

  test('accumulating four batches makes the steps of batches four times the size', async () => {
    const data = points(80, 1);
    const big = new Quarters(1);
    const large = await quiet({ maxEpochs: 3 }).fit(big, new DataLoader(data, { batchSize: 40 }));
    const small = new Quarters(1);
    const parts = new DataLoader(data, { batchSize: 10 });
    const accumulated = await quiet({ maxEpochs: 3, accumulate: 4 }).fit(small, parts);
    assert.equal(accumulated.steps.length, 6);
    assertClose(accumulated.stepValues('loss'), large.stepValues('loss'));
    for (const [i, weights] of weightsOf(small).entries()) assertClose(weights, weightsOf(big)[i]);
  });

  test('accumulation: what is left at the end of an epoch makes a step of its own', async () => {
    const data = points(50, 1);
    const loader = new DataLoader(data, { batchSize: 10 });
    const trainer = quiet({ maxEpochs: 2, accumulate: 2 });
    const history = await trainer.fit(new Quarters(1), loader);
    assert.equal(history.steps.length, 6); // 2 + 2 + 1 batches, twice
    assert.equal(trainer.run?.stepsPerEpoch, 3);
  });

  test('clipping and schedules reach the optimizer', async () => {
    class Scheduled extends Quarters {
      override configureOptimizers() {
        const optimizer = new SGD(this.parameters(), { lr: 1, momentum: 0.5 });
        return { optimizer, schedule: new OneCycleLR(optimizer, { maxLr: 0.4, totalSteps: 10 }) };
      }
    }
    const model = new Scheduled(1);
    const before = weightsOf(model);
    const trainer = quiet({ maxSteps: 10, clipNorm: 1e-6 });
    const history = await trainer.fit(model, shuffled(points(100, 1)));
    const rates = history.stepValues('lr');
    assertClose([rates[0], Math.max(...rates)], [0.4 / 25, 0.4]);
    assert.ok(rates[9] < 1e-5);
    for (const [i, weights] of weightsOf(model).entries()) {
      assertClose(weights, before[i], { tolerance: 1e-5, name: 'hardly moved' });
    }
  });

  test('a schedule by epochs, and one that watches a number', async () => {
    class ByEpoch extends Quarters {
      override configureOptimizers() {
        const optimizer = new SGD(this.parameters(), { lr: 1e-9 });
        return { optimizer, schedule: new StepLR(optimizer, { stepSize: 1, gamma: 0.5 }) };
      }
    }
    const halving = await quiet({ maxEpochs: 3 }).fit(new ByEpoch(1), shuffled(points(40, 1)));
    assertClose(
      halving.stepValues('lr').map((lr) => lr * 1e9),
      [1, 1, 0.5, 0.5, 0.25, 0.25],
    );

    class Watching extends Quarters {
      override configureOptimizers() {
        const optimizer = new SGD(this.parameters(), { lr: 1e-6 });
        return { optimizer, schedule: new ReduceLROnPlateau(optimizer, { patience: 0 }) };
      }
    }
    const data = points(20, 1);
    const watching = await quiet({ maxEpochs: 3 }).fit(
      new Watching(1),
      inOrder(data),
      inOrder(data),
    );
    assertClose(
      watching.stepValues('lr').map((lr) => lr * 1e6),
      [1, 1, 0.1],
    );
    const blind = quiet({ maxEpochs: 3 }).fit(new Watching(1), inOrder(data));
    await assert.rejects(blind, /no 'valLoss' came; validate/);
  });

  test('freezing between epochs is obeyed, compiled too', async () => {
    const model = new Quarters(1, 'adam');
    const [weight] = model.parameters();
    const marks: Float32Array[] = [];
    const trainer = quiet({
      maxEpochs: 6,
      callbacks: [
        {
          onEpochStart({ epoch }) {
            weight.trainable = epoch < 3 || epoch > 4;
          },
          onEpochEnd: () => void marks.push(weight.dataSync().slice() as Float32Array),
        },
      ],
    });
    await trainer.fit(model, shuffled(points(100, 1)));
    assert.notDeepEqual(marks[0], marks[1]);
    assert.deepEqual(marks[1], marks[2]);
    assert.deepEqual(marks[2], marks[3]);
    assert.notDeepEqual(marks[3], marks[4]);
  });

  test('NaN: named by step, module and parameter; the weights stay as before', async () => {
    for (const accumulate of [1, 2]) {
      const model = new Quarters(1, 'adam');
      const [data, poison] = [points(100, 1), points(20, 2)];
      poison.tensors[0] = tf.fill([20, 2], 1e38);
      const batches: XY[] = [];
      for (let i = 0; i < 5; i++)
        batches.push(data.batch(Int32Array.from({ length: 20 }, (_, j) => 20 * i + j)));
      let before: unknown;
      const trainer = quiet({
        maxEpochs: 1,
        accumulate,
        callbacks: [
          {
            onTrainStepEnd() {
              before = weightsOf(model);
            },
          },
        ],
      });
      model.net.layers[0].parameters()[0].assign(tf.fill([16, 2], 100));
      const fit = trainer.fit(model, [...batches.slice(0, 4), poison.tensors]);
      const step = accumulate === 1 ? 5 : 3;
      await assert.rejects(fit, (error: Error) => {
        assert.match(error.message, new RegExp(`of step ${step} \\(epoch 1\\) is (NaN|Infinity)`));
        assert.match(error.message, /first in the output of net.0 \(Linear\)/);
        assert.match(error.message, /in the gradients of .*net\.0\.weight/);
        return error.name === 'NonFiniteError';
      });
      assert.deepEqual(weightsOf(model), before);
      const { loss } = (await trainer.fit(model, batches)).steps.at(-1)!;
      assert.ok(Number.isFinite(loss), 'nothing broken is remembered, and the rate is back');
      assert.equal(trainer.run?.optimizer.groups[0].lrTensor.dataSync()[0], Math.fround(0.02));
    }
  });

  test('NaN in a batch and in a gradient alone', async () => {
    const bad = points(20, 2);
    bad.tensors[0] = tf.fill([20, 2], Number.NaN);
    const fit = quiet({ maxEpochs: 1 }).fit(new Quarters(1), inOrder(bad));
    await assert.rejects(fit, /the loss of step 1 .* already in the batch: tensor 0/);

    class Root extends Quarters {
      override trainingStep(batch: XY) {
        const zero = tf.sqrt(tf.sum(tf.mul(this.parameters()[0], 0))); // its slope is infinite
        return { ...super.trainingStep(batch), loss: tf.add(super.trainingStep(batch).loss, zero) };
      }
    }
    const root = quiet({ maxEpochs: 1 }).fit(new Root(1), inOrder(points(20, 1)));
    await assert.rejects(
      root,
      /a gradient of step 1 .* not finite; found in the gradients of net.0.weight\./,
    );

    class Loud extends Quarters {
      override trainingStep(batch: XY) {
        const { loss } = super.trainingStep(batch);
        return { loss: tf.mul(tf.mul(loss, 1e30), 1e30) } as never;
      }
    }
    const loud = quiet({ maxEpochs: 1 }).fit(new Loud(1), inOrder(points(20, 1)));
    await assert.rejects(loud, /the loss of step 1 .* is Infinity; found first in the loss itself/);
  });

  test('early stopping: patience, direction, NaN, and a number that is missing', async () => {
    const data = points(20, 1);
    const valLosses = [3, 2, 2.5, 1.95, 2.1, 2.2, 1];
    class Told extends Quarters {
      private turn = 0;
      validationStep(_batch: XY) {
        return { loss: tf.scalar(valLosses[this.turn++]), score: tf.scalar(Number.NaN) };
      }
    }
    const stopsAt = async (
      options: ConstructorParameters<typeof EarlyStopping>[0],
      validate = true,
    ) => {
      const trainer = quiet({ maxEpochs: 7, callbacks: [new EarlyStopping(options)] });
      const history = await trainer.fit(
        new Told(1),
        inOrder(data),
        validate ? inOrder(data) : undefined,
      );
      return [history.epochs.length, trainer.run?.stopReason];
    };
    assert.deepEqual(await stopsAt({ patience: 2 }), [
      6,
      'valLoss got no better 2 times (best 1.950)',
    ]);
    assert.deepEqual(await stopsAt({ patience: 3 }), [7, 'maxEpochs (7) reached']);
    assert.deepEqual(await stopsAt({ patience: 3, minDelta: 0.1 }), [
      5,
      'valLoss got no better 3 times (best 2.000)',
    ]);
    assert.deepEqual(await stopsAt({ patience: 2, mode: 'max' }), [
      3,
      'valLoss got no better 2 times (best 3.000)',
    ]);
    assert.deepEqual(await stopsAt({ monitor: 'valScore' }), [1, 'valScore is NaN']);
    assert.deepEqual(await stopsAt({ monitor: 'loss' }, false), [7, 'maxEpochs (7) reached']);
    await assert.rejects(
      stopsAt({}, false),
      /EarlyStopping: there is no 'valLoss' \(there is: .*accuracy/,
    );
  });

  test('validating by steps', async () => {
    const trainer = quiet({ maxEpochs: 2, validateEverySteps: 2 });
    const history = await trainer.fit(
      new Quarters(1),
      shuffled(points(100, 1)),
      inOrder(points(40, 2)),
    );
    const validated = history.steps.filter((record) => 'valLoss' in record).map(({ step }) => step);
    assert.deepEqual(validated, [2, 4, 6, 8, 10]);
    assert.ok(history.epochs.every((epoch) => !('valLoss' in epoch)));
  });

  test('the learning rate finder: rates, losses, suggestion, and nothing changed', async () => {
    const model = new Quarters(1);
    const loader = shuffled(points(200, 1), 50);
    const before = weightsOf(model);
    const state = loader.state();
    const tensors = tf.memory().numTensors;
    const search = await findLearningRate(model, loader, {
      minLr: 1e-5,
      maxLr: 1e3,
      progress: false,
    });
    assert.equal(tf.memory().numTensors, tensors);
    assert.deepEqual(weightsOf(model), before);
    assert.deepEqual(loader.state(), state);
    assert.equal(search.lrs.length, search.losses.length);
    assert.ok(search.stoppedEarly && search.lrs.length < 100, 'a rate of 1,000 explodes');
    assertClose(
      [search.lrs[0], search.lrs[1]].map((lr) => lr * 1e5),
      [1, 10 ** (8 * 0.02)],
    );
    const suggested = search.suggestion()!;
    assert.ok(suggested > 0.01 && suggested < 10, `${suggested}`);
    const linear = await findLearningRate(model, loader, {
      mode: 'linear',
      steps: 20,
      progress: false,
    });
    assertClose([linear.lrs[1], linear.lrs[19]], [0.1, 1]);
    const few = findLearningRate(model, loader, { steps: 1 });
    await assert.rejects(few, /steps is 1, wanted an integer, 2 or more/);
    const aborted = findLearningRate(model, loader, {
      progress: false,
      signal: AbortSignal.abort(),
    });
    await assert.rejects(aborted, { name: 'AbortError' });
    assert.deepEqual(weightsOf(model), before, 'also after an error');
  });

  if (device === 'tensorflow') {
    test('a step that cannot be compiled says how to train all the same', async () => {
      class Looking extends Quarters {
        override trainingStep(batch: XY) {
          const output = super.trainingStep(batch);
          output.loss.dataSync();
          return output;
        }
      }
      const fit = quiet({ maxEpochs: 1 }).fit(new Looking(1), inOrder(points(40, 1)));
      await assert.rejects(fit, /looks at a tensor's values .*compile: false/);
      await quiet({ maxEpochs: 1, compile: false }).fit(new Looking(1), inOrder(points(40, 1)));
    });
  }
});

forEachDevice((test) => {
  test('the suggestion: the steepest fall, unknown numbers left out', () => {
    const lrs = Array.from({ length: 30 }, (_, i) => i);
    const losses = lrs.map((i) => (i < 15 ? 10 : i < 20 ? 10 - 2 * (i - 15) : 1));
    assert.equal(new LearningRateSearch(lrs, losses, false, losses).suggestion(), 16);
    const gaps = losses.map((loss, i) => (i === 12 ? Number.NaN : loss));
    assert.equal(new LearningRateSearch(lrs, gaps, false, gaps).suggestion(), 16);
    assert.equal(
      new LearningRateSearch(lrs.slice(0, 12), losses.slice(0, 12), true, losses).suggestion(),
      undefined,
    );
  });
});
