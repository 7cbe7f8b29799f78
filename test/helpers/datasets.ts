// Real data for tests: the folder named by DATASETS, else ../shared/datasets beside the repository.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** What a test needs to know about one data set: where it lies, or why its test stands aside. */
export interface TestData {
  /** Absolute path of the data set's folder. Reading it throws where the data is missing. */
  readonly folder: string;
  /** For `test(name, { skip: data.skip }, …)`: false, or the reason. Always false with CI set. */
  readonly skip: false | string;
}

/**
 * Finds a real data set for a test.
 *
 * With CI set a missing data set does not skip: the test runs and fails when it reads `folder`.
 *
 * @param name the data set's folder, for example `mnist` or `tatoeba-kor-eng`
 * @param env where DATASETS and CI are read from
 */
export function testData(name: string, env: NodeJS.ProcessEnv = process.env): TestData {
  const home = path.resolve(ROOT, env.DATASETS || '../shared/datasets');
  const folder = path.join(home, name);
  if (existsSync(folder) && readdirSync(folder).length > 0) return { folder, skip: false };

  const missing = `the data set ${name} is not in ${env.DATASETS ? home : '../shared/datasets'}`;
  return {
    get folder(): string {
      throw new Error(`${missing}; set DATASETS to the folder that holds it.`);
    },
    skip: isCI(env) ? false : missing,
  };
}

function isCI(env: NodeJS.ProcessEnv): boolean {
  return !['', '0', 'false'].includes((env.CI ?? '').toLowerCase());
}
