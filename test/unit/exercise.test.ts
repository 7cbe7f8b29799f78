import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import {
  type Answer,
  CHECK_MIME,
  type CheckSummary,
  check,
  difference,
  type Exercise,
  loadExercise,
  notYet,
  runCases,
} from '../../lib/exercise';
import { format } from '../../lib/exercise/format';
import type { MimeBundle } from '../../lib/progress';

const one = (rest: Partial<Exercise>): Exercise => ({ title: 't', hint: 'h', cases: [], ...rest });
const add = one({
  cases: [
    { args: [1, 2], expected: 3 },
    { name: 'thirds', args: [1 / 3, 1 / 3], expected: 2 / 3 },
  ],
});
const cameFrom = async (exercise: Exercise, answer: Answer) =>
  (await runCases(exercise, answer)).rows.map(
    ({ passed, came }) => `${passed ? '✓' : '✗'} ${came}`,
  );

describe('runCases', () => {
  test('a right answer passes, with what came and what was expected', async () => {
    const { rows, notYet: stub } = await runCases(add, (a, b) => a + b);
    assert.equal(stub, false);
    assert.deepEqual(rows, [
      { name: '1, 2', passed: true, expected: '3', came: '3' },
      { name: 'thirds', passed: true, expected: '0.6666667', came: '0.6666667' },
    ]);
  });

  test('a wrong answer fails only where it is wrong', async () => {
    assert.deepEqual(await cameFrom(add, () => 3), ['✓ 3', '✗ 3']);
  });

  test('asynchronous answers are waited for', async () => {
    assert.deepEqual(await cameFrom(add, async (a, b) => a + b), ['✓ 3', '✓ 0.6666667']);
  });

  test('a stub is found at once and the rest is not called', async () => {
    let calls = 0;
    const outcome = await runCases(add, () => {
      calls++;
      return notYet();
    });
    assert.equal(outcome.notYet, true);
    assert.deepEqual(
      outcome.rows.map(({ passed, came }) => [passed, came]),
      [
        [false, 'not yet'],
        [false, 'not yet'],
      ],
    );
    assert.equal(calls, 1);
    const asynchronous = await runCases(add, async () => notYet());
    assert.equal(asynchronous.notYet, true);
  });

  test('an error of the answer is a row, and the next case runs', async () => {
    const fails = (a: number, b: number) => {
      if (a === 1) throw new RangeError('too small');
      return a + b;
    };
    assert.deepEqual(await cameFrom(add, fails), ['✗ RangeError: too small', '✓ 0.6666667']);
    const strange = () => {
      throw 'a word';
    };
    assert.equal((await cameFrom(add, strange))[0], '✗ threw "a word"');
    assert.equal(
      (await cameFrom(add, () => Promise.reject(new Error('late'))))[0],
      '✗ Error: late',
    );
  });

  test('nothing, and a right value of the wrong type, are said as such', async () => {
    assert.equal((await cameFrom(add, () => undefined))[0], '✗ nothing: is a return missing?');
    assert.equal((await cameFrom(add, () => '3'))[0], '✗ "3" (a string)');
  });

  test('a promise that never settles ends as a row', async () => {
    const exercise = one({ seconds: 0.05, cases: add.cases });
    const rows = await cameFrom(exercise, () => new Promise(() => {}));
    assert.match(rows[0], /^✗ Error: no answer after 0\.05 s/);
  });

  test('an interrupt ends the check', async () => {
    const controller = new AbortController();
    const run = runCases(add, () => new Promise(() => {}), controller.signal);
    controller.abort(new Error('Interrupted'));
    await assert.rejects(run, /Interrupted/);
  });

  test('an answer that changes its input fails, and spoils no other case', async () => {
    const shared = [3, 1, 2];
    const sorted = one({
      cases: [
        { args: [shared], expected: [1, 2, 3] },
        { args: [{ list: shared }], expected: [1, 2, 3] },
      ],
    });
    const sorts = (arg: number[] | { list: number[] }) => ('list' in arg ? arg.list : arg).sort();
    const rows = await cameFrom(sorted, sorts);
    assert.equal(rows[0], '✗ it changed its input: [3, 1, 2] became [1, 2, 3]');
    assert.match(rows[1], /^✗ it changed its input/);
    assert.deepEqual(shared, [3, 1, 2]);
    const allowed = one({ cases: [{ args: [shared], expected: [1, 2, 3], mayChangeArgs: true }] });
    assert.deepEqual(await cameFrom(allowed, (list: number[]) => list.sort()), ['✓ [1, 2, 3]']);
  });

  test('many right answers: a case verifies in its own words', async () => {
    const even = one({
      cases: [
        {
          args: [],
          wanted: 'an even number',
          verify: (answer) => ((answer as number) % 2 === 0 ? undefined : 'it is odd'),
        },
      ],
    });
    assert.deepEqual(await cameFrom(even, () => 4), ['✓ 4']);
    assert.deepEqual(await cameFrom(even, () => 3), ['✗ 3: it is odd']);
    const { rows } = await runCases(even, () => 4);
    assert.equal(rows[0].expected, 'an even number');
    const throws = one({
      cases: [
        {
          args: [],
          wanted: 'x',
          verify: () => {
            throw new TypeError('no list came');
          },
        },
      ],
    });
    assert.deepEqual(await cameFrom(throws, () => 1), ['✗ TypeError: no list came']);
  });

  test('tensors are compared by their numbers, and made anew for each case', async () => {
    await tf.setBackend('cpu');
    const start = tf.memory().numTensors;
    const exercise = one({
      cases: [
        {
          args: () => [
            tf.tensor2d([
              [1, 2],
              [3, 4],
            ]),
          ],
          expected: [
            [2, 4],
            [6, 8],
          ],
        },
      ],
    });
    const made: tf.Tensor[] = [];
    const keep = (tensor: tf.Tensor) => {
      made.push(tensor);
      return tensor;
    };
    const double: Answer = (x: tf.Tensor) => keep(tf.mul(keep(x), 2));
    assert.deepEqual(await cameFrom(exercise, double), ['✓ tensor of shape (2, 2)']);
    const wrong: Answer = (x: tf.Tensor) => keep(tf.mul(keep(x), 3));
    assert.match((await cameFrom(exercise, wrong))[0], /^✗ .*at \[0\]\[0\]: 3, wanted 2/);
    tf.dispose(made);
    assert.equal(tf.memory().numTensors, start);
    const gone: Answer = (x: tf.Tensor) => {
      x.dispose();
      return x;
    };
    assert.match((await cameFrom(exercise, gone))[0], /disposed/);
  });
});

