import * as tf from '@tensorflow/tfjs';

/** TensorFlow's numbers for the types of tensors (tensorflow/c/tf_datatype.h). */
export const DTYPE = { float32: 1, int32: 3, string: 7 } as const;

/** TensorFlow's numbers for the types of attributes (tensorflow/c/tf_attrtype.h). */
export const ATTRIBUTE = {
  string: 0,
  int: 1,
  float: 2,
  bool: 3,
  type: 4,
  shape: 5,
  function: 8,
} as const;

/** An attribute of an operation, in the form in which the add-on takes it. */
export interface Attribute {
  name: string;
  /** One of {@link ATTRIBUTE}. */
  type: number;
  value: unknown;
}

/** A tensor that an operation gave. */
export interface OutputInfo {
  id: number;
  dtype: number;
  shape: number[];
}

/** Values on the host: strings are arrays of bytes. */
export type HostValues = Float32Array | Int32Array | Uint8Array | Uint8Array[];

/** What this room uses of the add-on of tfjs-node. Tensors are numbers to it. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: HostValues): number;
  deleteTensor(id: number): void;
  executeOp(
    name: string,
    attributes: Attribute[],
    inputs: number[],
    outputs: number,
    replaced?: number[],
  ): OutputInfo[];
  registerFunction(
    name: string,
    graphDef: Uint8Array,
    inputs: string[],
    outputs: string[],
    controlOutputs: string[],
  ): void;
  removeFunction(name: string): void;
  isUsingGpuDevice(): boolean;
  runSavedModel(...parameters: unknown[]): unknown;
}

/** What the backend knows of a tensor's data. */
export interface TensorData {
  shape: number[];
  dtype: number;
  /** The add-on's number, once the values are on the device. */
  id: number;
  /** Values that are still on the host, else null. */
  values: HostValues | null;
  refCount: number;
}

/** The part of tfjs-node's backend that its typings keep to themselves. */
export interface NativeBackend {
  binding: Binding;
  tensorMap: { get(dataId: object): TensorData; has(dataId: object): boolean };
  getInputTensorIds(tensors: { dataId: object }[]): number[];
  createOutputTensor(output: OutputInfo): tf.Tensor;
  write(values: HostValues, shape: number[], dtype: tf.DataType): object;
  readSync(dataId: object): HostValues;
  read(dataId: object): Promise<HostValues>;
}

/** The parts of tfjs's engine that its typings keep to themselves. */
export interface EngineState {
  registeredVariables: Record<string, tf.Variable>;
  activeTape: unknown;
  kernelDepth: number;
}

export function engineState(): EngineState {
  return (tf.engine() as unknown as { state: EngineState }).state;
}

/** The TensorFlow backend if it is the current one. */
export function currentNativeBackend(): NativeBackend | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined;
  return tf.backend() as unknown as NativeBackend;
}

/** Whether the add-on was built with our patch (scripts/tensorflow/functions.patch). */
export function canRegisterFunctions(backend: NativeBackend): boolean {
  return typeof backend.binding.registerFunction === 'function';
}

/** Whether TensorFlow runs on a CPU and was built with oneDNN's kernels, as it is for Intel's. */
export function hasOneDnn({ binding }: NativeBackend): boolean {
  if (binding.isUsingGpuDevice()) return false;
  oneDnn ??= tryOneDnn(binding);
  return oneDnn;
}

let oneDnn: boolean | undefined;

function tryOneDnn(binding: Binding): boolean {
  const x = binding.createTensor([1, 1], DTYPE.float32, Float32Array.of(1));
  try {
    const attributes = [
      { name: 'T', type: ATTRIBUTE.type, value: DTYPE.float32 },
      { name: '_kernel', type: ATTRIBUTE.string, value: 'MklNameChangeOp' },
    ];
    const [product] = binding.executeOp('_MklMatMul', attributes, [x, x], 1);
    binding.deleteTensor(product.id);
    return true;
  } catch {
    return false;
  } finally {
    binding.deleteTensor(x);
  }
}

/** The add-on's number of a tensor; values that are still on the host are sent over. */
export function nativeId(backend: NativeBackend, tensor: { dataId: object }): number {
  return backend.getInputTensorIds([tensor])[0];
}
