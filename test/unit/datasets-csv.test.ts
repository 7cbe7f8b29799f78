import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { parseCsv, readCsv } from '../../datasets';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'csv-test-'));
after(() => fs.rmSync(folder, { recursive: true }));

const PEOPLE = { name: 'string', age: 'integer', height: 'number' } as const;

/** A file of this text, read. */
function read(text: string | Uint8Array, name = 'people.csv') {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return readCsv(file, PEOPLE);
}

describe('what is read', () => {
  test('typed values by column name, in whatever order the columns stand', async () => {
    assert.deepEqual(await read('height,name,age\n1.7,Ann,41\n-2e-1, Bo ,+7\n.5,민수,0\n'), [
      { name: 'Ann', age: 41, height: 1.7 },
      { name: ' Bo ', age: 7, height: -0.2 },
      { name: '민수', age: 0, height: 0.5 },
    ]);
  });

  test('columns that are not asked for are left out', async () => {
    assert.deepEqual(await parseCsv('a,b,c\n1,x,\n', { a: 'number' }), [{ a: 1 }]);
  });

  test('quoted cells with commas, quotes and line ends; spaces around numbers', async () => {
    const text = 'name,age,height\n"Ann, ""the"" first\nof hers", 41 ,"1.7"\n';
    assert.deepEqual(await read(text), [
      { name: 'Ann, "the" first\nof hers', age: 41, height: 1.7 },
    ]);
  });

  test('Windows line ends, a byte order mark, no last line end', async () => {
    assert.deepEqual(await read('\ufeffname,age,height\r\nAnn,41,1.7\r\nBo,7,1.2'), [
      { name: 'Ann', age: 41, height: 1.7 },
      { name: 'Bo', age: 7, height: 1.2 },
    ]);
  });

  test('another delimiter, and words from a list', async () => {
    const schema = { kind: ['cat', 'dog'], legs: 'integer' } as const;
    const rows = await parseCsv('kind\tlegs\ndog\t4\n', schema, { delimiter: '\t' });
    const kind: 'cat' | 'dog' = rows[0].kind; // the type knows the words
    assert.deepEqual([kind, rows[0].legs], ['dog', 4]);
  });
});

describe('what is refused, naming file and line', () => {
  const refusals: [string, string, RegExp][] = [
    [
      'a row with too few cells',
      'name,age,height\nAnn,41,1.7\nBo,7\n',
      /people\.csv, line 3: 2 cells, wanted 3/,
    ],
    [
      'a row with too many',
      'name,age,height\nAnn,41,1.7,x\n',
      /people\.csv, line 2: 4 cells, wanted 3/,
    ],
    ['an empty row between', 'name,age,height\nAnn,41,1.7\n\nBo,7,1\n', /line 3: the row is empty/],
    ['an empty row at the end', 'name,age,height\nAnn,41,1.7\n\n', /line 3: the row is empty/],
    [
      'an empty number',
      'name,age,height\nAnn,,1.7\n',
      /line 2, column age: the cell is empty, wanted a whole number/,
    ],
    [
      'an empty text',
      'name,age,height\n  ,4,1.7\n',
      /line 2, column name: the cell is empty, wanted text/,
    ],
    [
      'a word for a number',
      'name,age,height\nAnn,41,tall\n',
      /line 2, column height: 'tall', wanted a number/,
    ],
    [
      'a fraction for a whole number',
      'name,age,height\nAnn,4.5,1\n',
      /column age: '4\.5', wanted a whole number/,
    ],
    ['hexadecimal', 'name,age,height\nAnn,0x1f,1\n', /'0x1f', wanted a whole number/],
    ['infinity', 'name,age,height\nAnn,1,Infinity\n', /'Infinity', wanted a number/],
    ['a number beyond doubles', 'name,age,height\nAnn,1,1e999\n', /'1e999', wanted a number/],
    [
      'a whole number that doubles cannot hold',
      'name,age,height\nAnn,9007199254740993,1\n',
      /wanted a whole/,
    ],
    ['a decimal comma', 'name,age,height\nAnn,1,"1,7"\n', /'1,7', wanted a number/],
    [
      'a quote that never ends',
      'name,age,height\nAnn,41,"1.7\n',
      /people\.csv, line 2: a quote \("\) is never closed/,
    ],
    [
      'a quote inside a cell',
      'name,age,height\nA"nn,41,1.7\n',
      /line 2: a quote \("\) stands inside a cell/,
    ],
    [
      'text after a quoted cell',
      'name,age,height\n"Ann"x,41,1.7\n',
      /line 2: a quote \("\) stands inside a cell/,
    ],
    [
      'a missing column',
      'name,age\nAnn,41\n',
      /line 1: no column is named 'height'; there are name, age/,
    ],
    ['a column twice', 'name,age,height,age\nAnn,1,2,3\n', /line 1: two columns are named 'age'/],
    [
      'the wrong delimiter',
      'name;age;height\nAnn;1;2\n',
      /no column is named 'name'.*is the delimiter ',' right/,
    ],
    ['names and no rows', 'name,age,height\n', /people\.csv has no rows below/],
    ['nothing', '', /people\.csv is empty/],
  ];
  for (const [what, text, message] of refusals) {
    test(what, () => assert.rejects(read(text), message));
  }

  test('lines are counted through cells of several lines and Windows line ends', async () => {
    const text = 'name,age,height\r\n"two\r\nlines",1,1\r\nAnn,1,1\r\nBo,x,1\r\n';
    await assert.rejects(read(text), /people\.csv, line 5, column age: 'x'/);
    const open = 'name,age,height\r\n"two\r\nlines",1,1\r\nA"nn,41,1\r\n';
    await assert.rejects(read(open), /people\.csv, line 4: a quote/);
    const broken = 'name,age,height\n"two\nlines",x,1\n';
    await assert.rejects(read(broken), /line 2, column age/); // where the row begins
  });

  test('a word that is not in the list', async () => {
    const schema = { kind: ['cat', 'dog'] } as const;
    const message = /^Error: the CSV text, line 3, column kind: 'cow', wanted one of cat, dog$/;
    await assert.rejects(parseCsv('kind\ncat\ncow\n', schema), message);
  });

  test('a file in another encoding, and one that is not there', async () => {
    const korean = Uint8Array.of(0xc7, 0xd1, 0xb1, 0xdb); // 한글 in CP949
    await assert.rejects(read(korean, 'cp949.csv'), /cp949\.csv is not UTF-8: save it again/);
    await assert.rejects(
      readCsv(path.join(folder, 'nowhere.csv'), PEOPLE),
      /cannot read .*nowhere/,
    );
  });
});
