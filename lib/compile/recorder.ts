import * as tf from '@tensorflow/tfjs';
import { Xoshiro128 } from '../random/xoshiro';
import type { Constant, Operation, Value } from './graph';
import type { Binding, HostValues, NativeBackend } from './native';
import { currentSite, describeSite, type Site } from './site';

/**
 * Stands between tfjs and the add-on while a step runs: every operation still runs, and is
 * written down. To look at a tensor's values, which a compiled step cannot do, is an error.
 */
export class Recorder {
  readonly operations: Operation[] = [];
  readonly constants: Constant[] = [];
  /** Every tensor that an operation read, with its data, by the add-on's number. */
  readonly read = new Map<number, Value & { dataId: object }>();
  /** The tensors that were made and not yet deleted. */
  readonly alive = new Map<number, Site>();
  /** The first look at a tensor's values, even if the step caught the error. */
  violation: Error | undefined;
  /** The first draw of a random number on the host. It is no error where variables are made. */
  draw: Error | undefined;

  /** Data written from the host since the recording began, and where. */
  private readonly written = new Map<object, Site>();
  private kernelReads = 0;
  private readonly restorers: (() => void)[] = [];

  constructor(private readonly backend: NativeBackend) {}

  /** Whether a recording is going on. */
  static get active(): boolean {
    return Recorder.current !== undefined;
  }

  private static current: Recorder | undefined;

  /** Runs `body` and writes down what it does. */
  record<T>(body: () => T): T {
    Recorder.current = this;
    // A kernel that is cut in the middle of a cell skips `finally`: this mends it later.
    const mend = setImmediate(() => this.stop());
    try {
      this.start();
      return body();
    } finally {
      clearImmediate(mend);
      this.stop();
    }
  }

  private start(): void {
    const { backend } = this;
    const { binding } = backend;
    const methods = { getInputTensorIds: backend.getInputTensorIds, write: backend.write };
    this.replace(backend, 'binding', this.recordingBinding(binding));
    this.replace(backend, 'write', (values, shape, dtype) => {
      const dataId = methods.write.call(backend, values, shape, dtype);
      this.written.set(dataId, currentSite());
      return dataId;
    });
    this.replace(backend, 'getInputTensorIds', (tensors) => {
      for (const { dataId } of tensors) if (dataId) this.sendOver(dataId, binding);
      return methods.getInputTensorIds.call(backend, tensors);
    });
    this.guardReads();
    this.watchDraws(Math, 'random');
    this.watchDraws(Xoshiro128.prototype, 'next');
  }

  private stop(): void {
    for (const restore of this.restorers.splice(0).reverse()) restore();
    if (Recorder.current === this) Recorder.current = undefined;
  }

  private recordingBinding(real: Binding): Binding {
    const recording: Partial<Binding> = {
      createTensor: (shape, dtype, values) => {
        const id = real.createTensor(shape, dtype, values);
        this.addConstant({ id, shape, dtype, values, site: currentSite() });
        return id;
      },
      deleteTensor: (id) => {
        real.deleteTensor(id);
        this.alive.delete(id);
      },
      executeOp: (name, attributes, inputs, outputs) => {
        const made = real.executeOp(name, attributes, inputs, outputs);
        const site = currentSite();
        for (const { id } of made) this.alive.set(id, site);
        const copies = made.map(({ id, dtype, shape }) => ({ id, dtype, shape: [...shape] }));
        this.operations.push({ name, attributes, inputs: [...inputs], outputs: copies, site });
        return made;
      },
      runSavedModel: () => this.fail('runs a saved model'),
    };
    // The add-on's own methods are read-only, so plain assignment would fail.
    return Object.create(real, Object.getOwnPropertyDescriptors(recording)) as Binding;
  }

  /** Sends values that are still on the host to the device: a constant if the step wrote them. */
  private sendOver(dataId: object, real: Binding): void {
    const data = this.backend.tensorMap.get(dataId);
    if (data.values !== null) {
      const { shape, dtype, values } = data;
      data.id = real.createTensor(shape, dtype, values);
      data.values = null;
      const site = this.written.get(dataId);
      if (site) this.addConstant({ id: data.id, shape, dtype, values, site });
    }
    const { id, dtype, shape } = data;
    this.read.set(id, { id, dtype, shape: [...shape], dataId });
  }

  private addConstant(constant: Constant): void {
    const { shape, values, site } = constant;
    // The add-on shares the values' memory, which the caller may go on to change.
    this.constants.push({ ...constant, shape: [...shape], values: copyOf(values) });
    this.alive.set(constant.id, site as Site);
  }

  private guardReads(): void {
    const { backend } = this;
    const { readSync } = backend;
    this.replace(backend, 'readSync', (dataId) => {
      if (this.kernelReads > 0 || this.written.has(dataId)) return readSync.call(backend, dataId);
      return this.fail("looks at a tensor's values");
    });
    this.replace(backend, 'read', async (dataId) => {
      if (this.written.has(dataId)) return readSync.call(backend, dataId);
      this.violation ??= readError("looks at a tensor's values");
      return new Promise(() => {}); // never: the step fails as soon as it returns
    });
    // tfjs-node's gather reads its indices on the host to check them; TensorFlow checks anyway.
    const gather = tf.getKernel(tf.GatherV2, 'tensorflow');
    const { kernelFunc } = gather;
    this.replace(gather, 'kernelFunc', (parameters) => {
      this.kernelReads++;
      try {
        return kernelFunc(parameters);
      } finally {
        this.kernelReads--;
      }
    });
  }

  private watchDraws<K extends string>(owner: Record<K, () => number>, method: K): void {
    const draw = owner[method];
    const recorder = this;
    this.replace(owner, method, function (this: unknown) {
      recorder.draw ??= errorFor(
        'draws random numbers on the host',
        'Use statelessUniform or statelessNormal, which draw on the device.',
      );
      return draw.call(this);
    });
  }

  private replace<T extends object, K extends keyof T>(owner: T, key: K, value: T[K]): void {
    const own = Object.getOwnPropertyDescriptor(owner, key);
    owner[key] = value;
    this.restorers.push(() => {
      if (own) Object.defineProperty(owner, key, own);
      else delete owner[key];
    });
  }

  private fail(what: string): never {
    this.violation ??= readError(what);
    throw this.violation;
  }
}

function readError(what: string): Error {
  return errorFor(
    what,
    'Return the tensor and look at it outside; instead of branching on it use tf.where.',
  );
}

function errorFor(what: string, advice: string): Error {
  const where = describeSite(currentSite());
  return new Error(`compile: the step ${what} ${where}; a compiled step cannot. ${advice}`);
}

function copyOf(values: HostValues): HostValues {
  return Array.isArray(values) ? values.map((bytes) => bytes.slice()) : values.slice();
}
