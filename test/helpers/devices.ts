// Runs a suite once on every device of the library:
//
//   forEachDevice((test, device) => {
//     test('adds', () => { … });          // runs as 'adds [tensorflow]' and 'adds [cpu]'
//   });
//
// A device that this machine lacks is skipped aloud, test by test, with the reason. One that no
// version of the library has yet is left out.

import { test as nodeTest, type TestContext } from 'node:test';
import { DEVICE_NAMES, type DeviceName, useDevice, whyUnavailable } from '../../lib/device';
import { PLACES } from '../../lib/device/places';

type DeviceTest = (name: string, body: (t: TestContext) => unknown) => void;

export const TESTED_DEVICES: DeviceName[] = DEVICE_NAMES.filter((name) => !PLACES[name].planned);

export function forEachDevice(suite: (test: DeviceTest, device: DeviceName) => void): void {
  for (const device of TESTED_DEVICES) {
    const onDevice: DeviceTest = (name, body) => {
      nodeTest(`${name} [${device}]`, async (t) => {
        const reason = await whyUnavailable(device);
        if (reason !== undefined) {
          t.skip(`${device}: ${reason}`);
          return;
        }
        await useDevice(device, { quiet: true });
        await body(t);
      });
    };
    suite(onDevice, device);
  }
}
