import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { encodePng } from '../../lib/files';
import { EventLog } from '../../lib/train';
import { forEachDevice } from '../helpers/devices';
import { python } from '../helpers/python';
import { inOrder, points, Quarters, quiet, shuffled } from '../helpers/quarters';

const folder = mkdtempSync(path.join(tmpdir(), 'event-log-'));
after(() => rmSync(folder, { recursive: true }));

/** A run's folder as TensorBoard reads it, checksums and all. */
function readLog(run: string) {
  const printed = python(
    `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
log = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "histograms": 0, "images": 0, "tensors": 0})
log.Reload()
tags = log.Tags()
print(json.dumps({
    "scalars": {t: [[e.step, e.value] for e in log.Scalars(t)] for t in tags["scalars"]},
    "histograms": {
        t: [[e.step, {k: list(getattr(e.histogram_value, k)) if "bucket" in k else getattr(e.histogram_value, k)
                       for k in ["min", "max", "num", "sum", "bucket_limit", "bucket"]}]
            for e in log.Histograms(t)] for t in tags["histograms"]},
    "images": {t: [[e.step, e.width, e.height, e.encoded_image_string.hex()] for e in log.Images(t)] for t in tags["images"]},
    "texts": {t: [[e.step, e.tensor_proto.string_val[0].decode()] for e in log.Tensors(t)] for t in tags["tensors"]},
}))`,
    [run],
  );
  return JSON.parse(printed) as {
    scalars: Record<string, [number, number][]>;
    histograms: Record<
      string,
      [number, Record<string, number> & { bucket: number[]; bucket_limit: number[] }][]
    >;
    images: Record<string, [number, number, number, string][]>;
    texts: Record<string, [number, string][]>;
  };
}

forEachDevice((onDevice, device) => {
  onDevice('TensorBoard reads a training: scalars, histograms, text', async () => {
    const run = path.join(folder, device);
    const data = points(60, 1);
    const model = new Quarters(1);
    const trainer = quiet({ maxEpochs: 2, callbacks: [new EventLog(run)] });
    const history = await trainer.fit(model, shuffled(data), inOrder(data));
    const log = readLog(run);
    const steps = (name: string) =>
      history.steps.map((record) => [record.step, Math.fround(record[name])]);
    assert.deepEqual(log.scalars['train/loss'], steps('loss'));
    assert.deepEqual(log.scalars['train/lr'], steps('lr'));
    assert.deepEqual(log.scalars['train/accuracy'], steps('accuracy'));
    assert.deepEqual(
      log.scalars['val/accuracy'],
      history.epochs.map((epoch) => [epoch.step, Math.fround(epoch.valAccuracy)]),
    );
    assert.deepEqual(
      Object.keys(log.histograms),
      model.namedParameters().map(([name]) => name),
    );
    const [step, weights] = log.histograms['net.0.weight'][1];
    const values = Array.from(model.parameters()[0].dataSync());
    assert.equal(step, 6);
    assert.equal(weights.num, 32);
    assert.ok(Math.abs(weights.sum - values.reduce((a, b) => a + b)) < 1e-6);
    assert.deepEqual([weights.min, weights.max], [Math.min(...values), Math.max(...values)]);
    assert.equal(
      weights.bucket.reduce((a, b) => a + b),
      32,
    );
    for (const [i, limit] of weights.bucket_limit.entries()) {
      const below = weights.bucket.slice(0, i + 1).reduce((a, b) => a + b);
      const exact = values.filter((value) => value <= limit).length;
      assert.ok(Math.abs(below - exact) <= 1, `up to bucket ${i}: ${below}, wanted ${exact}`);
    }
    assert.match(log.texts.model[0][1], /0\s+Linear\s+weight \(16, 2\), bias \(16\)/);
  });
});

test('a training that goes on: what the last process logged too far is dropped', async () => {
  await tf.setBackend('cpu');
  const run = path.join(folder, 'resumed');
  const data = points(60, 1);
  const checkpoint = path.join(folder, 'at-2.safetensors');
  const save = {
    onTrainStepEnd: async (training: {
      step: number;
      saveCheckpoint(path: string): Promise<void>;
    }) => {
      if (training.step === 2) await training.saveCheckpoint(checkpoint);
    },
  };
  const first = quiet({ maxSteps: 5, callbacks: [new EventLog(run), save] });
  await first.fit(new Quarters(1), shuffled(data));
  await new Promise((resolve) => setTimeout(resolve, 5)); // files are read in the order of their times
  const second = quiet({ maxSteps: 6, callbacks: [new EventLog(run), {}] });
  const history = await second.fit(new Quarters(1), shuffled(data), undefined, {
    resume: checkpoint,
  });
  assert.equal(readdirSync(run).length, 2);
  const wanted = history.steps.map(({ step, loss }) => [step, Math.fround(loss)]);
  assert.deepEqual(readLog(run).scalars['train/loss'], wanted);
});

test('pictures, text and histograms by hand', async () => {
  await tf.setBackend('cpu');
  const run = path.join(folder, 'by-hand');
  const log = new EventLog(run);
  await log.image(
    'digit',
    tf.tensor2d([
      [0, 0.5],
      [1, 2],
      [-1, 0.25],
    ]),
    3,
  );
  await log.image(
    'color',
    tf.tensor3d([
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ]),
    1,
  );
  log.text('note', '**Hello**, 안녕');
  await log.histogram('same', [2, 2, 2, Number.NaN, Infinity], 1);
  await log.histogram('nothing', [Number.NaN], 1);
  log.scalar('big', 1e30, 2 ** 40);
  await assert.rejects(
    log.image('bad', tf.zeros([2, 2, 4]), 0),
    /the image is \(2, 2, 4\), wanted/,
  );
  log.close();
  const { images, texts, histograms, scalars } = readLog(run);
  const [step, width, height, png] = images.digit[0];
  assert.deepEqual([step, width, height], [3, 2, 3]);
  const bytes = Buffer.from(png, 'hex');
  const start = bytes.indexOf('IDAT');
  const pixels = inflateSync(bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start - 4)));
  assert.deepEqual([...pixels], [0, 0, 128, 0, 255, 255, 0, 0, 64]);
  assert.deepEqual(images.color[0].slice(0, 3), [1, 2, 1]);
  assert.deepEqual(texts.note, [[0, '**Hello**, 안녕']]);
  assert.deepEqual(Object.keys(histograms), ['same']);
  assert.deepEqual(histograms.same[0][1].bucket, [3]);
  assert.deepEqual(scalars.big, [[2 ** 40, Math.fround(1e30)]]);
});

test('a picture whose bytes do not fit its size is refused', () => {
  const data = new Uint8Array(5);
  assert.throws(
    () => encodePng({ width: 2, height: 2, channels: 1, data }),
    /5 bytes for 2 × 2 pixels/,
  );
  assert.throws(
    () => encodePng({ width: 0, height: 2, channels: 1, data: new Uint8Array(0) }),
    /0 × 2/,
  );
});
