// A contestant is a process that reads one JSON line for each thing to do, and answers with one.

import { createInterface } from 'node:readline';
import type { Size } from './sizes';

/** What a contestant is told first. */
export interface Setup {
  size: Size;
  /** The first weights, a safetensors file. */
  weights: string;
  /** What kind of step: each contestant knows its own. */
  mode: string;
}

/** What it answers to the set-up. */
export interface Ready {
  /** The losses of its first steps. */
  losses: number[];
  /** How long the first steps took, in ms: what is compiled is compiled there. */
  first: number;
}

/** What it answers to a number of steps. */
export interface Timing {
  /** ms a step, by the clock. */
  wall: number;
  /** ms a step, of the processor. */
  cpu: number;
  /** The most memory that the process has held so far, in MB. */
  memory: number;
}

/** How many steps are made at the start, whose losses are compared; slow ones make two. */
const FIRST_STEPS = 5;
const SLOW_MS = 5000;

/** Token ids of a batch and their targets: the same for every contestant. */
export function makeIds({ batch, time, vocabulary }: Size): { ids: number[]; targets: number[] } {
  const id = (i: number) => (i * i * 31 + i * 17 + 7) % vocabulary;
  const ids = Array.from({ length: batch * time }, (_, i) => id(i));
  return { ids, targets: ids.map((_, i) => id(i + 1)) };
}

/** Runs a contestant written in TypeScript: `begin` makes its step, which gives the loss. */
export function contest(begin: (setup: Setup) => Promise<() => number | Promise<number>>): void {
  let step: () => number | Promise<number>;
  const answer = (value: Ready | Timing | { error: string }) => console.log(JSON.stringify(value));
  const handle = async (line: string) => {
    const message = JSON.parse(line) as Setup | { steps: number };
    if ('steps' in message) {
      answer(await time(step, message.steps));
      return;
    }
    step = await begin(message);
    const start = performance.now();
    const losses: number[] = [];
    const isSlow = () => losses.length >= 2 && performance.now() - start > SLOW_MS;
    while (losses.length < FIRST_STEPS && !isSlow()) losses.push(await step());
    answer({ losses, first: performance.now() - start });
  };
  let last = Promise.resolve();
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      last = last.then(() => handle(line)).catch((error) => answer({ error: `${error}` }));
    })
    .on('close', () => last.then(() => process.exit(0)));
}

async function time(step: () => number | Promise<number>, steps: number): Promise<Timing> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < steps; i++) await step();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return {
    wall: wall / steps,
    cpu: (user + system) / 1000 / steps,
    memory: process.resourceUsage().maxRSS / 1024,
  };
}
