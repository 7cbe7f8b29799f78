import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { type Answer, loadExercises, notYet, runCases } from '../../lib/exercise';

/** The lessons' files of cases: each exercise must turn away whatever is no answer. */

const folder = path.resolve(__dirname, '../../notebooks/checks');
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));

const NO_ANSWERS: Record<string, Answer> = {
  'the stub': () => notYet(),
  'an asynchronous stub': async () => notYet(),
  'an empty function': () => undefined,
  'its own first argument': (first: unknown) => first,
  null: () => null,
  zero: () => 0,
  one: () => 1,
  'minus one': () => -1,
  NaN: () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  'an empty list': () => [],
  'an empty object': () => ({}),
  true: () => true,
  'an empty text': () => '',
};

test('there are cases for the first lesson', () => {
  assert.ok(files.includes('01.ts'));
});

for (const file of files) {
  describe(file, () => {
    const exercises = loadExercises(path.join(folder, file));
    test('its ids are the lesson’s, from 1 on', () => {
      const lesson = path.basename(file, '.ts');
      const ids = Object.keys(exercises);
      assert.deepEqual(
        ids,
        ids.map((_, i) => `${lesson}.${i + 1}`),
      );
    });
    for (const [id, exercise] of Object.entries(exercises)) {
      for (const [name, answer] of Object.entries(NO_ANSWERS)) {
        test(`${id} turns away ${name}`, async () => {
          const { rows } = await runCases(exercise, answer);
          assert.ok(!rows.every((row) => row.passed));
        });
      }
      test(`${id} names every case differently`, async () => {
        const { rows } = await runCases(exercise, () => notYet());
        assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length);
      });
    }
  });
}
