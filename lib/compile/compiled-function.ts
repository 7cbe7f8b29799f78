import { createHash } from 'node:crypto';
import type * as tf from '@tensorflow/tfjs';
import { type Constant, type Graph, sizeOf } from './graph';
import { encodeGraph } from './graph-def';
import {
  ATTRIBUTE,
  type Attribute,
  hasOneDnn,
  type NativeBackend,
  nativeId,
  type OutputInfo,
} from './native';
import { partition } from './partition';
import { simplify } from './simplify';
import { describeSite } from './site';
import type { Source, Trace } from './trace';
import type { Flat, Tree } from './tree';
import { isXlaOperation } from './xla-operations';

/** Constants with more numbers than this are handed over in each call: big graphs are slow. */
const LARGE = 1024;

/** Operations that check their input's values, so that their place is worth remembering. */
const CHECKING = /^(Gather|Scatter|SparseSoftmaxCrossEntropy|UnsortedSegment)/;

/** On a CPU operations follow each other faster than threads hand them to each other. */
const ONE_AFTER_ANOTHER: Attribute = {
  name: 'executor_type',
  type: ATTRIBUTE.string,
  value: 'SINGLE_THREADED_EXECUTOR',
};

/** A step as one function of TensorFlow, for arguments of fixed dtypes and shapes. */
export class CompiledFunction {
  private readonly name: string;
  private readonly attributes: Attribute[] = [];
  /** The names of all functions that were registered. */
  private readonly registered: string[] = [];
  private readonly inputs: (Source | { kind: 'constant'; id: number })[];
  private readonly outputs: number;
  private readonly updated: tf.Variable[];
  private readonly results: Flat;
  private readonly places = new Map<string, string>();

  /** @throws Error when TensorFlow does not take the graph */
  constructor(
    private readonly backend: NativeBackend,
    { graph, sources, updated, results }: Trace,
    /** Whether XLA compiles the function. */
    xla: boolean,
  ) {
    this.updated = updated;
    this.results = results;
    this.outputs = graph.outputs.length;
    const sourceOf = new Map(graph.inputs.map(({ id }, i) => [id, sources[i]]));
    const simple = simplify(graph, xla ? 'xla' : hasOneDnn(backend) ? 'oneDnn' : 'kernels');
    if (!backend.binding.isUsingGpuDevice()) this.attributes.push(ONE_AFTER_ANOTHER);
    const { small, large } = splitConstants(simple);
    const inputs = [...simple.inputs, ...large];
    const whole = { ...simple, inputs, constants: small };
    this.name = nameOf(whole, xla);
    this.registerAll(whole, xla);
    this.inputs = simple.inputs.map(({ id }) => sourceOf.get(id) as Source);
    for (const { shape, dtype, values } of large) {
      const id = backend.binding.createTensor(shape, dtype, values);
      this.inputs.push({ kind: 'constant', id });
    }
  }

  /**
   * Runs the step: changes its variables and gives its results.
   * @param args the tensors among the arguments
   */
  call(args: tf.Tensor[]): Tree {
    const { backend, updated } = this;
    const inputs = this.inputs.map((input) => this.idOf(input, args));
    // A variable's new values take the place of the old ones, unless a tensor shares these.
    const replaced = updated.map((variable) => {
      const { id, refCount } = backend.tensorMap.get(variable.dataId);
      return refCount === 1 ? id : -1;
    });
    const outputs = this.execute(inputs, replaced).map((info) => backend.createOutputTensor(info));
    const shared = updated.filter((_, i) => replaced[i] < 0);
    for (const variable of shared) {
      const value = outputs.shift() as tf.Tensor;
      variable.assign(value);
      value.dispose();
    }
    return this.results.rebuild(outputs);
  }

  /** Removes the function, and all that TensorFlow and XLA made for it. */
  dispose(): void {
    for (const name of this.registered) this.backend.binding.removeFunction(name);
    for (const input of this.inputs) {
      if (input.kind === 'constant') this.backend.binding.deleteTensor(input.id);
    }
  }

  private registerAll(graph: Graph, xla: boolean): void {
    if (!xla) {
      this.register(this.name, graph);
    } else if (graph.operations.every(({ name }) => isXlaOperation(name))) {
      this.attributes.push({ name: '_XlaMustCompile', type: ATTRIBUTE.bool, value: true });
      this.register(this.name, graph);
    } else {
      const parts = partition(graph, ({ name }) => isXlaOperation(name), this.name);
      for (const [name, part] of parts.functions) this.register(name, part);
      this.register(this.name, parts.graph);
    }
  }

  private register(name: string, graph: Graph): void {
    graph.operations.forEach((operation, i) => {
      if (!CHECKING.test(operation.name)) return;
      this.places.set(`${name} operation${i}`, `${operation.name} ${describeSite(operation.site)}`);
    });
    const { bytes, inputs, outputs, controlOutputs } = encodeGraph(graph);
    this.backend.binding.registerFunction(name, bytes, inputs, outputs, controlOutputs);
    this.registered.push(name);
  }

  private idOf(input: CompiledFunction['inputs'][number], args: tf.Tensor[]): number {
    if (input.kind === 'constant') return input.id;
    if (input.kind === 'argument') return nativeId(this.backend, args[input.index]);
    if (input.kind === 'variable') return this.idOfData(input.variable.dataId, input.variable.name);
    return this.idOfData(input.dataId);
  }

  private idOfData(dataId: object, variable?: string): number {
    if (this.backend.tensorMap.has(dataId)) return nativeId(this.backend, { dataId });
    const what = variable === undefined ? 'a tensor from outside' : `the variable '${variable}'`;
    throw new Error(
      `compile: ${what} that the step reads was disposed. ` +
        'Keep it as long as the step, or pass it as an argument.',
    );
  }

  private execute(inputs: number[], replaced: number[]): OutputInfo[] {
    try {
      return this.executeWith(this.attributes, inputs, replaced);
    } catch {
      // The other executor says which operation failed.
      const attributes = this.attributes.filter((each) => each !== ONE_AFTER_ANOTHER);
      try {
        return this.executeWith(attributes, inputs, replaced);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const [, name, operation] = /function_node (\w+).*?(operation\d+)/s.exec(message) ?? [];
        const place = this.places.get(`${name} ${operation}`);
        throw new Error(`compile: the step failed${place ? ` in ${place}` : ''}: ${message}`);
      }
    }
  }

  private executeWith(attributes: Attribute[], inputs: number[], replaced: number[]) {
    const { binding } = this.backend;
    return binding.executeOp(this.name, attributes, inputs, this.outputs, replaced);
  }
}

/**
 * A name for what a function does. XLA keeps what it compiled for as long as the process runs,
 * by name: a step that is compiled anew finds it there, and takes no more memory.
 */
function nameOf(graph: Graph, xla: boolean): string {
  const hash = createHash('sha256').update(encodeGraph(graph).bytes).digest('hex');
  return `step_${hash.slice(0, 32)}${xla ? '_xla' : ''}`;
}

function splitConstants({ constants }: Graph): { small: Constant[]; large: Constant[] } {
  const isLarge = (constant: Constant) => sizeOf(constant) > LARGE;
  return {
    small: constants.filter((constant) => !isLarge(constant)),
    large: constants.filter(isLarge),
  };
}
