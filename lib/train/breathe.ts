/** How long a loop may hold the event loop, in milliseconds. */
const HOLD = 50;

let last = 0;

/**
 * Lets waiting work run (drawing a live figure, an interrupt), at most every 50 ms: a loop
 * whose awaits all settle at once would otherwise never give way. Call it once a turn.
 */
export async function breathe(): Promise<void> {
  if (performance.now() - last < HOLD) return;
  await new Promise<void>((resolve) => setImmediate(resolve));
  last = performance.now();
}
