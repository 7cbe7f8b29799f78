import { type Constant, type Graph, type Operation, type Value, valuesOf } from './graph';
import { ATTRIBUTE, type Attribute } from './native';

/** Operations to put in an operation's place, or undefined to leave it. */
export type Rewrite = (operation: Operation, graph: Rewriter) => Operation[] | undefined;

/** A graph while its operations are rewritten, from the first to the last. */
export class Rewriter {
  private readonly values: Map<number, Value>;
  private readonly constants: Map<number, Constant>;
  private readonly makers = new Map<number, Operation>();
  private readonly renamed = new Map<number, number>();

  constructor(private readonly graph: Graph) {
    this.values = valuesOf(graph);
    this.constants = new Map(graph.constants.map((constant) => [constant.id, constant]));
  }

  /** The graph with the first of `rewrites` applied to each operation that has something to say. */
  rewrite(rewrites: Rewrite[]): Graph {
    const operations: Operation[] = [];
    for (const given of this.graph.operations) {
      const operation = { ...given, inputs: given.inputs.map((id) => this.current(id)) };
      let others: Operation[] | undefined;
      for (const rewrite of rewrites) others ??= rewrite(operation, this);
      for (const each of others ?? [operation]) {
        operations.push(each);
        for (const { id } of each.outputs) this.makers.set(id, each);
      }
    }
    return {
      inputs: this.graph.inputs,
      constants: this.graph.constants,
      operations,
      outputs: this.graph.outputs.map((id) => this.current(id)),
    };
  }

  value(id: number): Value {
    return this.values.get(id) as Value;
  }

  /** The values of a constant, or undefined if it is none. */
  constantValues(id: number): ArrayLike<number> | undefined {
    const values = this.constants.get(id)?.values;
    return Array.isArray(values) ? undefined : values;
  }

  /** The operation that makes a tensor, if it is of this name. */
  maker(id: number, name: string): Operation | undefined {
    const maker = this.makers.get(id);
    return maker?.name === name ? maker : undefined;
  }

  /** From now on `id` is another name of `other`. */
  rename(id: number, other: number): void {
    this.renamed.set(id, other);
  }

  private current(id: number): number {
    return this.renamed.get(id) ?? id;
  }
}

/** The attribute that gives an operation's type. */
export function typeAttribute(value: number, name = 'T'): Attribute {
  return { name, type: ATTRIBUTE.type, value };
}
