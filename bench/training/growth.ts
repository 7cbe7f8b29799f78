import path from 'node:path';
import { writeFileAtomic } from '../../lib/files';
import { figureBundle, linePlot } from '../../lib/plot';
import type { Result } from './race';
import { GROWTH, type Size } from './sizes';

type Along = keyof typeof GROWTH.along;

const WHAT: Record<Along, string> = {
  batch: 'sequences in a batch',
  d: 'width (dModel)',
  time: 'tokens in a sequence',
  layers: 'layers',
};

/** How the time of a step grows with one measure of the transformer. */
export interface Growth {
  along: Along;
  values: number[];
  /** ms of the processor for a step, by contestant. */
  cpu: Record<string, number[]>;
}

/**
 * Measures steps of growing transformers, along one measure after the other.
 *
 * @param measure puts the contestants to one size; a size that occurs twice is measured once
 */
export async function measureGrowth(measure: (size: Size) => Promise<Result[]>): Promise<Growth[]> {
  const known = new Map<string, Result[]>();
  const growths: Growth[] = [];
  for (const [along, values] of Object.entries(GROWTH.along) as [Along, number[]][]) {
    const cpu: Growth['cpu'] = {};
    for (const value of values) {
      const size = { ...GROWTH.base, [along]: value };
      const key = JSON.stringify(size);
      const results = known.get(key) ?? (await measure(size));
      known.set(key, results);
      for (const result of results) {
        cpu[result.name] = [...(cpu[result.name] ?? []), result.cpu];
      }
    }
    growths.push({ along, values, cpu });
  }
  return growths;
}

/** One line for each measure and contestant. */
export function formatGrowth(growths: Growth[]): string {
  return growths
    .flatMap(({ along, values, cpu }) => [
      `${WHAT[along]}: ${values.join(', ')}`,
      ...Object.entries(cpu).map(
        ([name, times]) => `  ${name}: ${times.map((ms) => ms.toPrecision(3)).join(', ')} ms`,
      ),
    ])
    .join('\n');
}

/** Writes a page with a figure for each measure, which needs no script and no network. */
export async function writeGrowthPage(
  file: string,
  growths: Growth[],
  conditions: string,
): Promise<void> {
  const figures = growths.map(({ along, values, cpu }) => {
    const complete = Object.entries(cpu).filter(([, times]) => times.length === values.length);
    const figure = linePlot(Object.fromEntries(complete), {
      x: values,
      xTicks: values,
      logX: true,
      logY: true,
      dots: true,
      xLabel: WHAT[along],
      yLabel: 'ms of the processor a step',
      width: 560,
      height: 380,
    });
    return figureBundle(figure)['text/html'];
  });
  const { d, layers, heads, batch, time } = GROWTH.base;
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>How the time of a training step grows</title>
<style>body { font-family: sans-serif; } main { display: flex; flex-wrap: wrap; gap: 1em; }</style>
<h1>How the time of a training step grows</h1>
<p>A transformer with Adam: width ${d}, ${layers} layers, ${heads} heads, ${batch} sequences of
${time} tokens, but for what each figure varies. ${conditions}</p>
<main>${figures.join('\n')}</main>
</html>
`;
  await writeFileAtomic(path.resolve(file), page);
}
