import type { Exercises, VerifiedCase } from '../../lib/exercise';

type Matrix = number[][];

/** Two numbers for each word: what it is as input, and what speaks for it as output. */
interface Network {
  input: Matrix;
  output: Matrix;
}

/** −ln of the share that `next` gets from two hidden numbers. */
function pairLoss(hidden: number[], output: Matrix, next: number): number {
  const logits = output.map((row) => row[0] * hidden[0] + row[1] * hidden[1]);
  const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
  return Math.log(sum) - logits[next];
}

function loss({ input, output }: Network, pairs: number[][]): number {
  const losses = pairs.map(([word, next]) => pairLoss(input[word], output, next));
  return losses.reduce((a, b) => a + b, 0) / pairs.length;
}

/** The slope of a function by one entry of a matrix, from a tiny step to both sides. */
function slopeBy(matrix: Matrix, i: number, j: number, lossNow: () => number): number {
  const step = 1e-5;
  const kept = matrix[i][j];
  matrix[i][j] = kept + step;
  const up = lossNow();
  matrix[i][j] = kept - step;
  const down = lossNow();
  matrix[i][j] = kept;
  return (up - down) / (2 * step);
}

/** The first entry of a matrix of slopes that is wrong, in words. */
function wrongSlope(
  name: string,
  came: unknown,
  matrix: Matrix,
  lossNow: () => number,
): string | undefined {
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j < matrix[i].length; j++) {
      const slope = slopeBy(matrix, i, j, lossNow);
      const value = (came as Matrix | undefined)?.[i]?.[j];
      if (typeof value !== 'number' || !(Math.abs(value - slope) < 1e-4)) {
        return `${name}[${i}][${j}] should be ${slope.toFixed(4)}`;
      }
    }
  }
  return undefined;
}

/** A case of exercise 2: the slopes of one pair. */
function pairCase(name: string, hidden: number[], output: Matrix, next: number): VerifiedCase {
  return {
    name,
    args: [hidden, output, next],
    wanted: '{ hidden, output }, the slopes',
    verify(answer) {
      const came = (answer ?? {}) as { hidden?: number[]; output?: Matrix };
      const [numbers, rows] = [[[...hidden]], output.map((row) => [...row])];
      const lossNow = () => pairLoss(numbers[0], rows, next);
      return (
        wrongSlope('[hidden]', [came.hidden], numbers, lossNow) ??
        wrongSlope('output', came.output, rows, lossNow)
      );
    },
  };
}

/** A case of the planted fault: the gradient of a whole network. */
function networkCase(name: string, network: Network, pairs: number[][]): VerifiedCase {
  return {
    name,
    args: [network, pairs],
    wanted: 'the slope of the loss by each weight',
    verify(answer) {
      const came = (answer ?? {}) as Partial<Network>;
      const own = structuredClone(network);
      const lossNow = () => loss(own, pairs);
      return (
        wrongSlope('input', came.input, own.input, lossNow) ??
        wrongSlope('output', came.output, own.output, lossNow)
      );
    },
  };
}

const FOUR: Network = {
  input: [
    [0.3, -0.2],
    [-0.4, 0.1],
    [0.2, 0.5],
    [-0.1, -0.3],
  ],
  output: [
    [0.1, 0.4],
    [-0.3, 0.2],
    [0.5, -0.1],
    [0.2, 0.3],
  ],
};

export const exercises: Exercises = {
  '06.1': {
    title: 'Perplexity',
    hint: 'First the mean of −Math.log(share), then Math.exp of that.',
    cases: [
      { name: 'always a quarter', args: [[0.25, 0.25, 0.25]], expected: 4 },
      { name: 'always sure and right', args: [[1, 1]], expected: 1 },
      { name: 'a half, an eighth', args: [[0.5, 0.125]], expected: 4 },
      { args: [[0.9, 0.1, 0.5]], expected: 2.8114422 },
      { name: 'one guess in 309', args: [[1 / 309]], expected: 309 },
    ],
  },
  '06.2': {
    title: 'The slopes of one pair',
    hint: 'rate of logit k = share k, less 1 if k is next. Output row k: rate times hidden. hidden: the sum over k of rate times output row k.',
    cases: [
      pairCase('Troll 2 → is', FOUR.input[0], FOUR.output, 1),
      pairCase('is → great!', FOUR.input[1], FOUR.output, 2),
      pairCase('a hidden layer of zeros', [0, 0], FOUR.output, 0),
      pairCase(
        'three words',
        [1.5, -2],
        [
          [1, 0],
          [0, 1],
          [-1, -1],
        ],
        2,
      ),
    ],
  },
  '06.3': {
    title: 'A word for each sense',
    hint: 'Split the sentence at spaces. If some of its words is a clue the number is 1, else 2; then map the words and join them again.',
    cases: [
      {
        name: 'one of each',
        args: [['the bank lends money', 'the bank is wet'], 'bank', ['money', 'cash']],
        expected: ['the bank_1 lends money', 'the bank_2 is wet'],
      },
      {
        name: 'the clue comes first, the word twice',
        args: [['money in a bank is safe in a bank'], 'bank', ['money']],
        expected: ['money in a bank_1 is safe in a bank_1'],
      },
      {
        name: 'whole words only',
        args: [['the banker left the bank', 'moneyless bank'], 'bank', ['money']],
        expected: ['the banker left the bank_2', 'moneyless bank_2'],
      },
      {
        name: 'a sentence without the word',
        args: [['the lender keeps money', 'mole on the bank'], 'bank', ['money']],
        expected: ['the lender keeps money', 'mole on the bank_2'],
      },
    ],
  },
  '06.4': {
    title: 'Mend the gradient',
    hint: 'A word’s numbers are in the input row of the word that went in. So the slopes by them belong into that row, not into the row of the word that is to come out.',
    cases: [
      networkCase('Troll 2 → is', FOUR, [[0, 1]]),
      networkCase('the four pairs', FOUR, [
        [0, 1],
        [1, 2],
        [3, 1],
        [1, 2],
      ]),
      networkCase('great! → Gymkata', FOUR, [[2, 3]]),
    ],
  },
};
