import * as tf from '@tensorflow/tfjs';
import { type Opening, openTensorFlow } from './tensorflow';

/** The devices by name, the fastest first: {@link useDevice} takes the first that works. */
export const DEVICE_NAMES = ['cuda', 'webgpu', 'tensorflow', 'wasm', 'cpu'] as const;

/** One of {@link DEVICE_NAMES}. */
export type DeviceName = (typeof DEVICE_NAMES)[number];

/** One row of the table of devices. */
export interface Place {
  /** The name under which tfjs knows the backend. */
  backend: string;
  /** The type of the numbers it computes with. */
  precision: 'float32';
  /** Loads what it needs and registers the backend, or says why it cannot be had. */
  open(): Opening | Promise<Opening>;
  /** True while no version of this library has it: tests then do not count it as skipped. */
  planned?: boolean;
}

const later = (): Opening => ({ unavailable: 'not in this version' });

export const PLACES: Record<DeviceName, Place> = {
  cuda: { backend: 'tensorflow', precision: 'float32', open: later, planned: true },
  webgpu: { backend: 'webgpu', precision: 'float32', open: later, planned: true },
  tensorflow: { backend: 'tensorflow', precision: 'float32', open: openTensorFlow },
  wasm: { backend: 'wasm', precision: 'float32', open: later, planned: true },
  cpu: { backend: 'cpu', precision: 'float32', open: openPlainCpu },
};

/** The backend that '@tensorflow/tfjs' brings: JavaScript on one core. */
function openPlainCpu(): Opening {
  const backend = tf.findBackend('cpu') as { firstUse?: boolean } | undefined;
  if (!backend) return { unavailable: "the backend 'cpu' of @tensorflow/tfjs is not registered" };
  // On its first operation it would print six lines that advertise tfjs-node.
  backend.firstUse = false;
  return { description: 'plain JavaScript' };
}
