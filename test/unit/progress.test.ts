import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, describe, test } from 'node:test';
import {
  cellSignal,
  clearOutput,
  displayBundle,
  inNotebook,
  Progress,
  type ProgressOptions,
  progress,
} from '../../lib/progress';
import { duration, htmlBar, type ProgressState, textBar } from '../../lib/progress/format';
import {
  LogSurface,
  NotebookSurface,
  type Surface,
  TerminalLine,
  TerminalSurface,
} from '../../lib/progress/surface';

const hooks = globalThis as Record<symbol, unknown>;
const BROADCAST = Symbol.for('Jupyter.broadcast');
const SIGNAL = Symbol.for('Jupyter.signal');

afterEach(() => {
  delete hooks[BROADCAST];
  delete hooks[SIGNAL];
});

interface Message {
  type: string;
  content: { data: Record<string, string>; transient: { display_id?: string }; wait?: boolean };
}

/** Stands for the kernel, which keeps the messages of a cell. */
function enterNotebook(): Message[] {
  const messages: Message[] = [];
  hooks[BROADCAST] = (type: string, content: Message['content']) =>
    messages.push({ type, content });
  return messages;
}

/** A stream that keeps what is written and shows what a terminal would. */
class Screen {
  written = '';
  constructor(
    readonly isTTY: boolean,
    readonly columns = 80,
  ) {}
  write(text: string) {
    this.written += text;
  }
  lines(): string[] {
    return this.written.split('\n').map((line) => {
      const cells: string[] = [];
      for (const part of line.split('\r')) {
        Array.from(part).forEach((character, i) => {
          cells[i] = character;
        });
      }
      return cells.join('').trimEnd();
    });
  }
}

/** A clock that moves only when told, in milliseconds. */
class Clock {
  time = 0;
  now = () => this.time;
}

const state = (changes: Partial<ProgressState>): ProgressState => ({
  label: '',
  count: 0,
  total: undefined,
  unit: '',
  note: '',
  elapsed: 0,
  rate: undefined,
  status: 'running',
  ...changes,
});

