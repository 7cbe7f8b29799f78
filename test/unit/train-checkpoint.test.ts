import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { loadWeights, saveWeights } from '../../lib/nn';
import {
  EarlyStopping,
  loadCheckpointWeights,
  ModelCheckpoint,
  OneCycleLR,
  SGD,
} from '../../lib/train';
import { assertClose } from '../helpers/close';
import { forEachDevice } from '../helpers/devices';
import { python } from '../helpers/python';
import { inOrder, points, Quarters, quiet, shuffled } from '../helpers/quarters';

const folder = mkdtempSync(path.join(tmpdir(), 'checkpoint-'));
after(() => rmSync(folder, { recursive: true }));

const withoutTime = ({ seconds: _, ...rest }: Record<string, number>) => rest;

/**
 * Asserts that a training that was broken went as the unbroken one. On TensorFlow its first steps
 * after the break run as written, where the other's were compiled, and their kernels round apart.
 */
function assertSameCourse(
  device: string,
  came: Record<string, number>[],
  wanted: Record<string, number>[],
  name: string,
): void {
  if (device === 'tensorflow') {
    assert.deepEqual(came.map(Object.keys), wanted.map(Object.keys), name);
    for (const key of Object.keys(wanted[0])) {
      const [course, want] = [came, wanted].map((records) => records.map((each) => each[key]));
      assertClose(course, want, { tolerance: 1e-6, name: `${name}: ${key}` });
    }
  } else {
    assert.deepEqual(came, wanted, name);
  }
}

