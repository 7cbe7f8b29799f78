import * as tf from '@tensorflow/tfjs';
import type { ParameterGroup } from './parameter-group';

/** A parameter that an optimizer trains, by its number among all of them. */
export interface Member {
  index: number;
  parameter: tf.Variable;
  // biome-ignore lint/suspicious/noExplicitAny: the settings are the optimizer's own affair
  group: ParameterGroup<any>;
}

/** What is remembered of a parameter that is not in a unit now. */
interface Memory {
  clock: Clock | undefined;
  values: Map<string, tf.Tensor>;
}

/** A parameter of no more numbers than this is updated together with others. */
const SMALL = 16384;

/**
 * What an optimizer remembers of its parameters between steps: for each a few tensors by name,
 * and how many steps it has made. Small parameters are kept end to end in one {@link Unit}, so
 * that an update is a dozen operations for all of them and not for each.
 */
export class Slots {
  private readonly memories = new Map<number, Memory>();
  private units: Unit[] = [];
  private plan = '';

  /** The units of the parameters that a step changes; the same as long as these are the same. */
  arrange(members: readonly Member[]): Unit[] {
    const plan = members.map(({ index }) => index).join();
    if (plan !== this.plan) {
      this.dissolve();
      // Units that make their first step together share a clock: it need tick only once.
      let shared: Clock | undefined;
      const newClock = () => {
        shared ??= new Clock(0);
        return shared;
      };
      this.units = partition(members, (index) => this.memories.get(index)?.clock).map(
        (unit) => new Unit(unit, this.memories, newClock),
      );
      this.plan = plan;
    }
    for (const { clock } of this.units) if (clock) clock.ticked = false;
    return this.units;
  }

  /** Everything by number and name, `0.expAvg` and `0.step`; the tensors belong to the caller. */
  state(): Record<string, tf.Tensor> {
    const state: [string, tf.Tensor][] = [];
    const add = (index: number, { clock, values }: Memory) => {
      for (const [name, value] of values) state.push([`${index}.${name}`, value]);
      if (clock) state.push([`${index}.step`, tf.clone(clock.time)]);
    };
    for (const [index, { clock, values }] of this.memories) {
      const copies = [...values].map(([name, value]): [string, tf.Tensor] => [name, value.clone()]);
      add(index, { clock, values: new Map(copies) });
    }
    for (const unit of this.units) for (const [index, memory] of unit.split()) add(index, memory);
    const byNumber = ([a]: [string, tf.Tensor], [b]: [string, tf.Tensor]) =>
      parseSlotKey(a).parameter - parseSlotKey(b).parameter;
    return Object.fromEntries(state.sort(byNumber));
  }

  /** Takes over what {@link state} gave, whose tensors stay the caller's. */
  load(state: Readonly<Record<string, tf.Tensor>>): void {
    this.dispose();
    const byTime = new Map<number, Clock>();
    for (const [key, value] of Object.entries(state)) {
      const { parameter, name } = parseSlotKey(key);
      const memory = this.memories.get(parameter) ?? { clock: undefined, values: new Map() };
      this.memories.set(parameter, memory);
      if (name !== 'step') {
        memory.values.set(name, tf.keep(tf.clone(value)));
        continue;
      }
      const time = value.dataSync()[0];
      memory.clock = byTime.get(time) ?? new Clock(time);
      byTime.set(time, memory.clock);
    }
  }

  dispose(): void {
    this.dissolve();
    const clocks = new Set([...this.memories.values()].map(({ clock }) => clock));
    for (const { values } of this.memories.values()) tf.dispose([...values.values()]);
    for (const clock of clocks) clock?.time.dispose();
    this.memories.clear();
  }

  /** Takes the units apart into what is remembered of each parameter. */
  private dissolve(): void {
    for (const unit of this.units) {
      for (const [index, { clock, values }] of unit.split()) {
        for (const value of values.values()) tf.keep(value);
        this.memories.set(index, { clock, values });
      }
      unit.dispose();
    }
    this.units = [];
    this.plan = '';
  }
}

/** Parameters of one group and one clock that an optimizer updates together. */
export class Unit {
  /** Counts its steps; undefined while nobody asks. */
  clock: Clock | undefined;
  private readonly variables = new Map<string, tf.Variable>();
  private readonly sizes: number[];

