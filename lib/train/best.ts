/** Whether a number should fall or rise. */
export type Mode = 'min' | 'max';

/** The best value that a number has had so far. */
export class Best {
  value: number | undefined;

  constructor(
    private readonly mode: Mode,
    /** How much better counts as better. */
    private readonly minDelta = 0,
  ) {}

  /** Takes a value in, and gives whether it is the best. NaN never is. */
  update(value: number): boolean {
    if (Number.isNaN(value)) return false;
    if (this.value !== undefined) {
      const gain = this.mode === 'min' ? this.value - value : value - this.value;
      if (!(gain > this.minDelta)) return false;
    }
    this.value = value;
    return true;
  }
}

/**
 * The number to watch among an epoch's.
 * @throws Error that lists what there is, when it is missing
 */
export function watched(record: Record<string, number>, monitor: string, who: string): number {
  const value = record[monitor];
  if (value !== undefined) return value;
  throw new Error(
    `${who}: there is no '${monitor}' (there is: ${Object.keys(record).join(', ')}). ` +
      'Give fit validation data, or watch another number: { monitor: … }.',
  );
}
