import type { Exercises } from '../../lib/exercise';

const SENTENCE = 'the king wore his golden crown'.split(' ');

/** A few words in two numbers; the kings are longer than the others. */
const VECTORS = {
  man: [1, 0],
  woman: [0.8, 0.6],
  king: [6, 1],
  queen: [4, 4],
  boat: [-1, 0.2],
};

export const exercises: Exercises = {
  '07.1': {
    title: 'How often a word stays',
    hint: 'Math.sqrt(share / threshold) + 1, times threshold / share; and Math.min(1, …) of that.',
    cases: [
      { name: 'a hundred times the threshold', args: [0.1, 0.001], expected: 0.11 },
      { name: 'four times the threshold', args: [0.004, 0.001], expected: 0.75 },
      { name: 'at the threshold: always', args: [0.001, 0.001], expected: 1 },
      { name: 'rare: always, and no chance is above 1', args: [0.00001, 0.001], expected: 1 },
      { args: [0.05, 0.00001], expected: 0.01434214 },
    ],
  },
  '07.2': {
    title: 'Build the loss of CBOW',
    hint: 'The mean has, at each place, the sum of the context’s numbers there, divided by how many vectors there are. The loss is −ln σ(mean · real), and −ln(1 − σ(mean · row)) for each noise row, all added up.',
    cases: [
      { args: [[[0, 0]], [1, 2], [[3, 4]]], expected: 2 * Math.LN2 },
      {
        args: [
          [
            [1, 0],
            [0, 1],
          ],
          [2, 2],
          [],
        ],
        expected: 0.12692801,
      },
      {
        args: [
          [
            [1, 0],
            [0, 1],
          ],
          [2, 2],
          [
            [-1, 1],
            [0, -4],
          ],
        ],
        expected: 0.9470032,
      },
      {
        args: [
          [[0.9, 0.1]],
          [0.2, 0.9],
          [
            [0.8, 0.3],
            [-0.6, 0.7],
          ],
        ],
        expected: 2.1896124,
      },
      {
        args: [
          [
            [1, 2, 3],
            [4, 5, 6],
            [-5, -7, -9],
          ],
          [1, 1, 1],
          [[1, 0, 0]],
        ],
        expected: 1.3862944,
      },
    ],
  },
  '07.3': {
    title: 'Answer an analogy',
    hint: 'Divide each vector by its length first. Then go through Object.keys(vectors), pass over a, b and c if leaveOut is true, and keep the word with the largest dot product of its unit vector with b − a + c.',
    cases: [
      { args: ['man', 'woman', 'king', VECTORS, true], expected: 'queen' },
      { args: ['man', 'king', 'woman', VECTORS, true], expected: 'queen' },
      {
        name: 'man, woman, king as in the first case, but queen: [1, 4], and false (nothing left out): a word that was put in',
        args: ['man', 'woman', 'king', { ...VECTORS, queen: [1, 4] }, false],
        expected: 'woman',
      },
      {
        name: '"one", "two", "three", { one: [1, 0, 0], two: [0, 9, 0], three: [0, 0, 2], x: [-1, 1, 1], y: [0, 5, 1] }, true: the lengths of b and c must not count',
        args: [
          'one',
          'two',
          'three',
          { one: [1, 0, 0], two: [0, 9, 0], three: [0, 0, 2], x: [-1, 1, 1], y: [0, 5, 1] },
          true,
        ],
        expected: 'x',
      },
      {
        name: '"a", "b", "c", { a: [1, 0], b: [0, 1], c: [1, 0.1], d: [0.1, 2], e: [9, 9] }, true: the most alike, not the longest',
        args: ['a', 'b', 'c', { a: [1, 0], b: [0, 1], c: [1, 0.1], d: [0.1, 2], e: [9, 9] }, true],
        expected: 'd',
      },
    ],
  },
  '07.4': {
    title: 'Mend the context',
    hint: 'Which word lies between the words before the middle and those after it? It must not be in the context.',
    cases: [
      { args: [SENTENCE, 2, 2], expected: ['the', 'king', 'his', 'golden'] },
      { args: [SENTENCE, 0, 2], expected: ['king', 'wore'] },
      { args: [SENTENCE, 5, 3], expected: ['wore', 'his', 'golden'] },
      {
        name: 'a word that stands twice: only the middle itself goes',
        args: [['the', 'dog', 'saw', 'the', 'cat'], 3, 5],
        expected: ['the', 'dog', 'saw', 'cat'],
      },
      { args: [['alone'], 0, 5], expected: [] },
    ],
  },
};
