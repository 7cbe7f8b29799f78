/**
 * The library's only door to the notebook. While a cell runs, the kernel puts two
 * functions on the global object; outside a notebook they are missing and
 * everything here falls back to the terminal.
 */

/** A value in several forms, by MIME type: `{ 'text/html': …, 'text/plain': … }`. */
export type MimeBundle = Record<string, unknown>;

type Broadcast = (
  msgType: 'display_data' | 'update_display_data' | 'clear_output' | 'stream',
  content: Record<string, unknown>,
) => void;

/** How {@link displayBundle} shows a bundle that will change. */
export interface DisplayOptions {
  /** A name for this output, so that it can be replaced later. */
  displayId?: string;
  /** Replace the output shown under `displayId` instead of adding one. */
  update?: boolean;
}

/** Whether a notebook's cell is running this code. */
export function inNotebook(): boolean {
  return broadcast() !== undefined;
}

/**
 * Shows a bundle as an output of the running cell. On a terminal, prints its
 * `text/plain` form, or the names of the forms it has when that one is missing.
 */
export function displayBundle(
  data: MimeBundle,
  metadata: Record<string, unknown> = {},
  { displayId, update = false }: DisplayOptions = {},
): void {
  if (update && displayId === undefined) {
    throw new Error('displayBundle: an update needs the displayId of the output to replace');
  }
  const send = broadcast();
  if (send) {
    const transient = displayId === undefined ? {} : { display_id: displayId };
    send(update ? 'update_display_data' : 'display_data', { data, metadata, transient });
    return;
  }
  const plain = data['text/plain'];
  const text = typeof plain === 'string' ? plain : `[${Object.keys(data).join(', ')}]`;
  process.stdout.write(`${text}\n`);
}

/**
 * Clears the running cell's output. What a terminal has printed stays.
 * @param wait clear only when the next output comes, so that nothing flickers
 */
export function clearOutput(wait = false): void {
  broadcast()?.('clear_output', { wait });
}

/**
 * The signal that aborts when the running cell is interrupted; undefined outside
 * a notebook. Long loops of the library take `signal` and default to this.
 */
export function cellSignal(): AbortSignal | undefined {
  return fromKernel<() => AbortSignal>('Jupyter.signal')?.();
}

function broadcast(): Broadcast | undefined {
  return fromKernel<Broadcast>('Jupyter.broadcast');
}

function fromKernel<T>(name: string): T | undefined {
  const value = (globalThis as Record<symbol, unknown>)[Symbol.for(name)];
  return typeof value === 'function' ? (value as T) : undefined;
}