describe('difference', () => {
  const differ = async (a: unknown, b: unknown, tolerance?: number) => difference(a, b, tolerance);

  test('finds none between equal values of allowed kinds', async () => {
    for (const [a, b] of [
      [0.1 + 0.2, 0.3],
      [1e9 + 1, 1e9],
      [Float32Array.of(1, 2), [1, 2]],
      [[1, 2], Int32Array.of(1, 2)],
      [
        { w: [1], b: 0 },
        { b: -0, w: [1] },
      ],
      [Number.NaN, Number.NaN],
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
      ['a', 'a'],
      [null, null],
    ]) {
      assert.equal(await differ(a, b), undefined, `${format(a)} and ${format(b)}`);
    }
  });

  test('names the place and both values', async () => {
    assert.equal(
      await differ(
        [
          [1, 2],
          [3, 5],
        ],
        [
          [1, 2],
          [3, 4],
        ],
      ),
      'at [1][1]: 5, wanted 4',
    );
    assert.equal(await differ([1, 2], [1, 2, 3]), '2 entries, wanted 3');
    assert.equal(await differ({ w: [1, 9] }, { w: [1, 2] }), 'at w[1]: 9, wanted 2');
    assert.match(
      String(await differ({ w: 1, extra: 2 }, { w: 1 })),
      /at extra: the number 2, wanted nothing/,
    );
    assert.equal(await differ(true, 1), 'the boolean true, wanted the number 1');
    assert.equal(await differ('1', 1), 'the string "1", wanted the number 1');
    assert.equal(await differ(undefined, [1]), 'nothing (undefined), wanted a list');
    assert.match(String(await differ(Number.NaN, 1)), /NaN, wanted 1/);
    assert.match(String(await differ(1, Number.NaN)), /1, wanted NaN/);
    assert.match(String(await differ(Number.POSITIVE_INFINITY, 1)), /Infinity, wanted 1/);
    assert.match(String(await differ(1, Number.POSITIVE_INFINITY)), /1, wanted Infinity/);
    assert.match(String(await differ(Infinity, -Infinity)), /Infinity, wanted -Infinity/);
  });

  test('keeps to the tolerance', async () => {
    assert.equal(await differ(1.05, 1, 0.1), undefined);
    assert.notEqual(await differ(1.2, 1, 0.1), undefined);
    assert.notEqual(await differ(1.0001, 1), undefined);
  });
});

test('values are written in one short line', () => {
  assert.equal(format([1.23456789, -0]), '[1.234568, 0]');
  assert.equal(format(Float32Array.of(0.5)), 'Float32Array[0.5]');
  assert.equal(format({ w: [1, 'a'], f: notYet }), '{ w: [1, "a"], f: function notYet }');
  assert.match(format(Array.from({ length: 99 }, (_, i) => i)), /11, … 99 in all\]$/);
  assert.equal(format('x'.repeat(500)).length, 160);
  assert.equal(format(new Map([[1, 2]])), 'Map(1) { 1 => 2 }');
});