forEachDevice((test, device) => {
  const place = (name: string) => path.join(folder, device, name);

  test('weights go to a file and come back, also to and from Python', async () => {
    const model = new Quarters(1);
    const file = place('weights.safetensors');
    await saveWeights(file, model, { format: 'pt' });
    const other = new Quarters(2);
    assert.deepEqual(await loadWeights(file, other), { missing: [], unexpected: [] });
    const parameters = new Map(other.namedParameters());
    for (const [name, value] of model.namedParameters()) {
      assertClose(parameters.get(name)!, value, { tolerance: 0 });
    }
    python(
      `
import sys
from safetensors.numpy import load_file, save_file
state = load_file(sys.argv[1])
assert {k: v.shape for k, v in state.items()} == {
    "net.0.weight": (16, 2), "net.0.bias": (16,), "net.3.weight": (4, 16), "net.3.bias": (4,)
}, state
save_file({k: v * 2 for k, v in state.items()}, sys.argv[1])`,
      [file],
    );
    await loadWeights(file, other);
    const [bias, twice] = [model, other].map((each) => each.parameters()[1].dataSync());
    assertClose(
      twice,
      bias.map((value) => 2 * value),
      { tolerance: 0 },
    );
    const wrong = loadWeights(file, model.net);
    await assert.rejects(wrong, /missing: 0.weight, 0.bias, 3.weight, 3.bias/);
  });

  test('a training goes on from a checkpoint with the losses of an unbroken one', async () => {
    class Scheduled extends Quarters {
      override configureOptimizers() {
        const optimizer = new SGD(this.parameters(), { lr: 1, momentum: 0.5 });
        return { optimizer, schedule: new OneCycleLR(optimizer, { maxLr: 0.4, totalSteps: 40 }) };
      }
    }
    const data = points(100, 4);
    const [model] = [new Scheduled(5, 'sgd', 0.3)];
    const unbroken = await quiet({ maxEpochs: 4 }).fit(model, shuffled(data), inOrder(data));
    for (const steps of [3, 5, 10, 13]) {
      const file = place(`at-${steps}.safetensors`);
      const first = quiet({ maxSteps: steps });
      await first.fit(new Scheduled(5, 'sgd', 0.3), shuffled(data), inOrder(data));
      await first.run!.saveCheckpoint(file);
      first.dispose();
      // Another process would make another model: its numbers and its dropout's seed do not matter.
      const second = quiet({ maxEpochs: 4 });
      const other = new Scheduled(77, 'sgd', 0.3);
      const history = await second.fit(other, shuffled(data), inOrder(data), { resume: file });
      const name = `broken after step ${steps}`;
      assertSameCourse(device, history.steps, unbroken.steps, name);
      const [epochs, wanted] = [history, unbroken].map((each) => each.epochs.map(withoutTime));
      assertSameCourse(device, epochs, wanted, name);
      const tolerance = device === 'tensorflow' ? 1e-6 : 0;
      for (const [i, value] of other.parameters().entries()) {
        assertClose(value, model.parameters()[i], { tolerance, name });
      }
    }
  });

  test('an interrupted training with accumulation goes on from its last whole step', async () => {
    const data = points(100, 4);
    const make = () => quiet({ maxEpochs: 2, accumulate: 2 });
    const unbroken = await make().fit(new Quarters(5), shuffled(data, 10));
    const file = place('accumulated.safetensors');
    const controller = new AbortController();
    const trainer = make();
    let batches = 0;
    const model = new Quarters(5);
    const loader = shuffled(data, 10);
    const counted = loader[Symbol.asyncIterator].bind(loader);
    loader[Symbol.asyncIterator] = async function* () {
      for await (const batch of { [Symbol.asyncIterator]: counted }) {
        if (++batches === 6) controller.abort(); // five were taken in: two steps and a half
        yield batch;
      }
    };
    await trainer.fit(model, loader, undefined, { signal: controller.signal });
    assert.equal(trainer.run!.step, 2);
    await trainer.run!.saveCheckpoint(file);
    const resumed = await make().fit(new Quarters(9), shuffled(data, 10), undefined, {
      resume: file,
    });
    assertSameCourse(device, resumed.steps, unbroken.steps, 'from the file');
    const went = await trainer.fit(model, loader);
    assertSameCourse(device, went.steps, unbroken.steps, 'in the same process');
  });

  test('best and last: the best by validation, early stopping remembered', async () => {
    const data = points(40, 1);
    const losses = [3, 1, 2, 2, 2];
    class Told extends Quarters {
      static turn = 0;
      validationStep() {
        return tf.scalar(losses[Told.turn++]);
      }
    }
    Told.turn = 0;
    const home = place('best');
    const callbacks = () => [
      new ModelCheckpoint({ folder: home }),
      new EarlyStopping({ patience: 3 }),
    ];
    const weights: Float32Array[] = [];
    const model = new Told(1);
    const note = {
      onEpochEnd: () => void weights.push(model.parameters()[0].dataSync().slice() as Float32Array),
    };
    const trainer = quiet({ maxEpochs: 3, callbacks: [...callbacks(), note] });
    await trainer.fit(
      model,
      shuffled(data),
      inOrder(data.tensors[0].shape[0] ? points(5, 1) : data),
    );
    const [checkpoint] = trainer.callbacks as [ModelCheckpoint];
    assert.equal(checkpoint.bestValue, 1);
    assert.deepEqual(readdirSync(home).sort(), ['best.safetensors', 'last.safetensors']);
    const other = new Told(2);
    await checkpoint.loadBest(other);
    assertClose(other.parameters()[0], weights[1], { tolerance: 0 });
    await loadCheckpointWeights(checkpoint.lastPath, other);
    assertClose(other.parameters()[0], weights[2], { tolerance: 0 });

    // In epoch 3 the loss got no better once; two more such epochs in the next process stop it.
    const again = quiet({ maxEpochs: 9, callbacks: [...callbacks(), {}] });
    const resume = checkpoint.lastPath;
    const history = await again.fit(new Told(3), shuffled(data), inOrder(points(5, 1)), { resume });
    assert.equal(history.epochs.length, 5);
    assert.match(again.run!.stopReason!, /got no better 3 times/);
    assert.equal((again.callbacks[0] as ModelCheckpoint).bestValue, 1);
  });

  test('NaN in a history survives', async () => {
    class Undefined extends Quarters {
      validationStep() {
        return { loss: tf.scalar(1), score: tf.scalar(Number.NaN) };
      }
    }
    const data = points(20, 1);
    const file = place('nan.safetensors');
    const trainer = quiet({ maxEpochs: 1 });
    await trainer.fit(new Undefined(1), inOrder(data), inOrder(data));
    await trainer.run!.saveCheckpoint(file);
    const history = await quiet({ maxEpochs: 2 }).fit(
      new Undefined(1),
      inOrder(data),
      inOrder(data),
      {
        resume: file,
      },
    );
    assert.deepEqual(history.epochValues('valScore'), [Number.NaN, Number.NaN]);
  });

  test('a file that is no checkpoint, or of another model, is refused and named', async () => {
    const data = points(40, 1);
    const home = place('refused');
    const trainer = quiet({
      maxEpochs: 1,
      callbacks: [new ModelCheckpoint({ folder: home, monitor: null })],
    });
    const model = new Quarters(1);
    await trainer.fit(model, shuffled(data));
    assert.deepEqual(readdirSync(home), ['last.safetensors']);
    const file = path.join(home, 'last.safetensors');
    const resume = (path: string, other: Quarters) =>
      quiet({ maxEpochs: 2 }).fit(other, shuffled(data), undefined, { resume: path });
    await assert.rejects(
      resume(file, new Quarters(1, 'adam')),
      /last.safetensors: Adam.loadStateDict: .*momentumBuffer/s,
    );
    await assert.rejects(
      resume(path.join(home, 'none.safetensors'), model),
      /ENOENT.*none.safetensors/,
    );
    const weights = path.join(home, 'weights.safetensors');
    await saveWeights(weights, model);
    await assert.rejects(
      resume(weights, model),
      /is not a checkpoint of a training; use loadWeights/,
    );
    const cut = path.join(home, 'cut.safetensors');
    writeFileSync(cut, readFileSync(file).subarray(0, 900));
    await assert.rejects(resume(cut, model), /cut.safetensors: not a valid safetensors file/);
    const watching = quiet({ maxEpochs: 1, callbacks: [new ModelCheckpoint({ folder: home })] });
    await assert.rejects(
      watching.fit(new Quarters(1), shuffled(data)),
      /ModelCheckpoint: there is no 'valLoss'/,
    );
  });
});
