/** One axis of the still picture: from data values to pixels, and where its ticks stand. */

/** The part of Plotly's axis layout that the still picture understands. */
export interface AxisSpec {
  type?: string;
  range?: [number, number];
  autorange?: boolean | string;
  domain?: [number, number];
  tickvals?: (number | string)[];
  ticktext?: string[];
  title?: string | { text?: string };
  visible?: boolean;
  showgrid?: boolean;
  showticklabels?: boolean;
  scaleanchor?: string;
}

export interface Axis {
  /** The pixel of a value, or NaN where it has no place (a gap, zero on a log axis). */
  place(value: unknown): number;
  ticks: { pixel: number; label: string }[];
  title: string;
  spec: AxisSpec;
}

/** What the axis must hold: the values of all its traces, and how tightly. */
export interface AxisContent {
  values: unknown[];
  /** Fill to the edges, as heat maps do, rather than leaving a margin. */
  tight: boolean;
  /** Bars stand along it: half a slot more at each end. */
  bars: boolean;
}

/**
 * @param from the pixel of the axis's low end
 * @param to the pixel of its high end (smaller than `from` for a vertical axis)
 */
export function makeAxis(spec: AxisSpec, content: AxisContent, from: number, to: number): Axis {
  const log = spec.type === 'log';
  const categories = categoriesOf(content.values);
  const toNumber = (value: unknown) => {
    if (categories) return categories.get(String(value)) ?? Number(value);
    if (value === null || value === undefined) return Number.NaN;
    return log ? Math.log10(Number(value)) : Number(value);
  };
  let [low, high] = spec.range ?? extent(content.values.map(toNumber), content);
  if (spec.autorange === 'reversed') [low, high] = [high, low];
  const place = (value: unknown) => pixelOf(toNumber(value));
  const pixelOf = (number: number) => from + ((number - low) / (high - low)) * (to - from);
  const marks = ticksOf(spec, categories, Math.min(low, high), Math.max(low, high), log);
  const inside = marks.filter(
    ({ at }) => at >= Math.min(low, high) - 1e-9 && at <= Math.max(low, high) + 1e-9,
  );
  const ticks = inside.map(({ at, label }) => ({ pixel: pixelOf(at), label }));
  const title = typeof spec.title === 'string' ? spec.title : (spec.title?.text ?? '');
  return { place, ticks, title, spec };

  function ticksOf(
    { tickvals, ticktext }: AxisSpec,
    names: Map<string, number> | undefined,
    lowest: number,
    highest: number,
    isLog: boolean,
  ): { at: number; label: string }[] {
    if (tickvals) {
      return tickvals.map((value, i) => ({
        at: toNumber(value),
        label: ticktext?.[i] ?? String(value),
      }));
    }
    if (names) return [...names].map(([label, at]) => ({ at, label }));
    return niceTicks(lowest, highest).map((at) => ({
      at,
      label: tickLabel(isLog ? 10 ** at : at),
    }));
  }
}

/** About six round numbers from `low` to `high`: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) as number;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function tickLabel(value: number): string {
  return value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(4)));
}

function categoriesOf(values: unknown[]): Map<string, number> | undefined {
  const isName = (value: unknown) => typeof value === 'string' && !Number.isFinite(Number(value));
  if (!values.some(isName)) return undefined;
  const names = [...new Set(values.map(String))];
  return new Map(names.map((name, i) => [name, i]));
}

function extent(values: number[], { tight, bars }: AxisContent): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  if (low === high || bars) return [low - 0.5, high + 0.5];
  const margin = tight ? 0 : (high - low) * 0.06;
  return [low - margin, high + margin];
}
