import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { generateDigits, generatedDigits } from '../../datasets/digits';
import { type ImageSet, selectImages, splitImages } from '../../datasets/images';
import { drawLine, smoothCurve } from '../../datasets/ink';
import { Random } from '../../lib/random';

/** The share of test pictures whose nearest training picture shows the same digit. */
function nearestNeighbour(train: ImageSet, test: ImageSet): number {
  let right = 0;
  for (let i = 0; i < test.count; i++) {
    let best = Number.POSITIVE_INFINITY;
    let label = -1;
    for (let j = 0; j < train.count; j++) {
      let distance = 0;
      for (let k = 0; k < 784 && distance < best; k++) {
        const difference = train.images[j * 784 + k] - test.images[i * 784 + k];
        distance += difference * difference;
      }
      if (distance < best) {
        best = distance;
        label = train.labels[j];
      }
    }
    if (label === test.labels[i]) right++;
  }
  return right / test.count;
}

describe('digits drawn by a program', () => {
  test('shapes, range and balance', () => {
    const { count, rows, columns, images, labels } = generateDigits(205, new Random(1));
    assert.deepEqual([count, rows, columns], [205, 28, 28]);
    assert.deepEqual([images.length, labels.length], [205 * 784, 205]);
    assert.ok(images.every((value) => value >= 0 && value <= 1));
    assert.ok(images.every((value) => Math.abs(value * 255 - Math.round(value * 255)) < 1e-4));
    const times = new Array(10).fill(0);
    for (const label of labels) times[label]++;
    assert.deepEqual(times, [21, 21, 21, 21, 21, 20, 20, 20, 20, 20]);
  });

  test('one seed gives the same pictures, another seed others', () => {
    const [a, b, c] = [5, 5, 6].map((seed) => generateDigits(30, new Random(seed)));
    assert.deepEqual(a, b);
    assert.notDeepEqual(a.images, c.images);
  });

  test('the pictures do not change from version to version', () => {
    const { images, labels } = generateDigits(100, new Random(7));
    const ink = images.reduce((sum, value) => sum + Math.round(value * 255), 0);
    assert.deepEqual([[...labels.subarray(0, 5)], ink], [[6, 6, 8, 1, 9], 2436496]);
  });

  test('each digit is drawn, and lies about the middle', () => {
    const { images, count } = generateDigits(300, new Random(2));
    for (let i = 0; i < count; i++) {
      const image = images.subarray(i * 784, (i + 1) * 784);
      let [mass, x, y] = [0, 0, 0];
      image.forEach((value, at) => {
        mass += value;
        x += value * (at % 28);
        y += value * Math.floor(at / 28);
      });
      assert.ok(mass > 15 && mass < 300, `picture ${i} has ${mass} of ink`);
      assert.ok(Math.hypot(x / mass - 13.5, y / mass - 13.5) < 3, `picture ${i} is off centre`);
    }
  });

  test('training and test parts are apart and do not depend on each other’s size', () => {
    const small = generatedDigits({ train: 50, test: 20, seed: 3 });
    const large = generatedDigits({ train: 80, test: 20, seed: 3 });
    assert.deepEqual(small.test, large.test);
    assert.notDeepEqual(small.train.images.subarray(0, 784), small.test.images.subarray(0, 784));
    assert.match(
      small.source,
      /drawn by a program \(not handwriting, not MNIST\): 50 training and 20/,
    );
  });

  test('as hard as handwriting: a nearest neighbour learns them, but not wholly', () => {
    const { train, test: unseen } = generatedDigits({ train: 2000, test: 400, seed: 11 });
    const accuracy = nearestNeighbour(train, unseen);
    assert.ok(accuracy > 0.85 && accuracy < 0.98, `nearest neighbour: ${accuracy}`);
  });

  test('a count that is no whole number is refused', () => {
    for (const count of [-1, 2.5, Number.NaN]) {
      assert.throws(() => generateDigits(count, new Random(0)), /wanted a whole number, 0 or more/);
    }
    assert.equal(generateDigits(0, new Random(0)).count, 0);
  });
});

describe('ink', () => {
  test('a horizontal line three pixels wide: full inside, half at its edge, none beyond', () => {
    const image = new Float32Array(9 * 9);
    const line = [1, 7].map((x) => ({ x, y: 4, halfWidth: 1 }));
    drawLine(image, 9, line);
    const column = Array.from({ length: 9 }, (_, y) => image[y * 9 + 4]);
    assert.deepEqual(column, [0, 0, 0, 0.5, 1, 0.5, 0, 0, 0]);
  });

  test('a line that leaves the picture is cut, not wrapped round', () => {
    const image = new Float32Array(25);
    drawLine(
      image,
      5,
      [-9, 20].map((x) => ({ x, y: 2, halfWidth: 0.5 })),
    );
    assert.deepEqual([...image.subarray(10, 15)], [1, 1, 1, 1, 1]);
    assert.equal(
      image.reduce((sum, value) => sum + value),
      5,
    );
  });

  test('a smooth curve passes through its points, and stays straight between points in a line', () => {
    const points = [
      [0, 0],
      [1, 2],
      [3, 1],
      [4, 4],
    ] as const;
    const curve = smoothCurve(points, 5);
    assert.equal(curve.length, 16);
    for (const [i, point] of points.entries()) assert.deepEqual(curve[5 * i], point);
    for (const [x, y] of smoothCurve(
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      4,
    ))
      assert.ok(Math.abs(x - y) < 1e-12);
  });
});

describe('splitImages', () => {
  const set = generateDigits(200, new Random(1));
  const shares = { train: 0.8, validation: 0.2 };

  test('every picture is in one part, each digit in proportion, the same for one seed', () => {
    const { train, validation } = splitImages(set, shares, new Random(4));
    assert.deepEqual([train.count, validation.count], [160, 40]);
    for (const [part, each] of [
      [train, 16],
      [validation, 4],
    ] as const) {
      for (let digit = 0; digit < 10; digit++) {
        assert.equal(part.labels.filter((label) => label === digit).length, each);
      }
    }
    const pictures = ({ images, labels, count }: ImageSet) =>
      Array.from(
        { length: count },
        (_, i) => `${labels[i]} ${images.subarray(i * 784, i * 784 + 784)}`,
      );
    assert.deepEqual([...pictures(train), ...pictures(validation)].sort(), pictures(set).sort());
    assert.deepEqual(splitImages(set, shares, new Random(4)).validation, validation);
    assert.notDeepEqual(splitImages(set, shares, new Random(5)).validation, validation);
  });
});

describe('selectImages', () => {
  const set = generateDigits(10, new Random(1));

  test('picks pictures and their labels, in order', () => {
    const part = selectImages(set, [7, 2]);
    assert.equal(part.count, 2);
    assert.deepEqual([...part.labels], [set.labels[7], set.labels[2]]);
    assert.deepEqual(part.images.subarray(784), set.images.subarray(2 * 784, 3 * 784));
  });

  test('an index outside is refused', () => {
    for (const index of [10, -1, 0.5]) {
      assert.throws(() => selectImages(set, [0, index]), /is not one of the 10 pictures/);
    }
  });
});
