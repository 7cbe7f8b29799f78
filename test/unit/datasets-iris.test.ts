import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { IRIS_FEATURES, IRIS_SPECIES, loadIris, loadIrisFrame } from '../../datasets';

test('150 flowers, 50 of each species, in order', async () => {
  const { x, y, featureNames, speciesNames } = await loadIris();
  assert.equal(x.length, 150);
  assert.ok(x.every((row) => row.length === 4 && row.every((cm) => cm > 0 && cm < 8)));
  assert.deepEqual(
    y,
    Array.from({ length: 150 }, (_, i) => Math.floor(i / 50)),
  );
  assert.deepEqual(featureNames, IRIS_FEATURES);
  assert.deepEqual(speciesNames, IRIS_SPECIES);
});

test("the figures are Fisher's, not those of UCI's file, which has two rows wrong", async () => {
  const { x } = await loadIris();
  assert.deepEqual(x[0], [5.1, 3.5, 1.4, 0.2]);
  assert.deepEqual(x[34], [4.9, 3.1, 1.5, 0.2]); // UCI has 0.1 at the end
  assert.deepEqual(x[37], [4.9, 3.6, 1.4, 0.1]); // UCI has 3.1 and 1.5
  assert.deepEqual(x[149], [5.9, 3, 5.1, 1.8]);
  // Table II of the paper, the means of each species, which R's copy has, too.
  const mean = (species: number, feature: number) =>
    x.slice(species * 50, species * 50 + 50).reduce((sum, row) => sum + row[feature], 0) / 50;
  const means = [0, 1, 2].map((s) => [0, 1, 2, 3].map((f) => Number(mean(s, f).toFixed(3))));
  assert.deepEqual(means, [
    [5.006, 3.428, 1.462, 0.246],
    [5.936, 2.77, 4.26, 1.326],
    [6.588, 2.974, 5.552, 2.026],
  ]);
});

test('each call gives rows of its own', async () => {
  const first = await loadIris();
  first.x[0][0] = 99;
  assert.equal((await loadIris()).x[0][0], 5.1);
});

test('the table has the same figures and can be explored', async () => {
  const frame = await loadIrisFrame();
  assert.deepEqual(frame.shape, [150, 5]);
  assert.deepEqual(frame.columns, [...IRIS_FEATURES, 'species']);
  const { x, y } = await loadIris();
  assert.deepEqual(
    frame.values,
    x.map((row, i) => [...row, IRIS_SPECIES[y[i]]]),
  );
  assert.deepEqual(frame.head(2).shape, [2, 5]);
  assert.deepEqual([...frame.column('species').unique().values], [...IRIS_SPECIES]);
  const means = frame.groupby(['species']).mean();
  assert.deepEqual(means.shape, [3, 5]);
});

test('only the table loads danfo.js', () => {
  const code = `const { loadIris, loadIrisFrame } = require('./datasets');
    const loaded = () => Object.keys(require.cache).some((file) => file.includes('danfojs'));
    loadIris().then(async () => {
      const before = loaded();
      await loadIrisFrame();
      console.log(before, loaded());
    });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', code], {
    cwd: path.resolve(__dirname, '../..'),
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  assert.equal(stdout, 'false true\n');
});
