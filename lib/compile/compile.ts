import * as tf from '@tensorflow/tfjs';
import { compareTraces } from './compare';
import { CompiledFunction } from './compiled-function';
import {
  canRegisterFunctions,
  currentNativeBackend,
  engineState,
  type NativeBackend,
} from './native';
import { Recorder } from './recorder';
import { owned, type Trace, trace } from './trace';
import { type Flat, flatten, type Tree } from './tree';

/** How {@link compile} goes about it. */
export interface CompileOptions {
  /**
   * Whether XLA compiles the step (default false). On processors it takes seconds to, and then
   * a step of many small tensors is some 10% faster, one of large tensors slower.
   */
  xla?: boolean;
  /**
   * What else the step depends on beside its arguments, such as `() => model.training`: for
   * each value another function is compiled.
   */
  key?: () => string | number | boolean;
}

/** A step that runs as one native call where that can be. */
export interface Compiled<A extends unknown[], R> {
  (...args: A): R;
  /** What is compiled: one entry for each combination of shapes, dtypes and plain arguments. */
  report(): SignatureReport[];
  /** Releases the compiled functions; the step cannot be called after it. */
  dispose(): void;
}

/** What became of the step for inputs of one signature (dtypes and shapes). */
export interface SignatureReport {
  /** The arguments: `[int32[2,16],int32[2,16]]`. */
  signature: string;
  calls: number;
  /** Whether its calls are native calls by now. */
  compiled: boolean;
}

/** What is known of the step for arguments of the same form. */
interface Entry {
  backend: NativeBackend;
  calls: number;
  /** How often a call went another way than the one before it. */
  detours: number;
  /** The last call that was traced. */
  last?: Trace;
  compiled?: CompiledFunction;
}

const MANY_SHAPES = 8;
const MOST_SHAPES = 64;
const MOST_DETOURS = 3;

/**
 * Makes one native call of a whole step: of forward pass, gradients and optimizer, or of any
 * function of tensors. On the TensorFlow backend the first calls run as written and are
 * recorded; when two in a row did the same, the record becomes a function of TensorFlow, and
 * later calls run that. On every other backend each call runs as written.
 *
 * A call gives what the function would have given. Variables (`tf.Variable`) that it reads are
 * read anew in each call, and those that it assigns are assigned; all else that it takes from
 * outside is fixed when it is compiled. So these are errors, which say where:
 * - to look at a tensor's values (`dataSync`, `data`, `print`), and so to branch on them;
 * - random numbers drawn on the host: use {@link statelessUniform};
 * - tensors made from numbers that differ between calls, such as a learning rate computed in
 *   JavaScript: hold it in a `tf.Variable`;
 * - to take another way than in the call before.
 *
 * The last two are found by comparing the recorded calls; calls 10, 100, 1,000 and so on run
 * as written again and are compared too. What changes in between, and back, is not seen.
 *
 * @param step must be synchronous. Its arguments and its result are tensors, plain values, or
 *   arrays and plain objects of these. Other plain values and shapes are compiled anew. The
 *   tensors in the result belong to the caller; what the step makes besides is released.
 *
 * @example
 * const step = compile((x: tf.Tensor, y: tf.Tensor) =>
 *   optimizer.minimize(() => crossEntropy(model.forward(x), y)),
 * );
 * const loss = step(x, y);
 */
export function compile<A extends unknown[], R>(
  step: (...args: A) => R,
  options: CompileOptions = {},
): Compiled<A, R> {
  const compiler = new Compiler((args) => step(...(args as A)), options);
  const run = (...args: A) => compiler.call(args) as R;
  return Object.assign(run, {
    report: () => compiler.report(),
    dispose: () => compiler.dispose(),
  });
}

class Compiler {
  private readonly entries = new Map<string, Entry>();
  private warned = false;
  private disposed = false;

  constructor(
    private readonly step: (args: Tree) => Tree,
    private readonly options: CompileOptions,
  ) {}

