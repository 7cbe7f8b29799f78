// Loaded into every test file: a test that calls process.exit(0) would end its file early, and Node
// would report the tests that had passed until then as all there are. Here such a file fails.

import { isMainThread } from 'node:worker_threads';

const inTestFile =
  isMainThread &&
  process.env.NODE_TEST_CONTEXT !== undefined &&
  /\.test\.[cm]?[jt]s$/.test(process.argv[1] ?? '');

if (inTestFile) {
  const exit = process.exit;
  process.exit = (code) => {
    console.error(new Error('process.exit() was called inside a test file').stack);
    exit.call(process, code || 1);
  };
}
