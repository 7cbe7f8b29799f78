import * as tf from '@tensorflow/tfjs';
import { DEVICE_NAMES, type DeviceName, PLACES } from './places';

/** The device that tensors now live on. */
export interface Device {
  name: DeviceName;
  /** The type of the numbers that it computes with. */
  precision: 'float32';
  /** What it is, in words: `TensorFlow 2.21.0 on the CPU`. */
  description: string;
  /** The faster devices that were tried first, and why each cannot be had. */
  notBetter: { name: DeviceName; reason: string }[];
}

/** How {@link useDevice} goes about it. */
export interface UseDeviceOptions {
  /** Print no line. */
  quiet?: boolean;
}

/**
 * Picks the device on which tensors are made from now on, and prints one line:
 * its name, its precision, and why it is not a faster one.
 *
 * @param name 'cuda', 'webgpu', 'tensorflow', 'wasm' or 'cpu'; 'auto' is the first
 *   of these that works. Left out, it is the environment's `DEVICE`, else 'auto'.
 * @throws Error for a name that is none of these, and for a device asked for by
 *   name that cannot be had: it says why and what to do.
 *
 * @example
 * await useDevice();        // the best there is
 * await useDevice('cpu');   // plain JavaScript, the same everywhere
 */
export async function useDevice(
  name?: DeviceName | 'auto',
  { quiet = false }: UseDeviceOptions = {},
): Promise<Device> {
  const wanted = checkName(name);
  const notBetter: Device['notBetter'] = [];
  for (const candidate of wanted === 'auto' ? DEVICE_NAMES : [wanted]) {
    const opened = await open(candidate);
    if ('unavailable' in opened) {
      notBetter.push({ name: candidate, reason: opened.unavailable });
      continue;
    }
    const device = makeDevice(candidate, opened.description, notBetter);
    if (!quiet) console.log(sayDevice(device, wanted !== 'auto'));
    return device;
  }
  const reasons = notBetter.map((each) => `${each.name}: ${each.reason}`).join('; ');
  throw new Error(
    `useDevice: no such device here (${reasons}). ` +
      'Call useDevice() without a name, with DEVICE unset, for the best one that works.',
  );
}

/**
 * Why a device cannot be had on this machine, or undefined when it can.
 * It leaves the current device as it is.
 */
export async function whyUnavailable(name: DeviceName): Promise<string | undefined> {
  const current = tf.engine().backendName as string | undefined;
  const opened = await PLACES[name].open();
  // Loading a backend may make it the current one.
  if (current !== undefined) await tf.setBackend(current);
  return 'unavailable' in opened ? opened.unavailable : undefined;
}

async function open(name: DeviceName) {
  const opened = await PLACES[name].open();
  if ('unavailable' in opened) return opened;
  const works = await tf.setBackend(PLACES[name].backend);
  return works ? opened : { unavailable: 'its backend does not start' };
}

function checkName(name: DeviceName | 'auto' | undefined): DeviceName | 'auto' {
  const wanted: string = name ?? (process.env.DEVICE || 'auto');
  if (wanted === 'auto' || (DEVICE_NAMES as readonly string[]).includes(wanted)) {
    return wanted as DeviceName | 'auto';
  }
  const from = name === undefined ? ' (from the environment variable DEVICE)' : '';
  throw new Error(
    `useDevice: no device is named '${wanted}'${from}; there are auto, ${DEVICE_NAMES.join(', ')}`,
  );
}

function makeDevice(name: DeviceName, description: string, notBetter: Device['notBetter']): Device {
  const device: Device = { name, precision: PLACES[name].precision, description, notBetter };
  // As a cell's last value it shows its name: the printed line has said the rest.
  return Object.defineProperty(device, Symbol.for('Jupyter.display'), {
    value: () => ({ 'text/plain': `Device ${name}` }),
  });
}

function sayDevice({ name, precision, description, notBetter }: Device, forced: boolean): string {
  const what = `Device: ${name} (${description}), ${precision}`;
  if (forced) return `${what}, as asked for.`;
  if (notBetter.length === 0) return `${what}.`;
  const reasons = new Map<string, DeviceName[]>();
  for (const { name: better, reason } of notBetter) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), better]);
  }
  const why = [...reasons].map(([reason, names]) => `${names.join(', ')} (${reason})`);
  return `${what}. Faster: ${why.join('; ')}.`;
}
