import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { type Callback, DataLoader, Trainer } from '../../lib/train';
import { forEachDevice } from '../helpers/devices';
import { inOrder, points, Quarters, quiet, shuffled, type XY } from '../helpers/quarters';

forEachDevice((test) => {
  test('learns, and validates, tests and predicts', async () => {
    const model = new Quarters(1);
    const trainer = quiet({ maxEpochs: 15 });
    const held = points(100, 9);
    const history = await trainer.fit(model, shuffled(points(200, 8)), shuffled(held));
    assert.equal(history.steps.length, 150);
    assert.equal(history.epochs.length, 15);
    assert.ok(history.epochs[14].loss < 0.5 * history.epochs[0].loss);
    assert.ok(history.epochs[14].valAccuracy > 0.85, `${history.epochs[14].valAccuracy}`);
    assert.equal(trainer.run?.stopReason, 'maxEpochs (15) reached');

    const { valLoss, valAccuracy } = await trainer.validate(model, shuffled(held));
    assert.ok(Math.abs(valLoss - history.epochs[14].valLoss) < 1e-6);
    const { testAccuracy } = await trainer.test(model, shuffled(held));
    assert.equal(testAccuracy, valAccuracy);
    const logits = await trainer.predict(model, new DataLoader(held, { batchSize: 30 }));
    assert.deepEqual(logits.shape, [100, 4]);
    const right = tf.tidy(() =>
      tf.mean(tf.cast(tf.equal(tf.argMax(logits, -1), held.tensors[1]), 'float32')).arraySync(),
    );
    assert.ok(Math.abs((right as number) - testAccuracy) < 1e-6);
    assert.ok(model.net.training, 'back in training mode');
  });

  test('a last batch that is smaller counts less in the means', async () => {
    const model = new Quarters(1);
    const data = points(50, 2);
    const whole = await quiet({ maxEpochs: 1 }).validate(model, shuffled(data, 50));
    const parts = await quiet({ maxEpochs: 1 }).validate(model, shuffled(data, 40));
    assert.ok(Math.abs(whole.valLoss - parts.valLoss) < 1e-6);
    assert.ok(Math.abs(whole.valAccuracy - parts.valAccuracy) < 1e-6);
  });

  test('a stop within an epoch, gone on from, gives the losses of an unbroken run', async () => {
    const data = points(100, 4);
    const unbroken = await quiet({ maxEpochs: 3 }).fit(
      new Quarters(5),
      shuffled(data),
      inOrder(data),
    );

    const controller = new AbortController();
    const trainer = quiet({
      maxEpochs: 3,
      callbacks: [{ onTrainStepEnd: (_run, { step }) => void (step === 8 && controller.abort()) }],
    });
    const model = new Quarters(5);
    const loader = shuffled(data);
    const first = await trainer.fit(model, loader, inOrder(data), { signal: controller.signal });
    assert.equal(first.steps.length, 8);
    assert.equal(trainer.run?.stopReason, 'interrupted');
    await trainer.fit(model, loader, inOrder(data), { signal: controller.signal });
    assert.equal(first.steps.length, 8, 'an aborted signal lets no step through');
    const history = await trainer.fit(model, loader, inOrder(data));
    assert.equal(history, first, 'the history continues');
    assert.deepEqual(history.steps, unbroken.steps);
    const withoutTime = ({ seconds: _, ...rest }: Record<string, number>) => rest;
    assert.deepEqual(history.epochs.map(withoutTime), unbroken.epochs.map(withoutTime));
  });

  test('an interrupt in validation is made good by the next fit', async () => {
    const data = points(60, 4);
    const unbroken = await quiet({ maxEpochs: 2 }).fit(
      new Quarters(5),
      shuffled(data),
      inOrder(data),
    );
    const controller = new AbortController();
    const held: AsyncIterable<XY> = {
      async *[Symbol.asyncIterator]() {
        for await (const batch of inOrder(data)) {
          yield batch;
          controller.abort();
        }
      },
    };
    const model = new Quarters(5);
    const trainer = quiet({ maxEpochs: 2 });
    const loader = shuffled(data);
    const { signal } = controller;
    const history = await trainer.fit(model, loader, held, { signal });
    assert.deepEqual([history.steps.length, history.epochs.length], [3, 0]);
    assert.equal(trainer.run?.stopReason, 'interrupted');
    await trainer.fit(model, loader, inOrder(data));
    assert.deepEqual(history.steps, unbroken.steps);
    assert.deepEqual(
      history.epochs.map((epoch) => epoch.valLoss),
      unbroken.epochValues('valLoss'),
    );
    const aborted = trainer.validate(model, held, { signal });
    await assert.rejects(aborted, { name: 'AbortError' });
  });

  test('a training that is cut, so that nothing after it runs, can be gone on from', async () => {
    const data = points(100, 4);
    const unbroken = await quiet({ maxEpochs: 2 }).fit(new Quarters(5), shuffled(data));
    const model = new Quarters(5);
    const loader = shuffled(data);
    const controller = new AbortController();
    let cut = true;
    const trainer = quiet({
      maxEpochs: 2,
      callbacks: [
        {
          onTrainStepEnd(_run, { step }) {
            if (step !== 3 || !cut) return undefined;
            cut = false;
            controller.abort();
            return new Promise(() => {}); // never
          },
        },
      ],
    });
    const { signal } = controller;
    void trainer.fit(model, loader, undefined, { signal });
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    for await (const _ of loader) break; // whoever looks at the data does no harm
    const history = await trainer.fit(model, loader);
    assert.deepEqual(history.steps, unbroken.steps);
  });

  test("in a notebook the cell's interrupt stops it", async () => {
    const controller = new AbortController();
    const kernel = globalThis as Record<symbol, unknown>;
    kernel[Symbol.for('Jupyter.signal')] = () => controller.signal;
    try {
      const stop = { onTrainStepEnd: () => controller.abort() };
      const trainer = quiet({ maxEpochs: 3, callbacks: [stop] });
      const history = await trainer.fit(new Quarters(1), shuffled(points(100, 1)));
      assert.deepEqual([history.steps.length, trainer.run?.stopReason], [1, 'interrupted']);
    } finally {
      delete kernel[Symbol.for('Jupyter.signal')];
    }
  });

  test('the history: the best epoch, and a table', async () => {
    const data = points(60, 1);
    const trainer = quiet({ maxEpochs: 4 });
    const history = await trainer.fit(new Quarters(1), shuffled(data), inOrder(data));
    const losses = history.epochValues('valLoss');
    assert.equal(losses.length, 4);
    assert.equal(history.bestEpoch('valLoss').valLoss, Math.min(...losses));
    const best = history.bestEpoch('valAccuracy', 'max');
    assert.equal(best.valAccuracy, Math.max(...history.epochValues('valAccuracy')));
    assert.throws(() => history.bestEpoch('f1'), /no epoch has 'f1' \(there is: epoch, step, loss/);
    const lines = history.toTable(3).toString().split('\n');
    assert.match(lines[0], /^epoch\s+step\s+loss\s+accuracy\s+valLoss\s+valAccuracy\s+seconds$/);
    assert.match(lines[1], /^\s+2\s+6\s+/);
    assert.equal(lines.at(-1), 'the last 3 of 4 epochs');
  });

  test('a step that throws can be repaired and gone on from', async () => {
    const data = points(60, 4);
    const unbroken = await quiet({ maxEpochs: 2 }).fit(new Quarters(5), shuffled(data));
    const model = new Quarters(5);
    const trainingStep = model.trainingStep.bind(model);
    let calls = 0;
    model.trainingStep = (batch) => {
      if (++calls === 5) throw new Error('tripped');
      return trainingStep(batch);
    };
    const trainer = quiet({ maxEpochs: 2, compile: false });
    const loader = shuffled(data);
    await assert.rejects(trainer.fit(model, loader), /tripped/);
    const history = await trainer.fit(model, loader);
    assert.deepEqual(history.steps, unbroken.steps);
  });

  test('limits: maxSteps within and at the end of an epoch, raised later; stop by a callback', async () => {
    const data = points(60, 4); // 3 steps an epoch
    const trainer = quiet({ maxSteps: 4 });
    const model = new Quarters(5);
    const loader = shuffled(data);
    const history = await trainer.fit(model, loader);
    assert.deepEqual([history.steps.length, history.epochs.length], [4, 1]);
    trainer.maxSteps = 6;
    await trainer.fit(model, loader);
    assert.deepEqual([history.steps.length, history.epochs.length], [6, 2]);
    trainer.callbacks.push({ onTrainStepEnd: (run) => run.stop('enough') });
    trainer.maxSteps = 100;
    await trainer.fit(model, loader);
    assert.deepEqual([history.steps.length, trainer.run?.stopReason], [7, 'enough']);
    assert.throws(() => new Trainer({}), /give maxEpochs or maxSteps/);
    for (const [name, value] of Object.entries({
      ...{ maxEpochs: Number.NaN, maxSteps: -1, accumulate: 0, validateEverySteps: 1.5 },
    })) {
      const make = () => new Trainer({ maxEpochs: 1, [name]: value });
      assert.throws(make, new RegExp(`Trainer: ${name} is ${value}, wanted an integer`));
    }
    trainer.maxSteps = Number.NaN;
    await assert.rejects(trainer.fit(model, loader), /Trainer: maxSteps is NaN/);
  });

  test('hooks come in their order, and onFitEnd even after an error', async () => {
    const calls: string[] = [];
    const hook = (name: string) => () => void calls.push(name);
    const callback: Callback = {
      onFitStart: hook('fitStart'),
      onEpochStart: hook('epochStart'),
      onTrainStepEnd: hook('step'),
      onValidationEnd: hook('validation'),
      onEpochEnd: hook('epochEnd'),
      onFitEnd: hook('fitEnd'),
    };
    const data = points(40, 1);
    const trainer = quiet({ maxEpochs: 1, callbacks: [callback] });
    await trainer.fit(new Quarters(1), shuffled(data), shuffled(data));
    assert.deepEqual(calls.splice(0), [
      'fitStart',
      'epochStart',
      'step',
      'step',
      'validation',
      'epochEnd',
      'fitEnd',
    ]);
    await assert.rejects(trainer.fit(new Quarters(1), []), /the loader gave no batches/);
    assert.deepEqual(calls, ['fitStart', 'epochStart', 'fitEnd']);
  });

  test('a bad step is explained', async () => {
    const model = new Quarters(1);
    const data = shuffled(points(20, 1));
    model.trainingStep = () => tf.zeros([3]) as never;
    await assert.rejects(
      quiet({ maxEpochs: 1 }).fit(model, data),
      /loss is a tensor \(3\), wanted a scalar/,
    );
    model.trainingStep = () => ({ accuracy: tf.scalar(1) }) as never;
    await assert.rejects(quiet({ maxEpochs: 1 }).fit(model, data), /trainingStep: gave no loss/);
    const stranger = new Quarters(1);
    stranger.configureOptimizers = () => new Quarters(2).configureOptimizers();
    await assert.rejects(
      quiet({ maxEpochs: 1 }).fit(stranger, data),
      /trainingStep's loss depends on no parameter of the optimizer/,
    );
    const frozen = new Quarters(1).freeze();
    await assert.rejects(
      quiet({ maxEpochs: 1 }).fit(frozen, data),
      /every parameter of the optimizer is frozen/,
    );
    const once = async function* () {
      yield* inOrder(points(20, 1));
    };
    await assert.rejects(
      quiet({ maxEpochs: 2 }).fit(new Quarters(1), once()),
      /the loader gave no batches in epoch 2. A generator runs only once/,
    );
  });

  test('one training at a time', async () => {
    const trainer = quiet({ maxEpochs: 1 });
    const model = new Quarters(1);
    const first = trainer.fit(model, shuffled(points(20, 1)));
    await assert.rejects(trainer.fit(model, shuffled(points(20, 1))), /training already/);
    await first;
  });

  test('100 steps keep no tensor', async () => {
    const data = points(40, 1);
    const model = new Quarters(1);
    const counts: number[] = [];
    const trainer = quiet({
      maxEpochs: 50,
      callbacks: [{ onEpochEnd: () => void counts.push(tf.memory().numTensors) }],
    });
    await trainer.fit(model, shuffled(data), shuffled(data));
    assert.equal(trainer.run?.step, 100);
    assert.equal(new Set(counts).size, 1, `live tensors after each epoch: ${counts.join(' ')}`);
  });

  test('timers and other work run while it trains', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    const data = points(400, 1);
    let steps = 0;
    const trainer = quiet({
      maxEpochs: 1000,
      callbacks: [
        { onTrainStepEnd: (run) => void (++steps > 20 && ticks > 5 && run.stop('seen')) },
      ],
    });
    try {
      await trainer.fit(new Quarters(1), shuffled(data));
    } finally {
      clearInterval(timer);
    }
    assert.equal(trainer.run?.stopReason, 'seen');
  });
});
