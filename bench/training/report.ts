import type { Result } from './race';

/** One line of the report that machines read. */
export interface Row {
  size: string;
  threads: number;
  /** Time ÷ PyTorch eager's, by the clock, of each of our ways and of PyTorch's others. */
  ratio: Record<string, number>;
  /** The same by the processor's time, which other work on the machine disturbs less. */
  cpuRatio: Record<string, number>;
  /** MB: the most that each contestant's process held. */
  memory: Record<string, number>;
  /** ms a step of PyTorch eager. */
  pytorch: number;
}

export function rowOf(size: string, threads: number, results: Result[]): Row {
  const [first, ...others] = results;
  const by = (value: (result: Result) => number, of = others) =>
    Object.fromEntries(of.map((each) => [shortName(each.name), round(value(each))]));
  return {
    size,
    threads,
    ratio: by(({ ratio }) => ratio),
    cpuRatio: by(({ cpuRatio }) => cpuRatio),
    memory: by(({ memory }) => memory, results),
    pytorch: round(first.wall),
  };
}

/** `eager` for ours, `pytorch/compile` for another's. */
function shortName(name: string): string {
  return name.replace(/^ours\//, '');
}

/** A table: one line for each contestant. */
export function formatResults(results: Result[]): string {
  const head = ['', 'ms/step', 'ratio', 'CPU ms', 'CPU ratio', 'peak memory', 'first steps'];
  const lines = results.map((each) => [
    each.name,
    each.wall.toPrecision(3),
    each.ratio.toFixed(2),
    each.cpu.toPrecision(3),
    each.cpuRatio.toFixed(2),
    `${each.memory.toFixed(0)} MB`,
    `${(each.first / 1000).toFixed(1)} s`,
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i].length)));
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  '),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
