import * as tf from '@tensorflow/tfjs';

/** What opening a backend came to: words for the learner, or why it cannot be had. */
export type Opening = { description: string } | { unavailable: string };

/** The part of tfjs-node's backend that its typings keep to themselves. */
interface NativeBackend {
  binding: { TF_Version: string };
}

/**
 * Loads TensorFlow's native library through tfjs-node's add-on, which `npm run
 * setup` compiles, and registers it as the backend 'tensorflow'.
 *
 * The library reads its settings once, as it loads, so they are made here.
 */
export function openTensorFlow(): Opening {
  // 2: errors only. The library otherwise reports its build and the processor.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // oneDNN sums in an order of its own, so results would differ from machine to
  // machine, and its start-up costs more than it gains on the small matrices of
  // lessons (a 32 × 784 × 16 product takes twice as long with it).
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
  restoreUtil();
  try {
    // Loaded here, not at the top: without the add-on this throws, and all else
    // in the library works without it.
    require('@tensorflow/tfjs-node-gpu');
  } catch (error) {
    return { unavailable: reasonFor(error) };
  }
  const backend: unknown = tf.findBackend('tensorflow');
  if (!backend) return { unavailable: 'its add-on loaded but made no backend' };
  const { TF_Version: version } = (backend as NativeBackend).binding;
  return { description: `TensorFlow ${version} on the CPU` };
}

/**
 * The add-on's JavaScript calls two functions of node:util that Node 23 dropped
 * or is dropping, and that warn before they go.
 */
function restoreUtil(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}

function reasonFor(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith("Cannot find module '@tensorflow/tfjs-node-gpu'")) {
    return '@tensorflow/tfjs-node-gpu is not installed';
  }
  const missing = /native addon module .* can not be found|Cannot find module/s.test(message);
  if (missing) return 'its add-on is not built: run `npm run setup`';
  return `its add-on does not load (${message.split('\n')[0].trim()}): run \`npm run setup\``;
}
