// Tests of what only the TensorFlow device has. Where it is missing they are skipped aloud.

import { test as nodeTest, type TestContext } from 'node:test';
import { useDevice, whyUnavailable } from '../../lib/device';

export function onTensorFlow(name: string, body: (t: TestContext) => unknown): void {
  nodeTest(name, async (t) => {
    const reason = await whyUnavailable('tensorflow');
    if (reason !== undefined) {
      t.skip(`tensorflow: ${reason}`);
      return;
    }
    await useDevice('tensorflow', { quiet: true });
    await body(t);
  });
}
