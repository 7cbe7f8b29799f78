import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from '../../lib/random';
import { naturalLog } from '../../lib/random/log';
import { splitMix64Words, Xoshiro128 } from '../../lib/random/xoshiro';

/** Σ (observed − expected)² / expected over equally likely cells. */
function chiSquare(counts: ArrayLike<number>): number {
  const observed = Array.from(counts);
  const expected = observed.reduce((sum, count) => sum + count, 0) / observed.length;
  return observed.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Kolmogorov's distance times √n: above 1.95 by chance once in a thousand. */
function kolmogorov(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  sorted.forEach((x, i) => {
    distance = Math.max(distance, (i + 1) / n - cdf(x), cdf(x) - i / n);
  });
  return distance * Math.sqrt(n);
}

/** Φ by its power series: good to 1e−12 for |x| < 6. */
function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-16 && k < 300; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const mean = (v: ArrayLike<number>) => Array.from(v).reduce((s, e) => s + e, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) ** 2;
    yy += (y[i] - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

const draw = <T>(n: number, next: () => T): T[] => Array.from({ length: n }, next);

describe('golden values', () => {
  test('xoshiro128** gives the words of its C source', () => {
    const counting = new Xoshiro128([1, 2, 3, 4]);
    assert.deepEqual(
      draw(6, () => counting.next()),
      [11520, 0, 5927040, 70819200, 2031721883, 1637235492],
    );
    const dense = new Xoshiro128([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0]);
    assert.deepEqual(
      draw(4, () => dense.next()),
      [0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70],
    );
  });

  test('SplitMix64 gives its published words for seed 0', () => {
    assert.deepEqual(splitMix64Words(0n), [0x7b1dcdaf, 0xe220a839, 0xa1b965f4, 0x6e789e6a]);
  });

  test('a seed gives the numbers that an independent program gives', () => {
    const random = new Random(42);
    assert.deepEqual(
      draw(3, () => random.next()),
      [0.4137016681565887, 0.003983993377814743, 0.6500837027638867],
    );
    assert.equal(new Random(-1).next(), 0.11122081116347982);
    const normals = new Random(42).normalArray(4);
    [1.0873020675225118, 1.3373747636261168, 0.7409935464462171, 0.5294255135865079].forEach(
      (value, i) => {
        assert.equal(normals[i], Math.fround(value));
      },
    );
  });

  test('the other draws stay as they are from version to version', () => {
    const random = new Random(7);
    assert.deepEqual(
      {
        integers: draw(8, () => random.integer(100)),
        permutation: [...random.permutation(8)],
        shuffled: random.shuffle(['a', 'b', 'c', 'd']),
        uniform: random.uniform(-1, 1),
        forked: random.fork().next(),
      },
      GOLDEN,
    );
  });
});

const GOLDEN = {
  integers: [69, 24, 42, 40, 66, 51, 78, 94],
  permutation: [5, 1, 2, 4, 7, 6, 3, 0],
  shuffled: ['d', 'c', 'b', 'a'],
  uniform: 0.735418711004159,
  forked: 0.81524530812203,
};

test('the logarithm is right to the last bits', () => {
  const random = new Random(1);
  const inputs = [1, 0.5, Math.SQRT1_2, 1e-300, 5e-324, 1 - 2 ** -53];
  for (const x of [...inputs, ...draw(20000, () => 1 - random.next())]) {
    const error = Math.abs(naturalLog(x) - Math.log(x));
    assert.ok(error <= 1e-15 * Math.abs(Math.log(x)), `ln ${x} is off by ${error}`);
  }
});

describe('distributions', () => {
  test('next is uniform on [0, 1), in its value and its low bits', () => {
    const random = new Random(2024);
    const cells = new Int32Array(100);
    const lowCells = new Int32Array(16);
    const values = draw(100000, () => random.next());
    for (const value of values) {
      cells[Math.floor(value * 100)]++;
      lowCells[(value * 2 ** 53) % 16]++;
    }
    assert.ok(chiSquare(cells) < 148.2, 'chance 0.001 for 99 degrees of freedom');
    assert.ok(chiSquare(lowCells) < 37.7, 'chance 0.001 for 15 degrees of freedom');
    assert.ok(kolmogorov(values, (x) => x) < 1.95);
    assert.ok(values.every((value) => value >= 0 && value < 1));
  });

  test('the checks reject generators that are wrong', () => {
    const random = new Random(3);
    const squared = draw(5000, () => random.next() ** 1.1);
    assert.ok(kolmogorov(squared, (x) => x) > 1.95);
    const modulo = new Int32Array(3); // the bias that integer() avoids, made large
    for (let i = 0; i < 3000; i++) modulo[random.integer(8) % 3]++;
    assert.ok(chiSquare(modulo) > 13.8);
    const narrow = draw(5000, () => random.normal(0, 0.9));
    assert.ok(kolmogorov(narrow, normalCdf) > 1.95);
  });

  test('consecutive numbers are unrelated', () => {
    const random = new Random(5);
    const values = draw(100001, () => random.next());
    // Standard error 1/√100000 = 0.0032; 3.3 of them.
    assert.ok(Math.abs(correlation(values.slice(1), values.slice(0, -1))) < 0.0104);
    const pairs = new Int32Array(256);
    for (let i = 0; i + 1 < values.length; i += 2) {
      pairs[Math.floor(values[i] * 16) * 16 + Math.floor(values[i + 1] * 16)]++;
    }
    assert.ok(chiSquare(pairs) < 330.5, 'chance 0.001 for 255 degrees of freedom');
  });

  test('normal has the normal distribution, its tails too', () => {
    const random = new Random(11);
    const values = draw(100000, () => random.normal());
    assert.ok(kolmogorov(values, normalCdf) < 1.95);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    assert.ok(Math.abs(mean) < 3.3 / Math.sqrt(100000), `mean ${mean}`);
    assert.ok(Math.abs(variance - 1) < 3.3 * Math.sqrt(2 / 100000), `variance ${variance}`);
    const beyond3 = values.filter((x) => Math.abs(x) > 3).length; // expected 270, ± 16
    assert.ok(beyond3 > 216 && beyond3 < 324, `${beyond3} of 100000 beyond 3 sigma`);
    const pairs = values.filter((_, i) => i % 2 === 0);
    const others = values.filter((_, i) => i % 2 === 1);
    assert.ok(Math.abs(correlation(pairs, others)) < 3.3 / Math.sqrt(50000));
    const shifted = draw(20000, () => random.normal(5, 2));
    assert.ok(kolmogorov(shifted, (x) => normalCdf((x - 5) / 2)) < 1.95);
  });

  test('integer favours no value, for a small n and for one near 2^32', () => {
    const random = new Random(13);
    const counts = new Int32Array(7);
    for (let i = 0; i < 70000; i++) counts[random.integer(7)]++;
    assert.ok(chiSquare(counts) < 22.5, 'chance 0.001 for 6 degrees of freedom');
    // A modulo would give values under 2^30 twice the weight of the others here.
    const n = 3 * 2 ** 30;
    const thirds = new Int32Array(3);
    for (let i = 0; i < 30000; i++) thirds[Math.floor(random.integer(n) / 2 ** 30)]++;
    assert.ok(chiSquare(thirds) < 13.8, 'chance 0.001 for 2 degrees of freedom');
    assert.equal(random.integer(1), 0);
    assert.ok(random.integer(2 ** 32) < 2 ** 32);
  });

  test('shuffle and permutation favour no order', () => {
    const random = new Random(17);
    for (const order of [() => random.shuffle([0, 1, 2, 3]), () => [...random.permutation(4)]]) {
      const seen = new Map<string, number>();
      for (let i = 0; i < 24000; i++) {
        const key = order().join('');
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
      assert.equal(seen.size, 24);
      assert.ok(chiSquare([...seen.values()]) < 49.7, 'chance 0.001 for 23 degrees of freedom');
    }
  });

  test('choice favours no element', () => {
    const random = new Random(19);
    const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
    for (let i = 0; i < 30000; i++) counts[random.choice(['a', 'b', 'c'])]++;
    assert.ok(chiSquare(Object.values(counts)) < 13.8);
  });

  test('the bulk draws have their distributions', () => {
    const random = new Random(23);
    const uniform = random.uniformArray(100000, -2, 3);
    assert.ok(uniform.every((x) => x >= -2 && x < 3));
    assert.ok(kolmogorov(uniform, (x) => (x + 2) / 5) < 1.95);
    const normal = random.normalArray(100000, 1, 0.5);
    assert.ok(kolmogorov(normal, (x) => normalCdf((x - 1) / 0.5)) < 1.95);
  });
});

describe('streams', () => {
  test('a forked stream is unrelated to its parent and to its siblings', () => {
    const parent = new Random(29);
    const [first, second] = [parent.fork(), parent.fork()];
    const grandchild = first.fork();
    const streams = [parent, first, second, grandchild].map((r) => r.uniformArray(50000));
    for (let i = 0; i < streams.length; i++) {
      for (let j = 0; j < i; j++) {
        assert.ok(Math.abs(correlation(streams[i], streams[j])) < 3.3 / Math.sqrt(50000));
      }
    }
  });

  test('what a fork draws does not move its parent', () => {
    const [a, b] = [new Random(31), new Random(31)];
    a.fork().normalArray(1000);
    b.fork();
    assert.equal(a.next(), b.next());
  });

  test('neighbouring seeds give unrelated streams', () => {
    const streams = draw(5, () => 0).map((_, seed) => new Random(seed).uniformArray(50000));
    for (let i = 1; i < streams.length; i++) {
      assert.ok(Math.abs(correlation(streams[i], streams[i - 1])) < 3.3 / Math.sqrt(50000));
    }
    const firsts = draw(1000, () => 0).map((_, seed) => new Random(seed).next());
    assert.ok(kolmogorov(firsts, (x) => x) < 1.95);
  });

  test('a state goes through JSON and goes on where it stood, in the middle of a pair', () => {
    const random = new Random(37);
    random.normal();
    const restored = Random.fromState(JSON.parse(JSON.stringify(random.state())));
    assert.notEqual(random.state().spareNormal, null);
    const rest = (r: Random) => [
      r.normal(),
      r.normal(),
      r.next(),
      r.integer(1000),
      r.fork().next(),
    ];
    assert.deepEqual(rest(restored), rest(random));
  });

  test('normalArray gives what normal gives, rounded', () => {
    const one = new Random(41);
    const many = new Random(41);
    const singles = draw(101, () => Math.fround(one.normal(2, 3)));
    assert.deepEqual([...many.normalArray(101, 2, 3)], singles);
    assert.deepEqual(many.state(), one.state());
  });
});

describe('limits', () => {
  test('rounding to 32 bits never reaches the open end', () => {
    const random = new Random(43);
    for (const [lo, hi] of [
      [0.1, 0.1 + 1e-8],
      [1, 1 + 2 ** -22],
      [-1, 1e-7],
      [16777215, 16777217],
    ]) {
      const values = random.uniformArray(2000, lo, hi);
      assert.ok(
        values.every((x) => x >= Math.fround(lo) && x < Math.fround(hi)),
        `[${lo}, ${hi})`,
      );
    }
    const tight = draw(2000, () => random.uniform(1, 1 + 2 ** -51));
    assert.ok(tight.every((x) => x >= 1 && x < 1 + 2 ** -51));
  });

  test('empty and constant draws', () => {
    const random = new Random(47);
    assert.equal(random.uniformArray(0).length, 0);
    assert.equal(random.permutation(0).length, 0);
    assert.deepEqual(random.shuffle([]), []);
    assert.equal(random.normal(5, 0), 5);
  });

  test('shuffle leaves its argument alone', () => {
    const original = Object.freeze([1, 2, 3, 4, 5]);
    assert.deepEqual([...new Random(1).shuffle(original)].sort(), [...original]);
  });

  test('bad arguments say what came and what was wanted', () => {
    const random = new Random(1);
    for (const seed of [
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 53,
      '1' as unknown as number,
    ]) {
      assert.throws(() => new Random(seed), /the seed is .+, wanted an integer/);
    }
    for (const n of [0, -1, 1.5, 2 ** 32 + 1, Number.NaN]) {
      assert.throws(() => random.integer(n), /n is .+, wanted an integer from 1/);
    }
    assert.throws(() => random.uniform(1, 1), /interval is \[1, 1\)/);
    assert.throws(() => random.uniform(0, Number.NaN), /interval/);
    assert.throws(() => random.uniformArray(3, 1, 1 + 1e-12), /holds no 32-bit float/);
    assert.throws(() => random.normal(0, -1), /std -1/);
    assert.throws(() => random.normalArray(-1), /length is -1/);
    assert.throws(() => random.permutation(-1), /n is -1/);
    assert.throws(() => random.choice([]), /the array is empty/);
    for (const state of [
      null,
      {},
      { words: [1, 2, 3], spareNormal: null },
      { words: [1, 2, 3, -4], spareNormal: null },
      { words: [1, 2, 3, 4] },
      { words: [1, 2, 3, 4], spareNormal: 'x' },
    ]) {
      assert.throws(() => Random.fromState(state as never), /fromState: wanted/);
    }
    const zeros = { words: [0, 0, 0, 0], spareNormal: null };
    assert.throws(() => Random.fromState(zeros as never), /not all of them zero/);
  });
});
