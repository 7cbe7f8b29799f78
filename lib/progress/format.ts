import { escapeHtml } from './html';

/** How far a task has come, as the bar shows it. */
export interface ProgressState {
  label: string;
  count: number;
  /** How many there will be; undefined when nobody knows. */
  total: number | undefined;
  /** What is counted, for the rate: 'batches' gives `12 batches/s`; 'B' is bytes. */
  unit: string;
  /** Words of the task's own at the end: `loss 0.312`. */
  note: string;
  /** Seconds since the start. */
  elapsed: number;
  /** Counts per second of late; undefined before the first can be told. */
  rate: number | undefined;
  /** Whether the task goes on, came to its end, or ended before its total. */
  status: 'running' | 'done' | 'stopped';
}

/** The share done, 0 to 1, or undefined when the total is not known. */
export function fraction({ count, total }: ProgressState): number | undefined {
  if (total === undefined) return undefined;
  return total > 0 ? Math.min(1, count / total) : 1;
}

/** `Training 45 %|████▌     | 450/1000 [00:12 < 00:15, 36.7/s] loss 0.312` */
export function textBar(state: ProgressState, width = 10): string {
  const share = fraction(state);
  const label = state.label ? `${state.label} ` : '';
  const bar = share === undefined ? '' : `${percent(share)}|${blocks(share, width)}| `;
  const note = state.note ? ` ${state.note}` : '';
  return `${label}${bar}${figures(state)}${note}`;
}

/** The same as HTML: a bar that takes the page's own colours, light or dark. */
export function htmlBar(state: ProgressState): string {
  const share = fraction(state);
  const value = share === undefined ? 0 : share;
  // No value makes the browser's moving bar, which should stand still at the end.
  const attributes = share === undefined && state.status === 'running' ? '' : ` value="${value}"`;
  const shown = share === undefined ? '' : `${percent(share)} `;
  const cells = [
    state.label && `<span>${escapeHtml(state.label)}</span>`,
    `<progress max="1"${attributes} style="width:16em;max-width:40%"></progress>`,
    `<span style="font-family:monospace">${shown}${escapeHtml(figures(state))}</span>`,
    state.note && `<span>${escapeHtml(state.note)}</span>`,
  ];
  const style = 'display:flex;flex-wrap:wrap;gap:0.6em;align-items:center';
  return `<div style="${style}">${cells.filter(Boolean).join('')}</div>`;
}

/** Count, time and rate: `450/1000 [00:12 < 00:15, 36.7/s]`. */
function figures(state: ProgressState): string {
  const { count, total, unit, elapsed, rate, status } = state;
  const counted =
    total === undefined ? amount(count, unit) : `${amount(count, unit)}/${amount(total, unit)}`;
  const parts = [duration(elapsed)];
  if (status === 'running' && total !== undefined) {
    parts[0] += ` < ${rate ? duration(Math.max(0, total - count) / rate) : '?'}`;
  }
  if (rate !== undefined) parts.push(speed(rate, unit));
  if (status === 'stopped') parts.push('stopped');
  return `${counted} [${parts.join(', ')}]`;
}

/** Seconds as `mm:ss`, or `h:mm:ss` from an hour on. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  const clock = `${two(minutes % 60)}:${two(whole % 60)}`;
  return minutes >= 60 ? `${Math.floor(minutes / 60)}:${clock}` : clock;
}

function speed(rate: number, unit: string): string {
  if (unit === 'B') return `${bytes(rate)}/s`;
  const name = unit ? ` ${unit}` : '';
  // Below one a second, the time that one takes reads better.
  if (rate > 0 && rate < 1) return `${three(1 / rate)} s each`;
  return `${three(rate)}${name}/s`;
}

function amount(count: number, unit: string): string {
  return unit === 'B' ? bytes(count) : String(count);
}

function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = count;
  let step = 0;
  while (scaled >= 999.5 && step < units.length - 1) {
    scaled /= 1000;
    step++;
  }
  return `${step === 0 ? Math.round(scaled) : three(scaled)} ${units[step]}`;
}

/** Three digits that count: 0.123, 1.23, 12.3, 123, 1234. */
function three(x: number): string {
  if (x === 0) return '0';
  // Rounded first: 0.9996 is 1.00, not 1.000.
  const rounded = Number(x.toPrecision(3));
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded >= 1000 ? x.toFixed(0) : rounded.toFixed(Math.min(decimals, 6));
}

function percent(share: number): string {
  return `${String(Math.floor(share * 100)).padStart(3)} %`;
}

function blocks(share: number, width: number): string {
  const eighths = Math.floor(share * width * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  const part = eighths % 8 === 0 ? '' : '▏▎▍▌▋▊▉'[(eighths % 8) - 1];
  return (full + part).padEnd(width);
}
