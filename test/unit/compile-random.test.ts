import assert from 'node:assert/strict';
import test from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { statelessNormal, statelessUniform } from '../../lib/compile';
import { philox } from '../../lib/compile/philox';
import { assertClose } from '../helpers/close';
import { forEachDevice } from '../helpers/devices';

test('Philox 4×32-10 gives the words of its authors', () => {
  // The known answers of Random123, its authors' library (kat_vectors).
  const hex = (words: number[]) =>
    words.map((word) => word.toString(16).padStart(8, '0')).join(' ');
  assert.equal(hex(philox([0, 0, 0, 0], [0, 0])), '6627e8d5 e169c58d bc57ac4c 9b00dbd8');
  const ones = 0xffffffff;
  assert.equal(
    hex(philox([ones, ones, ones, ones], [ones, ones])),
    '408f276d 41c83b0e a20bc7c6 6d5451fd',
  );
  assert.equal(
    hex(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])),
    'd16cfe09 94fdcceb 5001e420 24126ea1',
  );
});

forEachDevice((test) => {
  const draw = (from: typeof statelessUniform, shape: number[], seed: number, counter: number) =>
    tf.tidy(() => from(shape, seed, tf.scalar(counter, 'int32')).dataSync());

  test('stateless numbers are the same on every device', () => {
    // Computed by TensorFlow 2.21's StatelessRandomUniform and StatelessRandomNormal.
    const uniform = [
      0.9778255224227905, 0.9394955635070801, 0.8780210018157959, 0.6436557769775391,
    ];
    assertClose(draw(statelessUniform, [2, 2], 12345, 7), uniform, { tolerance: 0 });
    const normal = [
      -0.0785827487707138, 0.19665402173995972, -0.40037813782691956, -0.316017210483551,
      0.4771382212638855, -0.3774705231189728,
    ];
    assertClose(draw(statelessNormal, [2, 3], 12345, 7), normal, { tolerance: 1e-6 });
  });

  test('stateless numbers depend on shape, seed and counter alone', () => {
    for (const from of [statelessUniform, statelessNormal]) {
      const first = draw(from, [5], 1, 1).join();
      assert.equal(draw(from, [5], 1, 1).join(), first);
      assert.notEqual(draw(from, [5], 2, 1).join(), first);
      assert.notEqual(draw(from, [5], 1, 2).join(), first);
      assert.equal(draw(from, [0], 1, 2).length, 0);
      assert.equal(draw(from, [], 2 ** 31 - 1, 0).length, 1);
    }
  });

  test('stateless numbers have the moments of their distribution', () => {
    const moments = (values: ArrayLike<number>) => {
      const mean = Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
      const square = Array.from(values).reduce((sum, x) => sum + (x - mean) ** 2, 0);
      return [mean, square / values.length];
    };
    const uniform = draw(statelessUniform, [100_000], 3, 4);
    assertClose(moments(uniform), [1 / 2, 1 / 12], { tolerance: 0.005 });
    assert.ok(uniform.every((x) => x >= 0 && x < 1));
    assertClose(moments(draw(statelessNormal, [100_001], 3, 4)), [0, 1], { tolerance: 0.015 });
  });
});
