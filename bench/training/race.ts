import { Contestant, type Entrant } from './contestant';
import type { Ready } from './protocol';
import type { Size } from './sizes';

/** What one contestant came to: medians over the rounds. */
export interface Result {
  name: string;
  /** ms a step, by the clock and of the processor. */
  wall: number;
  cpu: number;
  /** Time ÷ the first contestant's, the median over rounds of the two side by side. */
  ratio: number;
  cpuRatio: number;
  /** MB. */
  memory: number;
  /** ms of the first steps. */
  first: number;
}

export interface RaceOptions {
  threads: number;
  rounds: number;
  /** How long one turn of a contestant lasts about, in ms. */
  turn: number;
  weights: string;
  say: (line: string) => void;
}

/** A loss that is further from the first contestant's is not of the same computation. */
const SAME_LOSS = 1e-3;

/** The calls of a compiled step that are compared with the code as written come at 10 and 100. */
const WARM_UP = 101;
const WARM_UP_MS = 4000;

/**
 * Lets contestants make the same steps in turn, in the same rounds, so that whatever else the
 * machine does slows all of them. The first one is what the others are compared with.
 *
 * @returns the results by name, without those who could not take part
 */
export async function race(
  entrants: Entrant[],
  size: Size,
  { threads, rounds, turn, weights, say }: RaceOptions,
): Promise<Result[]> {
  const runners: { contestant: Contestant; ready: Ready; steps: number; turns: Turn[] }[] = [];
  try {
    for (const entrant of entrants) {
      const contestant = new Contestant(entrant, threads);
      try {
        const ready = await contestant.begin({ size, weights });
        compareLosses(ready, runners[0]?.ready);
        const steps = await warmUp(contestant, turn);
        runners.push({ contestant, ready, steps, turns: [] });
      } catch (error) {
        await contestant.end();
        say(`  ${entrant.name} takes no part: ${error instanceof Error ? error.message : error}`);
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const { contestant, steps, turns } of runners) turns.push(await contestant.time(steps));
    }
  } finally {
    for (const { contestant } of runners) await contestant.end();
  }
  const [first] = runners;
  return runners.map(({ contestant, ready, turns }) => ({
    name: contestant.entrant.name,
    wall: median(turns.map(({ wall }) => wall)),
    cpu: median(turns.map(({ cpu }) => cpu)),
    ratio: median(turns.map(({ wall }, i) => wall / first.turns[i].wall)),
    cpuRatio: median(turns.map(({ cpu }, i) => cpu / first.turns[i].cpu)),
    memory: median(turns.map(({ memory }) => memory)),
    first: ready.first,
  }));
}

type Turn = { wall: number; cpu: number; memory: number };

function compareLosses({ losses }: Ready, wanted: Ready | undefined): void {
  losses.forEach((loss, i) => {
    const other = wanted?.losses[i] ?? loss;
    if (Math.abs(loss - other) <= SAME_LOSS * Math.abs(other)) return;
    throw new Error(`loss ${i} is ${loss}, and ${other} is that of the first: not the same step`);
  });
}

/** Makes steps until they are steadily fast; gives how many fill a turn. */
async function warmUp(contestant: Contestant, turn: number): Promise<number> {
  const start = performance.now();
  let made = 0;
  let fastest = Number.POSITIVE_INFINITY;
  while (made < WARM_UP && performance.now() - start < WARM_UP_MS) {
    const steps = Number.isFinite(fastest) ? Math.max(1, Math.round(100 / fastest)) : 1;
    fastest = Math.min(fastest, (await contestant.time(steps)).wall);
    made += steps;
  }
  return Math.max(1, Math.round(turn / fastest));
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
