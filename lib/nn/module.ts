import * as tf from '@tensorflow/tfjs';
import { isBuffer, isPersistent } from './parameter';
import { formatShape } from './shape';
import { type Summary, summary } from './summary';

/** The values of a module's parameters and buffers, by name: `{ 'hidden.weight': … }`. */
export type StateDict = Record<string, tf.Tensor>;

/** A module that takes one tensor and gives one tensor, so that it can stand in a chain. */
export interface Layer extends Module {
  forward(x: tf.Tensor): tf.Tensor;
}

/**
 * The base of every layer and model, after PyTorch's `nn.Module`.
 *
 * A field that holds a {@link parameter}, a {@link buffer}, another module, or an array of
 * these is found by itself. Its name is the field's name, and the names of nested modules
 * are joined by dots, in the order in which the fields were set: `layers.0.weight`.
 *
 * @example
 * class Network extends Module {
 *   hidden: Linear;
 *   output: Linear;
 *   constructor(random: Random) {
 *     super();
 *     this.hidden = new Linear(2, 8, { random });
 *     this.output = new Linear(8, 1, { random });
 *   }
 *   forward(x: tf.Tensor) {
 *     return this.output.forward(tf.relu(this.hidden.forward(x)));
 *   }
 * }
 */
export abstract class Module {
  /** Whether the module is in training mode; set it by {@link train} and {@link eval}. */
  training = true;

  /** Computes the output. The tensors that it makes belong to the caller: run it in `tf.tidy`. */
  abstract forward(...inputs: never[]): unknown;

  /** The parameters with their names; one that is shared comes once, under its first name. */
  namedParameters(): [name: string, parameter: tf.Variable][] {
    const seen = new Set<tf.Variable>();
    return this.variables().filter(([, variable]) => {
      if (isBuffer(variable) || seen.has(variable)) return false;
      seen.add(variable);
      return true;
    });
  }

  /** The parameters, each once, in the order of {@link namedParameters}. */
  parameters(): tf.Variable[] {
    return this.namedParameters().map(([, variable]) => variable);
  }

  /** The buffers with their names, those included that a state dict leaves out. */
  namedBuffers(): [name: string, buffer: tf.Variable][] {
    return this.variables().filter(([, variable]) => isBuffer(variable));
  }

  /** The modules directly inside this one, with their names. */
  namedChildren(): [name: string, child: Module][] {
    return members(this).filter(
      (member): member is [string, Module] => member[1] instanceof Module,
    );
  }

  /** This module (named '') and all inside it, parents before children, each once. */
  namedModules(): [name: string, module: Module][] {
    const found: [string, Module][] = [];
    const seen = new Set<Module>();
    const visit = (name: string, module: Module) => {
      if (seen.has(module)) return;
      seen.add(module);
      found.push([name, module]);
      for (const [child, inner] of module.namedChildren()) visit(join(name, child), inner);
    };
    visit('', this);
    return found;
  }

  /** How many numbers the parameters hold; with `trainableOnly`, those that are not frozen. */
  countParameters({ trainableOnly = false } = {}): number {
    return this.parameters()
      .filter((variable) => variable.trainable || !trainableOnly)
      .reduce((sum, variable) => sum + variable.size, 0);
  }

  /** Sets training mode here and in every module inside (it matters to dropout, for one). */
  train(mode = true): this {
    for (const [, module] of this.namedModules()) module.training = mode;
    return this;
  }

  /** Sets evaluation mode here and in every module inside. */
  eval(): this {
    return this.train(false);
  }

  /** Takes every parameter out of training (`mode` false: back in). Buffers never train. */
  freeze(mode = true): this {
    for (const variable of this.parameters()) variable.trainable = !mode;
    return this;
  }

  /**
   * The values of all parameters and persistent buffers, as they are now: training on does
   * not change them. They share the parameters' memory until then, and belong to the caller:
   * release them with `tf.dispose(state)`.
   */
  stateDict(): StateDict {
    const state: StateDict = {};
    for (const [name, variable] of this.persistent('stateDict')) state[name] = tf.clone(variable);
    return state;
  }

