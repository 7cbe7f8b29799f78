import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { CHECK_MIME, type CheckSummary, loadExercises } from '../../lib/exercise';
import { LESSON_CLAIMS } from '../helpers/lesson-claims';
import { type Notebook, notebookFiles, ROOT } from '../helpers/notebooks';
import { type NotebookRun, runNotebook } from '../helpers/run-notebook';

// A lesson is to run in 60 s on two cores, 25 s in the median. A busy machine gets threefold time.
const LESSON_SECONDS = 60;
const MEDIAN_SECONDS = 25;
const SLACK = 3;

const seconds = new Map<string, number>();

/** Runs a notebook to its end without an error, in time. */
async function completes(file: string): Promise<NotebookRun> {
  const where = path.join(ROOT, 'notebooks', file);
  const run = await runNotebook(where, { timeout: LESSON_SECONDS * SLACK });
  assert.equal(run.error, null, run.error ? `cell ${run.error.cell}: ${run.error.evalue}` : '');
  assert.ok(run.cells > 0);
  assert.ok(run.seconds <= LESSON_SECONDS * SLACK, `${file} took ${run.seconds} s`);
  return run;
}

/** What the checks of an executed notebook found, in the order of the cells. */
function checksOf(notebook: Notebook): CheckSummary[] {
  return notebook.cells
    .flatMap((cell) => cell.outputs ?? [])
    .flatMap((output) => (output.data?.[CHECK_MIME] as CheckSummary | undefined) ?? []);
}

/** All that an executed notebook printed and showed, as text. */
function printed(notebook: Notebook): string {
  return notebook.cells
    .flatMap((cell) => cell.outputs ?? [])
    .map((output) => output.text ?? [output.data?.['text/plain'] ?? ''].flat().join(''))
    .join('\n');
}

/** Ids of the exercises that a lesson has, from its file of cases. */
function exerciseIds(file: string): string[] {
  const [number] = path.basename(file).split('-');
  return Object.keys(loadExercises(path.join(ROOT, `notebooks/checks/${number}.ts`))).sort();
}

const ids = (checks: CheckSummary[]) => [...new Set(checks.map((check) => check.id))].sort();

describe('lessons, as a learner finds them', () => {
  for (const file of notebookFiles()) {
    test(`${file} runs, and every stub fails its check`, async (t) => {
      const run = await completes(file);
      seconds.set(file, run.seconds);
      t.diagnostic(`${file}: ${run.seconds.toFixed(1)} s, ${run.cells} cells`);
      for (const claim of LESSON_CLAIMS[path.basename(file, '.ipynb')] ?? []) {
        assert.match(printed(run.notebook), claim, 'the prose says so');
      }
      const checks = checksOf(run.notebook);
      assert.deepEqual(ids(checks), exerciseIds(file), 'each exercise is checked in the lesson');
      for (const { id, passed, notYet, cases } of checks) {
        assert.equal(passed, false, `the stub of ${id} passes its check`);
        // A program with a planted fault may be right in some cases, a stub in none.
        const right = cases.filter((one) => one.passed).length;
        assert.ok(!notYet || right === 0, `the stub of ${id} passes ${right} cases`);
      }
    });
  }

  test('half of them run in 25 s', (t) => {
    const sorted = [...seconds.values()].sort((a, b) => a - b);
    assert.equal(sorted.length, notebookFiles().length);
    const middle = Math.floor(sorted.length / 2);
    const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    t.diagnostic(`median ${median.toFixed(1)} s, longest ${sorted.at(-1)?.toFixed(1)} s`);
    assert.ok(median <= MEDIAN_SECONDS * SLACK, `the median is ${median.toFixed(1)} s`);
  });
});

describe('solutions', () => {
  for (const file of notebookFiles('solutions')) {
    test(`${file} runs, and every check passes`, async () => {
      const { notebook } = await completes(file);
      const checks = checksOf(notebook);
      assert.deepEqual(ids(checks), exerciseIds(file), 'each exercise is solved');
      for (const { id, passed, cases } of checks) {
        const wrong = cases.filter((one) => !one.passed).map((one) => one.name);
        assert.ok(passed, `the solution of ${id} fails: ${wrong.join('; ')}`);
      }
    });
  }
});

describe('Korean editions', () => {
  for (const file of notebookFiles('ko')) {
    test(`${file} runs`, async () => {
      await completes(file);
    });
  }
});
