import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { loadDigits, loadMNIST, type MNISTOptions } from '../../datasets/mnist';
import { testData } from '../helpers/datasets';

const real = testData('mnist');
const setting = process.env.DATASETS;
let folder: string;
let lines: string[];
let options: MNISTOptions;

before(() => {
  delete process.env.DATASETS;
});
after(() => {
  if (setting !== undefined) process.env.DATASETS = setting;
});
beforeEach((t) => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mnist-'));
  lines = [];
  options = {
    cache: path.join(folder, 'cache'),
    log: (line) => lines.push(line),
    download: false,
    generated: { train: 20, test: 10 },
  };
  (t as { after(fn: () => void): void }).after(() => fs.rmSync(folder, { recursive: true }));
});

function idx(shape: number[], byte: (i: number) => number): Buffer {
  const header = Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size])]);
  const count = shape.reduce((product, size) => product * size);
  return Buffer.concat([header, Buffer.from(Array.from({ length: count }, (_, i) => byte(i)))]);
}

/** Four small files that fit together; some may be replaced. */
function putFiles(replaced: Record<string, Buffer> = {}, zip = gzipSync as (b: Buffer) => Buffer) {
  const files: Record<string, Buffer> = {
    'train-images-idx3-ubyte.gz': idx([3, 28, 28], (i) => i % 256),
    'train-labels-idx1-ubyte.gz': idx([3], (i) => [7, 0, 9][i]),
    't10k-images-idx3-ubyte.gz': idx([2, 28, 28], () => 255),
    't10k-labels-idx1-ubyte.gz': idx([2], (i) => i),
    ...replaced,
  };
  for (const [name, data] of Object.entries(files))
    fs.writeFileSync(path.join(folder, name), zip(data));
}

describe('loadMNIST', () => {
  test('the real pictures: shapes, range, labels, and what they look like', {
    skip: real.skip,
  }, async () => {
    const { train, test: unseen, source } = await loadMNIST({ ...options, folder: real.folder });
    for (const { count, images, labels, rows, columns } of [train, unseen]) {
      assert.deepEqual([rows, columns, images.length, labels.length], [28, 28, count * 784, count]);
      assert.ok(images.every((value) => value >= 0 && value <= 1));
      assert.ok(images.some((value) => value === 1));
      const times = new Array(10).fill(0);
      for (const label of labels) times[label]++;
      for (const share of times) assert.ok(share > count * 0.07 && share < count * 0.13);
      // A zero has a dark middle, a one a bright one.
      const middle = (digit: number) => {
        let [sum, number] = [0, 0];
        for (let i = 0; i < count; i++) {
          if (labels[i] !== digit) continue;
          sum += images[i * 784 + 14 * 28 + 14];
          number++;
        }
        return sum / number;
      };
      assert.ok(middle(0) < 0.1 && middle(1) > 0.7, `${middle(0)} ${middle(1)}`);
    }
    const counts = [train, unseen].map(({ count }) => count.toLocaleString('en'));
    assert.ok(
      source.startsWith(`MNIST: ${counts[0]} training and ${counts[1]} test pictures from`),
    );
    assert.match(source, /a folder of your own; format checked/);
  });

  test('brightness is the byte / 255, and plain files do as well as gzip', async () => {
    for (const zip of [gzipSync as (bytes: Buffer) => Buffer, (bytes: Buffer) => bytes]) {
      putFiles({}, zip);
      const { train, test: unseen } = await loadMNIST({ ...options, folder });
      assert.deepEqual([train.count, unseen.count, [...train.labels]], [3, 2, [7, 0, 9]]);
      assert.equal(train.images[255], 1);
      assert.equal(train.images[51], Math.fround(51 / 255));
      assert.equal(train.images[784], Math.fround((784 % 256) / 255));
    }
  });

  test('files that do not fit are refused by name', async () => {
    const cases: [Record<string, Buffer>, RegExp][] = [
      [
        { 'train-labels-idx1-ubyte.gz': idx([4], () => 1) },
        /train-images.* has 3 pictures but .*train-labels.* has 4 labels: these files do not belong/,
      ],
      [
        { 't10k-labels-idx1-ubyte.gz': idx([2], (i) => 9 + i) },
        /t10k-labels-idx1-ubyte\.gz: label 1 is 10, wanted a digit from 0 to 9/,
      ],
      [
        { 't10k-images-idx3-ubyte.gz': idx([2], () => 1) },
        /t10k-images-idx3-ubyte\.gz: holds Uint8 values of shape \(2\), wanted Uint8 of \(N, 28, 28\)/,
      ],
      [
        { 't10k-labels-idx1-ubyte.gz': idx([2, 28, 28], () => 1) },
        /shape \(2, 28, 28\), wanted Uint8 of \(N\)/,
      ],
      [{ 't10k-labels-idx1-ubyte.gz': Buffer.from('hello') }, /not an IDX file/],
    ];
    for (const [replaced, message] of cases) {
      putFiles(replaced);
      await assert.rejects(loadMNIST({ ...options, folder }), message);
    }
  });

  test('missing: an error with all four addresses, or drawn digits where those are asked for', async () => {
    await assert.rejects(loadMNIST(options), (error: Error) => {
      assert.equal(error.name, 'DatasetMissingError');
      for (const part of ['train-images', 'train-labels', 't10k-images', 't10k-labels']) {
        assert.ok(error.message.includes(`/mnist/${part}-idx`));
      }
      return true;
    });
    const digits = await loadMNIST({ ...options, fallback: 'generated' });
    assert.deepEqual([digits.train.count, digits.test.count], [20, 10]);
    assert.match(digits.source, /not handwriting, not MNIST/);
  });

  test('a folder that is named but lacks files is an error even with a fallback', async () => {
    await assert.rejects(
      loadMNIST({ ...options, folder, fallback: 'generated' }),
      /lacks train-images/,
    );
  });
});

describe('loadDigits', () => {
  test('with nothing here: drawn digits, said aloud, and how to get real ones', async () => {
    const digits = await loadDigits({ ...options, download: undefined });
    assert.equal(lines[0], digits.source);
    assert.match(lines[0], /^digits drawn by a program \(not handwriting, not MNIST\)/);
    assert.match(lines[1], /loadDigits\(\{ download: true \}\) fetches MNIST/);
  });

  test('with a folder: its pictures, said aloud', async () => {
    putFiles();
    const digits = await loadDigits({ ...options, folder });
    assert.equal(digits.name, 'MNIST');
    assert.deepEqual(lines, [digits.source]);
    assert.match(lines[0], /MNIST: 3 training and 2 test pictures from .*a folder of your own/);
  });

  test('with the folder that DATASETS names', async () => {
    putFiles();
    fs.mkdirSync(path.join(folder, 'sets'));
    fs.symlinkSync(folder, path.join(folder, 'sets', 'mnist'));
    process.env.DATASETS = path.join(folder, 'sets');
    try {
      assert.equal((await loadDigits(options)).train.count, 3);
    } finally {
      delete process.env.DATASETS;
    }
  });
});
