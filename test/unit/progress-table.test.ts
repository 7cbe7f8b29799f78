import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Table } from '../../lib/progress';

const table = new Table(
  [{ name: 'name' }, { name: 'count', align: 'right' }],
  [
    ['a & b', '1,000'],
    ['한글', '2'],
  ],
  ['<two> rows'],
);

test('a table as text: columns aligned, wide letters counted as two', () => {
  const lines = ['name   count', 'a & b  1,000', '한글       2', '<two> rows'];
  assert.equal(String(table), lines.join('\n'));
});

test('a table in a notebook: HTML that shows its text letter for letter', () => {
  const key = Symbol.for('Jupyter.display') as unknown as '[display]';
  const bundle = (table as unknown as Record<'[display]', () => Record<string, string>>)[key]();
  assert.equal(bundle['text/plain'], String(table));
  assert.match(bundle['text/html'], /<td style="text-align:left[^>]*>a &amp; b<\/td>/);
  assert.match(bundle['text/html'], /<td style="text-align:right[^>]*>1,000<\/td>/);
  assert.match(bundle['text/html'], /<div>&lt;two&gt; rows<\/div>$/);
});

test('a row of another length is refused', () => {
  assert.throws(
    () => new Table([{ name: 'a' }], [['1'], ['1', '2']]),
    /row 1 has 2 cells, wanted 1/,
  );
});