  call(args: unknown[]): Tree {
    if (this.disposed) throw new Error('compile: this step was disposed');
    const flat = flatten(args, 'an argument of the step');
    const backend = usableBackend();
    if (!backend) return runAsWritten(this.step, flat);
    const entry = this.find(flat.key, backend);
    entry.calls++;
    if (!entry.compiled || isChecked(entry.calls)) return this.traced(entry, flat);
    return entry.compiled.call(flat.tensors);
  }

  report(): SignatureReport[] {
    return [...this.entries].map(([signature, { calls, compiled }]) => ({
      signature,
      calls,
      compiled: compiled !== undefined,
    }));
  }

  dispose(): void {
    for (const { compiled } of this.entries.values()) compiled?.dispose();
    this.entries.clear();
    this.disposed = true;
  }

  private find(signature: string, backend: NativeBackend): Entry {
    const { key } = this.options;
    const name = key ? `${signature} ${JSON.stringify(key())}` : signature;
    const found = this.entries.get(name);
    // The one used last moves to the end: the first is the one that may go.
    this.entries.delete(name);
    const entry = found?.backend === backend ? found : { backend, calls: 0, detours: 0 };
    this.entries.set(name, entry);
    if (!found) this.limit(name);
    return entry;
  }

  private limit(latest: string): void {
    if (this.entries.size === MANY_SHAPES && !this.warned) {
      this.warned = true;
      console.warn(
        `compile: a step was called with ${MANY_SHAPES} different shapes or plain arguments, ` +
          `and each is compiled anew (the latest: ${latest}). Pad batches to few lengths, and ` +
          'pass numbers that change as tensors.',
      );
    }
    if (this.entries.size <= MOST_SHAPES) return;
    const [oldest, entry] = this.entries.entries().next().value as [string, Entry];
    entry.compiled?.dispose();
    this.entries.delete(oldest);
  }

  /** Runs the step as written, and compiles it when it did what it did before. */
  private traced(entry: Entry, args: Flat): Tree {
    const { trace: now, results } = trace(entry.backend, this.step, args);
    try {
      this.learn(entry, now);
    } catch (error) {
      tf.dispose(results as tf.TensorContainer);
      throw error;
    }
    return results;
  }

  private learn(entry: Entry, now: Trace): void {
    const { last } = entry;
    if (now.madeVariables) {
      if (entry.compiled) throw new Error('compile: the step makes a new variable in each call');
      return;
    }
    entry.last = now;
    if (!last) return;
    const difference = compareTraces(last, now);
    if (difference) {
      entry.detours++;
      const settled = entry.compiled !== undefined || difference.values;
      if (settled || entry.detours === MOST_DETOURS) throw new Error(difference.message);
    } else {
      entry.compiled ??= new CompiledFunction(entry.backend, now, this.options.xla ?? false);
      forgetSites(now); // a stack for each of a thousand operations is not little
    }
  }
}

function forgetSites({ graph }: Trace): void {
  for (const each of [...graph.operations, ...graph.constants]) each.site = undefined;
}

/** Calls 10, 100, 1,000 and so on. */
function isChecked(call: number): boolean {
  return call >= 10 && Number.isInteger(Math.log10(call));
}

/** The TensorFlow backend if a step can be compiled now. */
function usableBackend(): NativeBackend | undefined {
  const backend = currentNativeBackend();
  if (!backend || Recorder.active || isTapeOn()) return undefined;
  if (canRegisterFunctions(backend)) return backend;
  warnOldAddon();
  return undefined;
}

/** Whether a gradient is being taken of the call: that must see the step's operations. */
function isTapeOn(): boolean {
  return Boolean(engineState().activeTape);
}

let warnedOldAddon = false;

function warnOldAddon(): void {
  if (warnedOldAddon) return;
  warnedOldAddon = true;
  console.warn(
    'compile: this build of the TensorFlow add-on cannot compile steps, so they run as ' +
      'written, which is slower. Run `npm run setup` to build it anew.',
  );
}

function runAsWritten(step: (args: Tree) => Tree, args: Flat): Tree {
  return tf.tidy(() => owned(step(args.rebuild(args.tensors)), args.tensors));
}
