import type { Exercises } from '../../lib/exercise';

const MERGES = [
  ['b', 'c'],
  ['a', 'b'],
  ['c', 'd'],
  ['a', 'bc'],
] as const;

export const exercises: Exercises = {
  '05.1': {
    title: 'Count the bytes',
    hint: 'Add up over the code points: codePointAt(0) of each c of for (const c of text) says how many bytes it takes.',
    cases: [
      { args: ['rice'], expected: 4 },
      { args: ['café'], expected: 5 },
      { args: ['밥'], expected: 3 },
      { args: ['나는 밥을 먹는다'], expected: 23 },
      { name: 'an emoji, which has two of JavaScript’s units', args: ['🍚'], expected: 4 },
      { name: 'the last of each length', args: ['\u007f\u07ff\uffff\u{10ffff}'], expected: 10 },
      { name: 'jamo that stand apart', args: ['밥'.normalize('NFD')], expected: 9 },
    ],
  },
  '05.2': {
    title: 'The longest piece first',
    hint: 'Two loops: start goes along the word; end goes from the end of the word back to start, until the piece is there. Only at start 0 is it looked up without ##.',
    cases: [
      {
        name: 'embeddings',
        args: ['embeddings', new Set(['em', '##bed', '##ding', '##s'])],
        expected: ['em', '##bed', '##ding', '##s'],
      },
      {
        name: 'the longest, though shorter ones are there',
        args: ['sings', new Set(['s', 'sing', '##i', '##n', '##g', '##s', '##ing', '##ings'])],
        expected: ['sing', '##s'],
      },
      {
        name: 'what begins a word is not what goes on one',
        args: ['aa', new Set(['a'])],
        expected: ['[UNK]'],
      },
      {
        name: 'too long a piece first leads nowhere',
        args: ['abcd', new Set(['a', 'abc', '##bcd'])],
        expected: ['[UNK]'],
      },
      { name: 'a whole word', args: ['rice', new Set(['rice', 'r', '##ice'])], expected: ['rice'] },
      {
        name: 'Korean',
        args: ['먹었다', new Set(['먹', '##었', '##다', '##었다'])],
        expected: ['먹', '##었다'],
      },
    ],
  },
  '05.3': {
    title: 'Letters in common',
    hint: 'Write all forms in jamo first. Then go along the first one as long as all others have the same letter at that place.',
    cases: [
      { args: [['간다', '갔다', '갈까', '가요']], expected: 'ㄱㅏ' },
      { args: [['먹는다', '먹었다', '먹을까', '먹어요']], expected: 'ㅁㅓㄱ' },
      { args: [['온다', '왔다', '올까', '와요']], expected: 'ㅇ' },
      { args: [['마신다', '마셨다', '마실까', '마셔요']], expected: 'ㅁㅏㅅ' },
      { name: 'nothing in common', args: [['간다', '먹다']], expected: '' },
      { name: 'one is the beginning of the other', args: [['가', '간다']], expected: 'ㄱㅏ' },
      { name: 'a single form', args: [['밥']], expected: 'ㅂㅏㅂ' },
    ],
  },
  '05.4': {
    title: 'Mend the quick cut',
    hint: 'In training, the pair that was joined first was the most frequent one, wherever in the word it stood. So of all pairs in the word join the one that was learned first.',
    cases: [
      { name: 'abc', args: ['abc', MERGES], expected: ['abc'] },
      { name: 'abcd', args: ['abcd', MERGES], expected: ['abc', 'd'] },
      { name: 'abd', args: ['abd', MERGES], expected: ['ab', 'd'] },
      { name: 'acdbc', args: ['acdbc', MERGES], expected: ['a', 'cd', 'bc'] },
      { name: 'no merge fits', args: ['xyz', MERGES], expected: ['x', 'y', 'z'] },
      {
        name: 'aaaa: from left to right',
        args: ['aaaa', [['a', 'a']]],
        expected: ['aa', 'aa'],
      },
    ],
  },
};
