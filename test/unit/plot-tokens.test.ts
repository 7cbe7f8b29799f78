import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { animate, tokenPlot } from '../../lib/plot';

interface Grid {
  z: (number | null)[][];
}
interface Words {
  x: number[];
  y: number[];
  text: string[];
}
const parts = (rows: Record<string, string[]>, options = {}) => {
  const { data, layout } = tokenPlot(rows, options);
  return { grid: data[0] as unknown as Grid, words: data[1] as unknown as Words, layout };
};

/** The runs of one colour in a row: [colour, length]. */
function boxes(row: (number | null)[]): [number, number][] {
  const found: [number, number][] = [];
  row.forEach((color, i) => {
    if (color === null) return;
    if (i > 0 && row[i - 1] === color) found[found.length - 1][1]++;
    else found.push([color, 1]);
  });
  return found;
}

describe('tokenPlot', () => {
  test('draws a box for each piece, as wide as its text, with a gap between', () => {
    const { grid, words } = parts({ words: ['the', 'cat', 'sat'], letters: [...'cat'] });
    const [first, second] = grid.z.map(boxes);
    assert.deepEqual(
      first.map(([color]) => color),
      [0, 1, 0],
    );
    assert.equal(new Set(first.map(([, length]) => length)).size, 1);
    assert.equal(second.length, 3);
    assert.ok(second[0][1] < first[0][1]);
    assert.deepEqual(words.text, ['the', 'cat', 'sat', 'c', 'a', 't']);
    assert.deepEqual(words.y, [0, 0, 0, 1, 1, 1]);
    for (const [i, x] of words.x.entries()) assert.ok(grid.z[words.y[i]][Math.round(x)] !== null);
  });

  test('Korean letters get twice the room', () => {
    const { grid } = parts({ row: ['ab', '밥'] });
    const [[, english], [, korean]] = boxes(grid.z[0]);
    assert.equal(english, korean);
  });

  test('colours are the caller’s if wanted, and neighbours of one colour stay apart', () => {
    const { grid } = parts(
      { row: ['a', 'a', 'b'] },
      { color: (piece: string) => (piece === 'b' ? 5 : 2) },
    );
    assert.deepEqual(
      boxes(grid.z[0]).map(([color]) => color),
      [2, 2, 5],
    );
  });

  test('pictures of a merge can be animated', () => {
    const scenes = [['s', 'i'], ['si']].map((pieces, k) => ({
      name: String(k),
      figure: tokenPlot({ row: pieces }),
    }));
    assert.equal(animate(scenes).frames?.length, 2);
  });

  test('refuses nothing to draw and colours that are not there', () => {
    assert.throws(() => tokenPlot({}), /no row/);
    assert.throws(() => tokenPlot({ row: [] }), /row row has no pieces/);
    assert.throws(() => tokenPlot({ row: ['a'] }, { color: () => 9 }), /"a" is 9, wanted 0 to 7/);
  });
});