describe('what the bar says', () => {
  test('count, share, rate and time left', () => {
    const half = { label: 'Training', count: 450, total: 1000, elapsed: 12, rate: 36.66 };
    assert.equal(
      textBar(state({ ...half, note: 'loss 0.31' })),
      'Training  45 %|████▌     | 450/1000 [00:12 < 00:15, 36.7/s] loss 0.31',
    );
    assert.equal(
      textBar(state({ ...half, count: 1000, unit: 'batches', status: 'done' })),
      'Training 100 %|██████████| 1000/1000 [00:12, 36.7 batches/s]',
    );
    assert.equal(textBar(state({ count: 7, elapsed: 2, rate: 3.5 })), '7 [00:02, 3.50/s]');
    assert.equal(textBar(state({ count: 0, total: 9 })), '  0 %|          | 0/9 [00:00 < ?]');
    assert.equal(
      textBar(state({ count: 3, total: 9, elapsed: 5, status: 'stopped' })),
      ' 33 %|███▎      | 3/9 [00:05, stopped]',
    );
  });

  test('slow steps, bytes, an empty task and one that overruns its total', () => {
    assert.match(textBar(state({ rate: 0.25, count: 1 })), /4\.00 s each/);
    assert.match(
      textBar(state({ unit: 'B', count: 12_345_678, total: 45e6, rate: 999_600 })),
      /12\.3 MB\/45\.0 MB \[00:00 < 00:33, 1\.00 MB\/s\]/,
    );
    assert.match(textBar(state({ unit: 'B', count: 999 })), /^999 B/);
    assert.match(textBar(state({ total: 0, status: 'done' })), /^100 %\|█{10}\| 0\/0/);
    assert.match(
      textBar(state({ count: 12, total: 10, rate: 1 })),
      /^100 %.* 12\/10 \[00:00 < 00:00/,
    );
    // Not finished, so not 100 %.
    assert.match(textBar(state({ count: 9999, total: 10000 })), /^ 99 %/);
  });

  test('durations', () => {
    assert.deepEqual([0, 59.6, 61, 3599, 3661, 360000].map(duration), [
      '00:00',
      '01:00',
      '01:01',
      '59:59',
      '1:01:01',
      '100:00:00',
    ]);
    assert.equal(duration(Number.POSITIVE_INFINITY), '?');
  });

  test('HTML shows the words as text, never as markup', () => {
    const html = htmlBar(state({ label: '<b>A & B</b>', note: '"x" < 1', count: 1, total: 4 }));
    assert.match(html, /&lt;b&gt;A &amp; B&lt;\/b&gt;/);
    assert.match(html, /&quot;x&quot; &lt; 1/);
    assert.match(html, /<progress max="1" value="0.25"/);
    assert.doesNotMatch(htmlBar(state({ count: 3 })), /value=/);
    assert.match(htmlBar(state({ count: 3, status: 'done' })), /value=/);
  });
});

describe('how often it draws', () => {
  function recorded(options: ProgressOptions, interval = 200) {
    const clock = new Clock();
    const drawn: ProgressState[] = [];
    const finished: ProgressState[] = [];
    const surface: Surface = {
      interval,
      draw: (s) => drawn.push(s),
      finish: (s) => finished.push(s),
    };
    const bar = new Progress(options, { surface, now: clock.now });
    return { bar, clock, drawn, finished };
  }

  test('at most once in its interval, and always at the end', () => {
    const { bar, clock, drawn, finished } = recorded({ total: 10000 });
    for (let i = 0; i < 10000; i++) {
      clock.time += 1; // ten seconds in all
      bar.tick();
    }
    assert.equal(drawn.length, 51); // the first, then five a second
    bar.close();
    bar.close();
    assert.equal(finished.length, 1);
    assert.equal(finished[0].count, 10000);
    assert.equal(finished[0].status, 'done');
    assert.equal(finished[0].rate, 1000);
    assert.throws(() => bar.tick(), /closed/);
  });

  test('the rate follows a change of pace, and the last one is the mean', () => {
    const { bar, clock, drawn, finished } = recorded({ total: 1000 });
    for (let i = 0; i < 20; i++) {
      clock.time += 200;
      bar.tick(10); // 50 a second
    }
    assert.ok(Math.abs(drawn[20].rate! - 50) < 1e-9);
    for (let i = 0; i < 20; i++) {
      clock.time += 200;
      bar.tick(1); // 5 a second
    }
    assert.ok(Math.abs(drawn[40].rate! - 5) < 0.1, `${drawn[40].rate}`);
    bar.close();
    assert.equal(finished[0].rate, 220 / 8);
    assert.equal(finished[0].status, 'stopped');
  });

  test('what was done before counts for the share and not for the rate', () => {
    const { bar, clock, drawn, finished } = recorded({ initial: 500, unit: 'B' });
    bar.setTotal(1000);
    clock.time += 1000;
    bar.tick(500, 'resumed');
    assert.equal(drawn[1].rate, 500);
    bar.close();
    assert.deepEqual([finished[0].count, finished[0].total, finished[0].rate], [1000, 1000, 500]);
    assert.equal(finished[0].note, 'resumed');
  });

  test('a bad total is refused', () => {
    for (const total of [-1, Number.NaN]) {
      assert.throws(() => recorded({ total }), /total is .+, wanted a number/);
    }
  });
});

describe('progress(iterable)', () => {
  function quiet() {
    const finished: ProgressState[] = [];
    const surface: Surface = { interval: 0, draw() {}, finish: (s) => finished.push(s) };
    return { finished, environment: { surface, now: new Clock().now } };
  }

  test('gives the items and knows the total of arrays, typed arrays, sets and maps', () => {
    for (const iterable of [[1, 2, 3], Int32Array.of(1, 2, 3), new Set([1, 2, 3])]) {
      const { finished, environment } = quiet();
      assert.deepEqual([...progress<number>(iterable, {}, environment)], [1, 2, 3]);
      assert.deepEqual([finished[0].count, finished[0].total, finished[0].status], [3, 3, 'done']);
    }
  });

  test('goes through async iterables', async () => {
    async function* numbers() {
      yield 1;
      yield 2;
    }
    const { finished, environment } = quiet();
    const seen: number[] = [];
    for await (const n of progress(numbers(), { total: 2 }, environment)) seen.push(n);
    assert.deepEqual(seen, [1, 2]);
    assert.deepEqual([finished[0].count, finished[0].status], [2, 'done']);
  });

  test('a loop that breaks or throws leaves a bar that says so', () => {
    const { finished, environment } = quiet();
    for (const n of progress([1, 2, 3], {}, environment)) if (n === 2) break;
    assert.deepEqual([finished[0].count, finished[0].status], [1, 'stopped']);
    assert.throws(() => {
      for (const _ of progress([1, 2], {}, environment)) throw new Error('mine');
    }, /mine/);
    assert.equal(finished[1].status, 'stopped');
  });

  test("an interrupt of the cell ends the loop; a signal given goes before the cell's", async () => {
    const cell = new AbortController();
    hooks[SIGNAL] = () => cell.signal;
    assert.equal(cellSignal(), cell.signal);
    const { environment } = quiet();
    let turns = 0;
    assert.throws(() => {
      for (const _ of progress([1, 2, 3, 4], {}, environment)) {
        turns++;
        if (turns === 2) cell.abort(new Error('Interrupted'));
      }
    }, /Interrupted/);
    assert.equal(turns, 2);
    const own = { signal: new AbortController().signal };
    assert.equal([...progress([1, 2], own, environment)].length, 2);
    async function* numbers() {
      yield 1;
    }
    await assert.rejects(async () => {
      for await (const _ of progress(numbers(), {}, environment)) turns++;
    }, /Interrupted/);
    assert.equal(turns, 2);
  });
});

describe('in a notebook', () => {
  test('a bar is one output, replaced in place; others are left alone', () => {
    const messages = enterNotebook();
    const clock = new Clock();
    const surface = new NotebookSurface();
    assert.equal(surface.interval, 200);
    const bar = new Progress({ label: 'A', total: 2 }, { surface, now: clock.now });
    clock.time += 200;
    bar.tick();
    clock.time += 10;
    bar.tick();
    bar.close();
    assert.deepEqual(
      messages.map((m) => m.type),
      ['display_data', 'update_display_data', 'update_display_data'],
    );
    const ids = new Set(messages.map((m) => m.content.transient.display_id));
    assert.equal(ids.size, 1);
    assert.match([...ids][0]!, /^progress-/);
    const last = messages[2].content.data;
    assert.match(last['text/html'], /value="1"/);
    assert.match(last['text/plain'], /^A 100 %.* 2\/2 \[/);
  });

  test('two bars are two outputs, and one drawn after its cell goes nowhere', () => {
    const messages = enterNotebook();
    const [a, b] = [new Progress({ total: 1 }), new Progress({ total: 1 })];
    const ids = messages.map((m) => m.content.transient.display_id);
    assert.notEqual(ids[0], ids[1]);
    a.close();
    delete hooks[BROADCAST];
    b.close();
    assert.equal(messages.length, 3);
  });

  test('the door to the kernel', () => {
    assert.equal(inNotebook(), false);
    assert.equal(cellSignal(), undefined);
    clearOutput(); // nothing to clear, and no error
    const messages = enterNotebook();
    assert.equal(inNotebook(), true);
    displayBundle({ 'text/plain': 'x' }, { isolated: true });
    displayBundle({ 'text/plain': 'y' }, {}, { displayId: 'd', update: true });
    clearOutput(true);
    assert.deepEqual(messages, [
      {
        type: 'display_data',
        content: { data: { 'text/plain': 'x' }, metadata: { isolated: true }, transient: {} },
      },
      {
        type: 'update_display_data',
        content: { data: { 'text/plain': 'y' }, metadata: {}, transient: { display_id: 'd' } },
      },
      { type: 'clear_output', content: { wait: true } },
    ] as unknown as Message[]);
    assert.throws(() => displayBundle({}, {}, { update: true }), /needs the displayId/);
  });
});

describe('on a terminal', () => {
  const bars = (screen: Screen, clock: Clock) => {
    const line = new TerminalLine(screen);
    return (options: ProgressOptions) =>
      new Progress(options, { surface: new TerminalSurface(line), now: clock.now });
  };

  test('one line, drawn over itself, that stays at the end', () => {
    const screen = new Screen(true);
    const clock = new Clock();
    const bar = bars(screen, clock)({ label: 'A', total: 2 });
    clock.time += 1000;
    bar.tick(1, 'a long note');
    clock.time += 1000;
    bar.tick(1, 'short');
    bar.close();
    assert.deepEqual(screen.lines(), ['A 100 %|██████████| 2/2 [00:02, 1.00/s] short', '']);
  });

  test('a bar inside another stands beside it and leaves no trace', () => {
    const screen = new Screen(true, 120);
    const clock = new Clock();
    const make = bars(screen, clock);
    const outer = make({ label: 'Epochs', total: 1 });
    const inner = make({ label: 'Batches', total: 5 });
    assert.match(screen.lines()[0], /^Epochs .+ · Batches .+/);
    inner.close();
    assert.doesNotMatch(screen.lines()[0], /Batches/);
    outer.tick();
    outer.close();
    assert.equal(screen.lines().length, 2);
    assert.match(screen.lines()[0], /^Epochs 100 %/);
  });

  test('never wraps', () => {
    const screen = new Screen(true, 30);
    const bar = bars(screen, new Clock())({ label: 'x'.repeat(100), total: 2 });
    bar.close();
    assert.ok(screen.lines().every((line) => line.length < 30));
  });

  test('a file gets a line now and then, without control characters', () => {
    const screen = new Screen(false);
    const clock = new Clock();
    const bar = new Progress({ total: 60 }, { surface: new LogSurface(screen), now: clock.now });
    for (let i = 0; i < 60; i++) {
      clock.time += 500; // half a minute in all
      bar.tick();
    }
    bar.close();
    assert.doesNotMatch(screen.written, /\r/);
    assert.equal(screen.lines().length, 5); // at 10, 20 and 30 s, the end, and the empty rest
  });

  test('a program whose output is piped keeps its own output clean', () => {
    const code = `const { progress } = require('./lib/progress');
      for (const n of progress([1, 2, 3], { label: 'Piped' })) console.log(n);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--eval', code], {
      cwd: path.resolve(__dirname, '../..'),
      encoding: 'utf8',
    });
    assert.equal(stdout, '1\n2\n3\n');
    assert.match(stderr, /^Piped 100 %.*3\/3 \[00:00.*\n$/);
  });
});
