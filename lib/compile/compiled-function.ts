import type * as tf from '@tensorflow/tfjs';
import { type Constant, type Graph, prune, sizeOf } from './graph';
import { encodeGraph } from './graph-def';
import { ATTRIBUTE, type Attribute, type NativeBackend, nativeId } from './native';
import { describeSite } from './site';
import { reduceByProducts } from './reductions';
import { partition } from './partition';
import { FUSED, INDEXED, PRODUCTS } from './xla-operations';
import type { Source, Trace } from './trace';
import type { Flat, Tree } from './tree';

/** Constants with more numbers than this are handed over in each call: big graphs are slow. */
const LARGE = 1024;

/** Operations that check their input's values, so that their place is worth remembering. */
const CHECKING = /^(Gather|Scatter|SparseSoftmaxCrossEntropy|UnsortedSegment)/;

let count = 0;

/** A step as one function of TensorFlow, for arguments of fixed dtypes and shapes. */
export class CompiledFunction {
  private readonly name: string;
  private readonly attributes: Attribute[];
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
    count++;
    this.name = `compiled_step_${count}`;
    this.attributes = xla ? [{ name: '_XlaMustCompile', type: ATTRIBUTE.bool, value: true }] : [];
    this.updated = updated;
    this.results = results;
    this.outputs = graph.outputs.length;
    const sourceOf = new Map(graph.inputs.map(({ id }, i) => [id, sources[i]]));
    const pruned = prune(graph);
    pruned.operations.forEach(({ name, site }, i) => {
      if (CHECKING.test(name)) this.places.set(`operation${i}`, `${name} ${describeSite(site)}`);
    });
    const { small, large } = splitConstants(pruned);
    const { binding } = backend;
    let whole: Graph = { ...pruned, inputs: [...pruned.inputs, ...large], constants: small };
    const MODE = process.env.MODE;
    if (process.env.RED) whole = reduceByProducts(whole);
    if (MODE) {
      const set = new Set(FUSED); if (process.env.PW) for (const x of 'All Any ArgMax ArgMin BiasAddGrad BroadcastTo ConcatV2 Cumprod Cumsum Diag Fill LinSpace Max Mean Min MirrorPad OneHot Pack PadV2 Prod Range ReverseV2 Slice Softmax SparseSoftmaxCrossEntropyWithLogits SplitV StridedSlice Sum Tile Transpose Unpack'.split(' ')) set.delete(x);
      const small = new Set<string>(); void small;
      if (MODE === 'all') for (const x of [...PRODUCTS, ...INDEXED]) set.add(x);
      const forms = new Map<string, string>();
      const { graph, functions } = partition(whole, (o) => set.has(o.name) || (o.name === 'MatMul' && o.inputs.some((i) => i < 0)), (form) => {
        if (!forms.has(form)) forms.set(form, `${this.name}_part_${forms.size}`);
        return forms.get(form) as string;
      });
      whole = graph;
      if (process.env.SAY) console.error('parts', functions.size, 'calls', graph.operations.filter((o) => o.name === 'PartitionedCall').length, 'ops', graph.operations.length);
      for (const [name, body] of functions) this.register(name, body);
    }
    this.register(this.name, whole);
    this.inputs = pruned.inputs.map(({ id }) => sourceOf.get(id) as Source);
    for (const { shape, dtype, values } of large) {
      this.inputs.push({ kind: 'constant', id: binding.createTensor(shape, dtype, values) });
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
    this.backend.binding.removeFunction(this.name);
    for (const input of this.inputs) {
      if (input.kind === 'constant') this.backend.binding.deleteTensor(input.id);
    }
  }

  private register(name: string, graph: Graph): void {
    const { bytes, inputs, outputs, controlOutputs } = encodeGraph(graph);
    this.backend.binding.registerFunction(name, bytes, inputs, outputs, controlOutputs);
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

  private execute(inputs: number[], replaced: number[]) {
    const { binding } = this.backend;
    try {
      return binding.executeOp(this.name, this.attributes, inputs, this.outputs, replaced);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const operation = /operation\d+/.exec(message)?.[0] ?? '';
      const place = this.places.get(operation);
      throw new Error(`compile: the step failed${place ? ` in ${place}` : ''}: ${message}`);
    }
  }
}

function splitConstants({ constants }: Graph): { small: Constant[]; large: Constant[] } {
  const isLarge = (constant: Constant) => sizeOf(constant) > LARGE;
  return {
    small: constants.filter((constant) => !isLarge(constant)),
    large: constants.filter(isLarge),
  };
}
