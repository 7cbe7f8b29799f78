import type { Exercises } from '../../lib/exercise';

const SENTENCES = ['the king wore his crown', 'her crown fell'].map((s) => s.split(' '));
const WORDS = ['the', 'king', 'wore', 'his', 'crown', 'her', 'fell'];

/** Who stands next to whom in the two sentences, both ways. */
const NEIGHBOURS = [
  [0, 1, 0, 0, 0, 0, 0],
  [1, 0, 1, 0, 0, 0, 0],
  [0, 1, 0, 1, 0, 0, 0],
  [0, 0, 1, 0, 1, 0, 0],
  [0, 0, 0, 1, 0, 1, 1],
  [0, 0, 0, 0, 1, 0, 0],
  [0, 0, 0, 0, 1, 0, 0],
];

/** Ice, steam, solid, gas and water, in made-up counts. */
const COUNTS = [
  [0, 2, 8, 1, 29],
  [2, 0, 1, 8, 9],
  [8, 1, 0, 0, 3],
  [1, 8, 0, 4, 2],
  [29, 9, 3, 2, 0],
];

export const exercises: Exercises = {
  '08.1': {
    title: 'Compute a ratio',
    hint: 'For row a: x[a][k] divided by the sum of x[a]. The same for row b. Then divide the first by the second.',
    cases: [
      { name: 'k = solid (2), a = ice (0), b = steam (1)', args: [COUNTS, 2, 0, 1], expected: 4 },
      {
        name: 'k = gas (3), a = ice (0), b = steam (1)',
        args: [COUNTS, 3, 0, 1],
        expected: 0.0625,
      },
      {
        name: 'k = solid (2), a = steam (1), b = ice (0)',
        args: [COUNTS, 2, 1, 0],
        expected: 0.25,
      },
      {
        name: 'k = water (4), a = ice (0), b = steam (1)',
        args: [COUNTS, 4, 0, 1],
        expected: 1.61111111,
      },
      {
        name: 'k = gas (3), a = ice (0), b = solid (2): never near b',
        args: [COUNTS, 3, 0, 2],
        expected: Number.POSITIVE_INFINITY,
      },
    ],
  },
  '08.2': {
    title: 'Build a count that keeps no empty cells',
    hint: 'For each word go back 1, 2, … places, at most to the beginning of its sentence and at most window places. Add 1 / distance to the key of the two words and to the key with the words exchanged; a key that is not there yet begins at 0.',
    cases: [
      {
        name: 'ice is cold, window 2',
        args: [[['ice', 'is', 'cold']], 2],
        expected: {
          'ice is': 1,
          'is ice': 1,
          'is cold': 1,
          'cold is': 1,
          'ice cold': 0.5,
          'cold ice': 0.5,
        },
      },
      {
        name: 'ice is cold / ice is, window 1',
        args: [
          [
            ['ice', 'is', 'cold'],
            ['ice', 'is'],
          ],
          1,
        ],
        expected: { 'ice is': 2, 'is ice': 2, 'is cold': 1, 'cold is': 1 },
      },
      {
        name: 'no no yes, window 2: a word near itself, once from each side',
        args: [[['no', 'no', 'yes']], 2],
        expected: { 'no no': 2, 'no yes': 1.5, 'yes no': 1.5 },
      },
      {
        name: 'a b c d, window 9, longer than the sentence',
        args: [[['a', 'b', 'c', 'd']], 9],
        expected: {
          'a b': 1,
          'b a': 1,
          'b c': 1,
          'c b': 1,
          'c d': 1,
          'd c': 1,
          'a c': 0.5,
          'c a': 0.5,
          'b d': 0.5,
          'd b': 0.5,
          'a d': 1 / 3,
          'd a': 1 / 3,
        },
      },
    ],
  },
  '08.3': {
    title: 'Tell it what never happens',
    hint: 'Go through the rows, and in each row through the columns: x.flatMap((row, i) => row.map((count, j) => …)).',
    cases: [
      {
        args: [
          [
            [0, 2],
            [2, 0],
          ],
          0.5,
        ],
        expected: [
          [0, 0, 0.5],
          [0, 1, 2.5],
          [1, 0, 2.5],
          [1, 1, 0.5],
        ],
      },
      { args: [[[3]], 0], expected: [[0, 0, 3]] },
      {
        args: [
          [
            [1, 0, 4],
            [0, 0, 0],
            [4, 0, 7],
          ],
          0.1,
        ],
        expected: [
          [0, 0, 1.1],
          [0, 1, 0.1],
          [0, 2, 4.1],
          [1, 0, 0.1],
          [1, 1, 0.1],
          [1, 2, 0.1],
          [2, 0, 4.1],
          [2, 1, 0.1],
          [2, 2, 7.1],
        ],
      },
    ],
  },
  '08.4': {
    title: 'Mend the count',
    hint: 'Which word follows the last word of a sentence, in the list that is gone through? Each sentence needs a list of its own.',
    cases: [
      {
        name: 'the king wore his crown / her crown fell, window 1',
        args: [SENTENCES, WORDS, 1],
        expected: NEIGHBOURS,
      },
      {
        name: 'ice / cold / ice, window 5: sentences of one word',
        args: [[['ice'], ['cold'], ['ice']], ['ice', 'cold'], 5],
        expected: [
          [0, 0],
          [0, 0],
        ],
      },
      {
        name: 'no no yes, window 2',
        args: [[['no', 'no', 'yes']], ['no', 'yes'], 2],
        expected: [
          [2, 1.5],
          [1.5, 0],
        ],
      },
    ],
  },
};
