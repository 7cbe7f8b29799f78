import type { LayoutAxis } from 'plotly.js';
import type { Numbers } from './check-input';
import { niceTicks } from './still/axis';

/** Fewer marks than this do not show that an axis is logarithmic. */
const FEWEST = 3;
/** More powers of ten than this crowd: then every second one is marked, or every third. */
const MOST = 8;

/**
 * A logarithmic axis with marks at round numbers, each written in full. (Plotly's own
 * marks say "5" between 0.1 and 1, and "100µ" for 0.0001.)
 *
 * @param values what the axis shows; what has no place on it, zero for example, is passed over
 */
export function logAxis(
  values: Numbers,
): Required<Pick<LayoutAxis, 'type' | 'tickvals' | 'ticktext'>> {
  const ticks = logTicks(Array.from(values).filter((value) => value > 0 && Number.isFinite(value)));
  return { type: 'log', tickvals: ticks, ticktext: tickTexts(ticks) };
}

function logTicks(values: number[]): number[] {
  if (values.length === 0) return [];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const inside = (value: number) => value >= low / 1.05 && value <= high * 1.05;
  const first = Math.floor(Math.log10(low));
  const count = Math.ceil(Math.log10(high)) - first + 1;
  const powers = Array.from({ length: count }, (_, i) => first + i);
  const tens = powers.map((power) => timesTen(1, power)).filter(inside);
  if (tens.length > MOST) {
    const stride = Math.ceil(tens.length / MOST);
    return tens.filter((value) => Math.round(Math.log10(value)) % stride === 0);
  }
  if (tens.length >= FEWEST) return tens;
  const between = powers.flatMap((power) => [1, 2, 5].map((m) => timesTen(m, power)));
  const some = between.filter(inside);
  return some.length >= FEWEST ? some : niceTicks(low, high).filter((value) => value > 0);
}

/** As it is read from text, without the rounding of a power: 5e-4, not 0.0005000000000000001. */
function timesTen(mantissa: number, power: number): number {
  return Number(`${mantissa}e${power}`);
}

/** All in full, or all with powers of ten where one of them would be long. */
function tickTexts(ticks: number[]): string[] {
  const long = ticks.some((value) => value < 1e-4 || value >= 1e6);
  return ticks.map((value) => {
    if (!long) return String(Number(value.toPrecision(4)));
    const [mantissa, power] = value.toExponential().split('e').map(Number);
    const ten = `10${superscript(power)}`;
    if (power === 0) return String(mantissa);
    return mantissa === 1 ? ten : `${Number(mantissa.toPrecision(4))} · ${ten}`;
  });
}

function superscript(power: number): string {
  const letters = [...String(power)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '⁻');
  return letters.join('');
}
