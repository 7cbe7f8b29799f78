import { Progress } from '../lib/progress';
import type { OnBytes } from './transfer';

/**
 * The progress bar of a download. `end` leaves the bar as it is, so that a line
 * can be printed below it; the next `update` begins another, from the bytes that
 * are there.
 */
export function downloadBar(label: string): { update: OnBytes; end: () => void } {
  let bar: Progress | undefined;
  return {
    update(received, total) {
      bar ??= new Progress({ label, unit: 'B', total, initial: received });
      bar.update(received);
    },
    end() {
      bar?.close();
      bar = undefined;
    },
  };
}
