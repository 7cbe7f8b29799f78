import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { testData } from '../helpers/datasets';

describe('data sets of the tests', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'test-data-'));
  mkdirSync(path.join(home, 'digits'));
  writeFileSync(path.join(home, 'digits/train'), 'x');
  mkdirSync(path.join(home, 'empty'));
  after(() => rmSync(home, { recursive: true }));

  test('DATASETS names the folder', () => {
    const data = testData('digits', { DATASETS: home, CI: '1' });
    assert.equal(data.folder, path.join(home, 'digits'));
    assert.equal(data.skip, false);
  });

  for (const name of ['letters', 'empty']) {
    test(`a missing set skips with its reason: ${name}`, () => {
      const data = testData(name, { DATASETS: home });
      assert.equal(data.skip, `the data set ${name} is not in ${home}`);
    });

    test(`with CI set it does not skip, and reading its folder fails: ${name}`, () => {
      const data = testData(name, { DATASETS: home, CI: 'true' });
      assert.equal(data.skip, false);
      assert.throws(() => data.folder, /the data set \w+ is not in .*set DATASETS/);
    });
  }

  test('the fall-back is ../shared/datasets', () => {
    const reason = testData('no-such-set', {}).skip;
    assert.equal(reason, 'the data set no-such-set is not in ../shared/datasets');
  });
});