  /** Takes what is remembered of its members over. */
  constructor(
    private readonly members: readonly Member[],
    memories: Map<number, Memory>,
    private readonly newClock: () => Clock,
  ) {
    this.sizes = members.map(({ parameter }) => parameter.size);
    const own = members.map(({ index }) => memories.get(index));
    this.clock = own[0]?.clock;
    for (const name of own[0]?.values.keys() ?? []) {
      const values = own.map((memory) => (memory as Memory).values.get(name) as tf.Tensor);
      this.make(name, this.join(values));
      tf.dispose(values);
    }
    for (const { index } of members) memories.delete(index);
  }

  get group(): Member['group'] {
    return this.members[0].group;
  }

  /** The parameters, end to end if there are several. */
  value(): tf.Tensor {
    return this.join(this.members.map(({ parameter }) => parameter));
  }

  /** The parameters' gradients in the same form. */
  gradient(gradients: tf.NamedTensorMap): tf.Tensor {
    return this.join(this.members.map(({ parameter }) => gradients[parameter.name]));
  }

  /** Sets the parameters to new values, in the form of {@link value}. */
  assign(value: tf.Tensor): void {
    for (const [i, part] of this.parts(value).entries()) this.members[i].parameter.assign(part);
  }

  /** What is remembered under a name, or undefined before it is made. */
  find(name: string): tf.Variable | undefined {
    return this.variables.get(name);
  }

  /** Remembers a first value, of the form of {@link value}, which stays the caller's. */
  make(name: string, value: tf.Tensor): tf.Variable {
    const variable = tf.variable(value, false);
    this.variables.set(name, variable);
    return variable;
  }

  /** The clock, moved on by the step that is made now. */
  tick(): Clock {
    this.clock ??= this.newClock();
    this.clock.tick();
    return this.clock;
  }

  /** What is remembered, parameter by parameter, in tensors of the caller. */
  split(): Map<number, Memory> {
    const split = new Map<number, Memory>(
      this.members.map(({ index }) => [index, { clock: this.clock, values: new Map() }]),
    );
    for (const [name, variable] of this.variables) {
      const parts = this.members.length === 1 ? [tf.clone(variable)] : this.parts(variable);
      for (const [i, part] of parts.entries()) {
        split.get(this.members[i].index)?.values.set(name, part);
      }
    }
    return split;
  }

  /** Releases what is remembered; the clock stays. */
  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
  }

  private join(tensors: tf.Tensor[]): tf.Tensor {
    if (tensors.length === 1) return tensors[0];
    return tf.tidy(() => tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1]))));
  }

  private parts(value: tf.Tensor): tf.Tensor[] {
    if (this.members.length === 1) return [value];
    return tf.tidy(() =>
      tf
        .split(value, this.sizes)
        .map((part, i) => tf.reshape(part, this.members[i].parameter.shape)),
    );
  }
}

/** Large parameters alone, small ones together with those of the same group and clock. */
function partition(
  members: readonly Member[],
  clockOf: (index: number) => Clock | undefined,
): Member[][] {
  const units: Member[][] = [];
  const shared = new Map<Member['group'], Map<Clock | undefined, Member[]>>();
  for (const member of members) {
    if (member.parameter.size > SMALL) {
      units.push([member]);
      continue;
    }
    const byClock = shared.get(member.group) ?? new Map<Clock | undefined, Member[]>();
    shared.set(member.group, byClock);
    const clock = clockOf(member.index);
    const unit = byClock.get(clock);
    if (unit) unit.push(member);
    else byClock.set(clock, [member]);
  }
  return [...units, ...[...shared.values()].flatMap((byClock) => [...byClock.values()])];
}

/** Counts the steps of some parameters, on the device. */
export class Clock {
  /** How many steps were made. Scalar, float32: exact to 2^24. */
  readonly time: tf.Variable;
  ticked = false;
  private readonly memory = new Map<string, tf.Tensor>();

  constructor(time: number) {
    this.time = tf.tidy(() => tf.variable(tf.scalar(time), false));
  }

  /** Moves on, once a step. */
  tick(): void {
    if (this.ticked) return;
    this.time.assign(tf.add(this.time, 1));
    this.ticked = true;
    this.memory.clear();
  }

  /** What follows from the time alone, computed once a step for all parameters. */
  derive(name: string, compute: (time: tf.Tensor) => tf.Tensor): tf.Tensor {
    const value = this.memory.get(name) ?? compute(this.time);
    this.memory.set(name, value);
    return value;
  }
}

/** `12.expAvg` in its parts. */
export function parseSlotKey(key: string): { parameter: number; name: string } {
  const dot = key.indexOf('.');
  return { parameter: Number(key.slice(0, dot)), name: key.slice(dot + 1) };
}
