import * as tf from '@tensorflow/tfjs';

/**
 * What an optimizer remembers of its parameters between steps: for each a few tensors by name,
 * and how many steps it has made. Parameters go by their number in the optimizer.
 */
export class Slots {
  private readonly variables = new Map<string, tf.Variable>();
  private readonly clocks = new Map<number, Clock>();
  private newClock: Clock | undefined;

  /** Begins a step: clocks may tick again. */
  begin(): void {
    this.newClock = undefined;
    for (const clock of this.clocks.values()) clock.ticked = false;
  }

  /** What is remembered of a parameter, or undefined before it is made. */
  find(parameter: number, name: string): tf.Variable | undefined {
    return this.variables.get(`${parameter}.${name}`);
  }

  /** Remembers a first value, which stays the caller's. */
  make(parameter: number, name: string, value: tf.Tensor): tf.Variable {
    const variable = tf.variable(value, false);
    this.variables.set(`${parameter}.${name}`, variable);
    return variable;
  }

  /** A parameter's clock, moved on by the step that it makes now. */
  tick(parameter: number): Clock {
    let clock = this.clocks.get(parameter);
    if (!clock) {
      // Parameters that make their first step together share a clock: it need tick only once.
      this.newClock ??= new Clock(0);
      clock = this.newClock;
      this.clocks.set(parameter, clock);
    }
    clock.tick();
    return clock;
  }

  /** Everything by name, `0.expAvg` and `0.step`; the tensors belong to the caller. */
  state(): Record<string, tf.Tensor> {
    const state: Record<string, tf.Tensor> = {};
    for (const [key, variable] of this.variables) state[key] = tf.clone(variable);
    for (const [parameter, { time }] of this.clocks) state[`${parameter}.step`] = tf.clone(time);
    return state;
  }

  /** Takes over what {@link state} gave, whose tensors stay the caller's. */
  load(state: Readonly<Record<string, tf.Tensor>>): void {
    this.dispose();
    const byTime = new Map<number, Clock>();
    for (const [key, value] of Object.entries(state)) {
      const { parameter, name } = parseSlotKey(key);
      if (name !== 'step') {
        this.make(parameter, name, value);
        continue;
      }
      const time = value.dataSync()[0];
      const clock = byTime.get(time) ?? new Clock(time);
      byTime.set(time, clock);
      this.clocks.set(parameter, clock);
    }
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
    for (const { time } of new Set(this.clocks.values())) time.dispose();
    this.variables.clear();
    this.clocks.clear();
  }
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
