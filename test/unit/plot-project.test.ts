import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { principalComponents, scatterPlot, scatterPlot3d, tokenPlot, umap } from '../../lib/plot';
import { Random } from '../../lib/random';

const random = new Random(1);
/** Spread 5, 2 and 0.5 along three crossed directions of four numbers. */
const CLOUD = Array.from({ length: 200 }, () => {
  const [a, b, c] = [random.normal(0, 5), random.normal(0, 2), random.normal(0, 0.5)];
  return [a + b + 7, a - b, c, c - 3];
});

describe('principalComponents', () => {
  test('gives the widest directions first, centred, with their shares', () => {
    const { places, shares } = principalComponents(CLOUD, 3);
    assert.equal(places.length, 200);
    for (const d of [0, 1, 2]) {
      const mean = places.reduce((sum, row) => sum + row[d], 0) / 200;
      assert.ok(Math.abs(mean) < 1e-9);
    }
    assert.ok(shares[0] > 0.8 && shares[0] > shares[1] && shares[1] > shares[2]);
    assert.ok(Math.abs(shares[0] + shares[1] + shares[2] - 1) < 1e-6, 'three hold everything');
    const crossed = places.reduce((sum, row) => sum + row[0] * row[1], 0) / 200;
    assert.ok(Math.abs(crossed) < 1e-3, 'the directions are not correlated');
  });

  test('keeps distances when it drops nothing', () => {
    const { places } = principalComponents(CLOUD, 4);
    const distance = (rows: number[][], i: number, j: number) =>
      Math.hypot(...rows[i].map((value, f) => value - rows[j][f]));
    for (const j of [1, 50, 199]) {
      assert.ok(Math.abs(distance(places, 0, j) - distance(CLOUD, 0, j)) < 1e-6);
    }
  });

  test('says what is wrong', () => {
    assert.throws(() => principalComponents([[1, 2]]), /1 points of 2 numbers onto 2/);
    assert.throws(() => principalComponents(CLOUD, 5), /onto 5 directions/);
  });
});

describe('umap', () => {
  const groups = Array.from({ length: 60 }, (_, i) =>
    Array.from({ length: 8 }, (_, f) => (f === i % 3 ? 20 : 0) + random.normal()),
  );
  const nearest = (rows: number[][], i: number) =>
    rows
      .map((row, j) => ({
        j,
        d: i === j ? Infinity : Math.hypot(...row.map((v, f) => v - rows[i][f])),
      }))
      .reduce((a, b) => (b.d < a.d ? b : a)).j;

  test('keeps groups together, in the plane and in space', () => {
    for (const dimensions of [2, 3]) {
      const places = umap(groups, { dimensions, random: new Random(0), neighbours: 8 });
      assert.equal(places[0].length, dimensions);
      const kept = places.filter((_, i) => nearest(places, i) % 3 === i % 3).length;
      assert.ok(kept >= 57, `${kept} of 60 beside one of their own`);
    }
  });

  test('one seed gives one picture, another gives another', () => {
    const draw = (seed: number) => umap(groups, { random: new Random(seed) });
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
  });

  test('says what is wrong', () => {
    assert.throws(() => umap(CLOUD.slice(0, 15), { random }), /15 points, wanted more than 15/);
  });
});

test('points carry words for the mouse, pieces a colour by their row', () => {
  const hover = ['one', 'two', 'three'];
  const labels = [0, 1, 0];
  const flat = scatterPlot(
    [
      [0, 0],
      [1, 1],
      [2, 0],
    ],
    { labels, hover },
  );
  const solid = scatterPlot3d(
    [
      [0, 0, 1],
      [1, 1, 1],
      [2, 0, 1],
    ],
    { labels, hover },
  );
  for (const { data } of [flat, solid]) {
    const traces = data as { hovertext: string[]; hoverinfo: string }[];
    assert.deepEqual(
      traces.map(({ hovertext }) => hovertext),
      [['one', 'three'], ['two']],
    );
    assert.equal(traces[0].hoverinfo, 'text');
  }
  assert.throws(() => scatterPlot([[0, 0]], { hover }), /hover/);

  const seen: number[][] = [];
  const color = (_: string, place: number, row: number) => {
    seen.push([place, row]);
    return row;
  };
  tokenPlot({ first: ['a', 'b'], second: ['c'] }, { color });
  assert.deepEqual(seen, [
    [0, 0],
    [1, 0],
    [0, 1],
  ]);
});
