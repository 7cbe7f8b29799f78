import type { Exercises, ExpectedCase, VerifiedCase } from '../../lib/exercise';
import { Random } from '../../lib/random';

/** A case of shuffling: x and y must be moved alike. */
function shuffleCase(name: string, x: unknown[], y: unknown[], seed: number): VerifiedCase {
  const pairs = (p: unknown[], q: unknown[]) => p.map((each, i) => JSON.stringify([each, q[i]]));
  return {
    name,
    args: () => [[...x], [...y], new Random(seed)],
    mayChangeArgs: true, // the generator moves on
    wanted: 'the same pairs in another order',
    verify(answer) {
      const { x: p, y: q } = (answer ?? {}) as { x?: unknown[]; y?: unknown[] };
      if (!Array.isArray(p) || !Array.isArray(q)) return 'wanted { x: […], y: […] }';
      if (p.length !== x.length || q.length !== y.length) {
        return `${p.length} and ${q.length} entries, wanted ${x.length} of each`;
      }
      const [before, after] = [pairs(x, y), pairs(p, q)];
      const torn = after.find((pair) => !before.includes(pair));
      if (torn) return `${torn} is no pair of the data`;
      if ([...before].sort().join() !== [...after].sort().join()) return 'a pair is there twice';
      return before.join() === after.join() ? 'they are in the old order' : undefined;
    },
  };
}

/** A case of early stopping, named by what goes in and what is special about it. */
function stopCase(
  valLosses: number[],
  patience: number,
  expected: { stop: number; best: number },
  what = '',
): ExpectedCase {
  const name = `${what}losses ${valLosses.join(', ')}; patience ${patience}`;
  return { name, args: [valLosses, patience], expected };
}

const letters = [...'abcdefghijklmnop'];

export const exercises: Exercises = {
  '04.1': {
    title: 'Compute the number of updates',
    hint: 'Batches an epoch: examples divided by batch size, rounded up; with dropLast rounded down.',
    cases: [
      {
        name: '2,000 examples, batches of 200, 10 epochs',
        args: [2000, 200, 10, false],
        expected: 100,
      },
      { name: '100 in batches of 32, 1 epoch', args: [100, 32, 1, false], expected: 4 },
      { name: 'the same with dropLast', args: [100, 32, 1, true], expected: 3 },
      { name: '6,000 in batches of 32, 15 epochs', args: [6000, 32, 15, false], expected: 2820 },
      { name: '5 in batches of 8 with dropLast', args: [5, 8, 3, true], expected: 0 },
    ],
  },
  '04.2': {
    title: 'Explore: how many steps?',
    hint: 'Walk along descend(lr, 1000) and return the first place that is within 0.01 of −16.01. Place 0 is the start, before any step.',
    cases: [
      { args: [0.1], expected: 34 },
      { name: '0.5: straight there', args: [0.5], expected: 1 },
      { args: [0.3], expected: 9 },
      { args: [0.01], expected: 366 },
      { name: '0.53: just over the floor', args: [0.53], expected: 3 },
      { name: '0.6: onto the plain', args: [0.6], expected: Number.POSITIVE_INFINITY },
      { name: '0.001: not in 1,000 steps', args: [0.001], expected: Number.POSITIVE_INFINITY },
    ],
  },
  '04.3': {
    title: 'Build early stopping',
    hint: 'Keep the best loss, its epoch, and how many epochs have passed since. Only a loss below the best resets the count.',
    cases: [
      stopCase([3, 2, 1, 2, 3, 4], 2, { stop: 5, best: 3 }),
      stopCase([5, 4, 3, 2], 3, { stop: 4, best: 4 }, 'still getting better: '),
      stopCase([3, 2, 2.5, 1, 1.5, 1.6, 1.7], 2, { stop: 6, best: 4 }, 'over a bump: '),
      stopCase([1, 1, 1, 0.5], 2, { stop: 3, best: 1 }, 'an equal loss is no better: '),
      stopCase([2, 3, 1], 1, { stop: 2, best: 1 }),
    ],
  },
  '04.4': {
    title: 'Mend the shuffling',
    hint: 'Two shuffles, two orders. Draw one order (random.permutation) and put both lists into it.',
    cases: [
      shuffleCase(
        '16 letters with their places',
        letters,
        letters.map((_, i) => i),
        1,
      ),
      shuffleCase(
        'another seed',
        letters,
        letters.map((_, i) => i),
        2,
      ),
      shuffleCase(
        'flowers',
        letters.map((_, i) => [i, i / 2]),
        letters.map((_, i) => i % 3),
        3,
      ),
    ],
  },
};