describe('check', () => {
  let root: string;
  let home: string;
  before(() => {
    home = process.cwd();
    mkdirSync(path.join(home, 'build'), { recursive: true });
    root = mkdtempSync(path.join(home, 'build', 'check-'));
    mkdirSync(path.join(root, 'notebooks/checks/help'), { recursive: true });
    writeFileSync(
      path.join(root, 'notebooks/checks/77.ts'),
      `import type { Exercises } from '../../lib/exercise';
       import { sum } from './help';
       export const exercises: Exercises = {
         '77.1': { title: 'Add <them>', hint: 'use +', cases: [{ args: [1, 2], expected: sum([1, 2]) }] },
       };`,
    );
    writeFileSync(
      path.join(root, 'notebooks/checks/help/index.ts'),
      'export const sum = (list: number[]): number => list.reduce((a, b) => a + b, 0);',
    );
    writeFileSync(
      path.join(root, 'notebooks/checks/78.ts'),
      'export const exercises = {\n  oops(;\n',
    );
    writeFileSync(
      path.join(root, 'notebooks/checks/79.ts'),
      'export const exercises = { "79.1": { title: "t", hint: "h", cases: [] } };',
    );
    process.chdir(root);
  });
  after(() => {
    process.chdir(home);
    rmSync(root, { recursive: true, force: true });
  });
  beforeEach(() => {
    delete (globalThis as Record<symbol, unknown>)[Symbol.for('perceptron-to-gpt.failures')];
  });
  const wrong = () => 0;
  const right = (a: number, b: number) => a + b;

  test('gives the hint at the second failure, not before, and never to a right answer', async () => {
    const [first, second] = [await check('77.1', wrong), await check('77.1', wrong)];
    assert.deepEqual([first.passed, first.hint, first.failures], [false, undefined, 1]);
    assert.deepEqual([second.passed, second.hint, second.failures], [false, 'use +', 2]);
    assert.doesNotMatch(String(first), /use \+/);
    assert.match(String(second), /Hint: use \+/);
    const done = await check('77.1', right);
    assert.deepEqual([done.passed, done.hint], [true, undefined]);
    assert.equal((await check('77.1', wrong)).hint, 'use +');
  });

  test('a stub is marked as open, not as wrong', async () => {
    const open = await check('77.1', () => notYet());
    const display = (open as unknown as Record<symbol, () => MimeBundle>)[
      Symbol.for('Jupyter.display')
    ];
    const forms = display.call(open);
    assert.match(String(forms['text/plain']), /· 1, 2: expected 3, got not yet/);
    for (const form of ['text/html', 'text/plain']) assert.doesNotMatch(String(forms[form]), /✗/);
  });

  test('shows itself as a table, as text and as data', async () => {
    const result = await check('77.1', () => '<b>');
    const display = (result as unknown as Record<symbol, () => MimeBundle>)[
      Symbol.for('Jupyter.display')
    ];
    const forms = display.call(result);
    const html = String(forms['text/html']);
    assert.match(html, /✗/);
    assert.match(html, /&lt;b&gt;/);
    assert.match(html, /Add &lt;them&gt;/);
    assert.match(String(forms['text/plain']), /✗ 1, 2: expected 3, got "<b>"/);
    const summary = forms[CHECK_MIME] as CheckSummary;
    assert.deepEqual(summary, {
      id: '77.1',
      passed: false,
      notYet: false,
      failures: 1,
      cases: [{ name: '1, 2', passed: false }],
    });
    assert.equal((await check('77.1', right)).summary().passed, true);
    assert.equal((await check('77.1', () => notYet())).summary().notYet, true);
  });

  test('an edit of the cases shows at once', async () => {
    const file = path.join(root, 'notebooks/checks/80.ts');
    const text = (expected: number) =>
      `export const exercises = { '80.1': { title: 't', hint: 'h', cases: [{ args: [], expected: ${expected} }] } };`;
    writeFileSync(file, text(1));
    assert.equal((await check('80.1', () => 1)).passed, true);
    writeFileSync(file, text(2));
    assert.equal((await check('80.1', () => 1)).passed, false);
  });

  test('says what is wrong with ids, answers and files of cases', async () => {
    await assert.rejects(check('1', right), /the id is "1", wanted one like '01\.2'/);
    await assert.rejects(check('77.9', right), /no exercise 77\.9; lesson 77 has 77\.1/);
    await assert.rejects(check('99.1', right), /cases are missing: .*99\.ts/);
    await assert.rejects(
      check('77.1', 3 as unknown as Answer),
      /the answer is number, wanted a function/,
    );
    await assert.rejects(check('78.1', right), /78\.ts:2:/);
    assert.throws(() => loadExercise('79.1'), /79\.1 has no cases/);
  });
});