  /**
   * Takes over the values of `state`, whose tensors stay the caller's. Nothing is changed
   * when anything does not fit.
   *
   * @param strict whether missing and unexpected names are an error (default), or are only
   *   reported in the result
   * @throws Error that lists missing and unexpected names and wrong shapes and dtypes
   */
  loadStateDict(
    state: Readonly<StateDict>,
    { strict = true }: { strict?: boolean } = {},
  ): { missing: string[]; unexpected: string[] } {
    const own = this.persistent('loadStateDict');
    const known = new Set(own.map(([name]) => name));
    const missing = own.map(([name]) => name).filter((name) => !(name in state));
    const unexpected = Object.keys(state).filter((name) => !known.has(name));
    const present = own.filter(([name]) => name in state);
    const problems = present.flatMap(([name, variable]) => mismatch(name, variable, state[name]));
    if (strict && missing.length > 0) problems.push(`  missing: ${missing.join(', ')}`);
    if (strict && unexpected.length > 0) problems.push(`  unexpected: ${unexpected.join(', ')}`);
    if (problems.length > 0) {
      const title = `${this.constructor.name}.loadStateDict: the state does not fit this module`;
      throw new Error([title, ...problems].join('\n'));
    }
    for (const [name, variable] of present) variable.assign(state[name]);
    return { missing, unexpected };
  }

  /** Releases the memory of all parameters and buffers; the module cannot be used after it. */
  dispose(): void {
    for (const [, module] of this.namedModules()) {
      const own = members(module).filter(([, member]) => member instanceof tf.Variable);
      for (const [, variable] of own as [string, tf.Variable][]) {
        if (!variable.isDisposed) variable.dispose();
      }
      if (own.length > 0) module.forward = () => throwDisposed(module, 'forward');
    }
  }

  /** The modules with the shapes and counts of their parameters: see {@link summary}. */
  summary(): Summary {
    return summary(this);
  }

  /** The settings that {@link toString} shows between the brackets. */
  protected describe(): string {
    return '';
  }

  /** The tree of modules, one a line, in the form of PyTorch. */
  toString(): string {
    const children = this.namedChildren().map(
      ([name, child]) => `  (${name}): ${child.toString().replaceAll('\n', '\n  ')}\n`,
    );
    const inside = children.length > 0 ? `\n${children.join('')}` : this.describe();
    return `${this.constructor.name}(${inside})`;
  }

  [Symbol.for('Jupyter.display')](): Record<string, unknown> {
    return { 'text/plain': this.toString() };
  }

  /** What a state dict holds, by name. */
  private persistent(where: string): [string, tf.Variable][] {
    const found = this.variables().filter(([, variable]) => isPersistent(variable));
    if (found.some(([, variable]) => variable.isDisposed)) throwDisposed(this, where);
    return found;
  }

  /** Every variable under every name it has: a shared one comes more than once. */
  private variables(): [string, tf.Variable][] {
    const found: [string, tf.Variable][] = [];
    for (const [name, module] of this.namedModules()) {
      for (const [field, value] of members(module)) {
        if (value instanceof tf.Variable) found.push([join(name, field), value]);
      }
    }
    return found;
  }
}

/** The variables and modules in the fields of `module`; those in arrays by their position. */
function members(module: Module): [string, tf.Variable | Module][] {
  const found: [string, tf.Variable | Module][] = [];
  const visit = (name: string, value: unknown) => {
    if (value instanceof tf.Variable || value instanceof Module) found.push([name, value]);
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(`${name}.${i}`, item);
    }
  };
  for (const [name, value] of Object.entries(module)) visit(name, value);
  return found;
}

function throwDisposed(module: Module, where: string): never {
  throw new Error(`${module.constructor.name}.${where}: the module was disposed, make a new one`);
}

function join(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

function mismatch(name: string, variable: tf.Variable, value: tf.Tensor): string[] {
  const sameShape = tf.util.arraysEqual(value.shape, variable.shape);
  if (sameShape && value.dtype === variable.dtype) return [];
  const came = `${formatShape(value.shape)} ${value.dtype}`;
  return [`  ${name}: is ${came}, wanted ${formatShape(variable.shape)} ${variable.dtype}`];
}
