import { randomUUID } from 'node:crypto';
import { htmlBar, type ProgressState, textBar } from './format';
import { displayBundle, inNotebook } from './notebook';

/** Where a bar is drawn. */
export interface Surface {
  /** Milliseconds that must lie between two drawings. */
  interval: number;
  /** Shows the state; called for the first, the last and, now and then, one between. */
  draw(state: ProgressState): void;
  /** Shows the last state, which stays. */
  finish(state: ProgressState): void;
}

/** What a terminal bar needs of a stream: `process.stderr` has it. */
export interface TextStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** The surface for where this code runs now. */
export function defaultSurface(): Surface {
  if (inNotebook()) return new NotebookSurface();
  return process.stderr.isTTY ? new TerminalSurface(terminal) : new LogSurface(process.stderr);
}

/**
 * An output of the running cell, replaced in place by its display id. (Clearing
 * the cell's output and displaying again would take its other outputs along.)
 */
export class NotebookSurface implements Surface {
  readonly interval = 200;
  private readonly displayId = `progress-${randomUUID()}`;
  private shown = false;

  draw(state: ProgressState): void {
    if (!inNotebook()) return; // the cell has ended; its output stays as it was
    const data = { 'text/html': htmlBar(state), 'text/plain': textBar(state) };
    displayBundle(data, {}, { displayId: this.displayId, update: this.shown });
    this.shown = true;
  }

  finish(state: ProgressState): void {
    this.draw(state);
  }
}

/**
 * The last line of a terminal, which all running bars share: a bar inside
 * another one stands to its right while it runs, and leaves no trace.
 */
export class TerminalLine {
  private readonly bars = new Map<object, string>();
  private drawn = 0;

  constructor(private readonly stream: TextStream) {}

  set(owner: object, text: string): void {
    this.bars.set(owner, text);
    this.redraw();
  }

  /** Takes a bar off the line; the outermost leaves its last text and a new line. */
  remove(owner: object, text: string): void {
    const [outermost] = this.bars.keys();
    const stays = outermost === undefined || outermost === owner;
    if (stays) {
      this.bars.clear();
      this.bars.set(owner, text);
      this.redraw();
      this.stream.write('\n');
      this.drawn = 0;
    }
    this.bars.delete(owner);
    if (!stays) this.redraw();
  }

  private redraw(): void {
    const room = (this.stream.columns ?? 80) - 1;
    const line = Array.from([...this.bars.values()].join(' · '))
      .slice(0, room)
      .join('');
    const length = Array.from(line).length;
    this.stream.write(`\r${line}${' '.repeat(Math.max(0, this.drawn - length))}`);
    this.drawn = length;
  }
}

const terminal = new TerminalLine(process.stderr);

/** A bar on a terminal's line. */
export class TerminalSurface implements Surface {
  readonly interval = 100;

  constructor(private readonly line: TerminalLine) {}

  draw(state: ProgressState): void {
    this.line.set(this, textBar(state));
  }

  finish(state: ProgressState): void {
    this.line.remove(this, textBar(state));
  }
}

/** A line now and then, where output goes to a file or a pipe. */
export class LogSurface implements Surface {
  readonly interval = 10_000;
  private started = false;

  constructor(private readonly stream: TextStream) {}

  draw(state: ProgressState): void {
    // A short task leaves one line, at its end.
    if (this.started) this.stream.write(`${textBar(state)}\n`);
    this.started = true;
  }

  finish(state: ProgressState): void {
    this.stream.write(`${textBar(state)}\n`);
  }
}
