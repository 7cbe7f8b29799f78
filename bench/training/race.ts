import { Contestant, type Entrant } from './contestant';
import type { Ready, Timing } from './protocol';
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
  /** MB: the most that the process held. */
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
  /** How long each contestant makes steps before the rounds, at most, in ms. */
  warmUp: number;
  say: (line: string) => void;
}

/** A loss that is further from the first contestant's is not of the same computation. */
const SAME_LOSS = 1e-3;

/** The calls of a compiled step that are compared with the code as written come at 10 and 100. */
const WARM_UP = 101;

/** A contestant with a step longer than this many turns takes part in the first rounds alone. */
const SLOW_TURNS = 2;
const SLOW_ROUNDS = 3;

/**
 * Lets contestants make the same steps in turn, in the same rounds, so that whatever else the
 * machine does slows all of them. The first one is what the others are compared with.
 *
 * @returns the results by name, without those who could not take part
 */
export async function race(
  entrants: Entrant[],
  size: Size,
  { threads, rounds, turn, weights, warmUp, say }: RaceOptions,
): Promise<Result[]> {
  const runners: Runner[] = [];
  try {
    for (const entrant of entrants) {
      const contestant = new Contestant(entrant, threads);
      try {
        const ready = await contestant.begin({ size, weights });
        compareLosses(ready, runners[0]?.ready);
        const fastest = await fastestStep(contestant, warmUp);
        const steps = Math.max(1, Math.round(turn / fastest));
        const isSlow = fastest > SLOW_TURNS * turn;
        const last = isSlow ? Math.min(rounds, SLOW_ROUNDS) : rounds;
        runners.push({ contestant, ready, steps, rounds: last, turns: [] });
      } catch (error) {
        await contestant.end();
        say(`  ${entrant.name} takes no part: ${error instanceof Error ? error.message : error}`);
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const { contestant, steps, rounds, turns } of runners) {
        if (round < rounds) turns.push(await contestant.time(steps));
      }
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
    memory: Math.max(...turns.map(({ memory }) => memory)),
    first: ready.first,
  }));
}

interface Runner {
  contestant: Contestant;
  ready: Ready;
  /** How many steps fill a turn. */
  steps: number;
  /** In how many rounds it takes part. */
  rounds: number;
  turns: Timing[];
}

function compareLosses({ losses }: Ready, wanted: Ready | undefined): void {
  losses.forEach((loss, i) => {
    const other = wanted?.losses[i] ?? loss;
    if (Math.abs(loss - other) <= SAME_LOSS * Math.abs(other)) return;
    throw new Error(`loss ${i} is ${loss}, and ${other} is that of the first: not the same step`);
  });
}

/** Makes steps until they are steadily fast; gives the fastest one's ms. */
async function fastestStep(contestant: Contestant, limit: number): Promise<number> {
  const start = performance.now();
  let made = 0;
  let fastest = Number.POSITIVE_INFINITY;
  while (made < WARM_UP && performance.now() - start < limit) {
    const steps = Number.isFinite(fastest) ? Math.max(1, Math.round(100 / fastest)) : 1;
    fastest = Math.min(fastest, (await contestant.time(steps)).wall);
    made += steps;
  }
  return fastest;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
