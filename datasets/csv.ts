import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { type CsvError, parse } from 'csv-parse';

/**
 * What a column holds: text, a number, a whole number, or one of the words listed.
 * An empty cell is none of them.
 */
export type CsvType = 'string' | 'number' | 'integer' | readonly string[];

/** The columns to read, by their names in the file's first line. */
export type CsvSchema = Readonly<Record<string, CsvType>>;

/** One row of the file: a value for each column of the schema. */
export type CsvRow<S extends CsvSchema> = {
  [K in keyof S]: S[K] extends 'string'
    ? string
    : S[K] extends 'number' | 'integer'
      ? number
      : S[K] extends readonly (infer Word)[]
        ? Word
        : never;
};

/** Options of {@link readCsv} and {@link parseCsv}. */
export interface CsvOptions {
  /** What stands between two cells: a comma by default, often ';' or a tab. */
  delimiter?: string;
}

/**
 * Reads a CSV file (RFC 4180) whose first line names its columns.
 *
 * It is strict, because a row that was read wrongly spoils all that is learned from it:
 * each error names the file and the line. Columns that the schema does not name are left
 * out. Spaces around numbers do not matter; elsewhere they belong to the text. A line end
 * inside a quoted cell is read as '\n'.
 *
 * @param file a file in UTF-8, with or without a byte order mark
 * @param schema the columns that are wanted and what they hold
 * @throws Error for a file that is missing, not UTF-8 or without rows; for a column that is
 *   missing or named twice; and for a row that is empty, has more or fewer cells than the
 *   first line, or has a cell of another type
 *
 * @example
 * const rows = await readCsv('people.csv', { name: 'string', age: 'integer' });
 * rows[0].age + 1;
 */
export async function readCsv<const S extends CsvSchema>(
  file: string,
  schema: S,
  options: CsvOptions = {},
): Promise<CsvRow<S>[]> {
  let bytes: Uint8Array;
  try {
    bytes = await fs.readFile(file);
  } catch (error) {
    throw new Error(`cannot read ${file}: ${(error as Error).message}`, { cause: error });
  }
  return parseCsv(decode(bytes, file), schema, { ...options, name: path.basename(file) });
}

/**
 * {@link readCsv} for text that is already at hand.
 * @param options.name what errors call it (default 'the CSV text')
 */
export async function parseCsv<const S extends CsvSchema>(
  text: string,
  schema: S,
  { delimiter = ',', name = 'the CSV text' }: CsvOptions & { name?: string } = {},
): Promise<CsvRow<S>[]> {
  const [header, ...records] = await split(text, delimiter, name);
  if (header === undefined) throw new Error(`${name} is empty`);
  const columns = findColumns(schema, header.cells, delimiter, name);
  if (records.length === 0) throw new Error(`${name} has no rows below the names of its columns`);
  return records.map(({ cells, line }) => {
    const where = `${name}, line ${line}`;
    if (cells.length === 1 && cells[0] === '') throw new Error(`${where}: the row is empty`);
    if (cells.length !== header.cells.length) {
      throw new Error(`${where}: ${cells.length} cells, wanted ${header.cells.length}`);
    }
    const entries = columns.map(({ column, type, position }) => [
      column,
      readCell(cells[position], type, `${where}, column ${column}`),
    ]);
    return Object.fromEntries(entries) as CsvRow<S>;
  });
}

interface CsvRecord {
  cells: string[];
  /** The line on which it begins, from 1. */
  line: number;
}

async function split(text: string, delimiter: string, name: string): Promise<CsvRecord[]> {
  // Rows of any length come through here, so that the error can say more than the parser's.
  // One kind of line end: the parser counts a CR LF inside a cell as two lines.
  const lines = text.replace(/\r\n?/g, '\n');
  const settings = { delimiter, bom: true, info: true, relax_column_count: true };
  const parsed = await new Promise<{ record: string[]; info: { lines: number } }[]>(
    (resolve, reject) => {
      parse(lines, settings, (error, records) => {
        if (error) reject(new Error(quoteError(error as CsvError, name), { cause: error }));
        else resolve(records as unknown as { record: string[]; info: { lines: number } }[]);
      });
    },
  );
  let line = 1;
  return parsed.map(({ record, info }) => {
    const begin = line;
    line = info.lines + 1;
    return { cells: record, line: begin };
  });
}

function quoteError(error: CsvError, name: string): string {
  const line = (error as { lines?: number }).lines;
  const where = line === undefined ? name : `${name}, line ${line}`;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `${where}: a quote (") is never closed`;
  if (/QUOTE|CLOSING/.test(error.code)) {
    return `${where}: a quote (") stands inside a cell; write the whole cell in quotes, and "" for one`;
  }
  return `${where}: ${error.message}`;
}

function findColumns(schema: CsvSchema, header: string[], delimiter: string, name: string) {
  const twice = header.find((column, i) => header.indexOf(column) !== i);
  if (twice !== undefined) throw new Error(`${name}, line 1: two columns are named '${twice}'`);
  return Object.entries(schema).map(([column, type]) => {
    const position = header.indexOf(column);
    if (position === -1) {
      const hint = header.length === 1 ? ` (is the delimiter '${delimiter}' right?)` : '';
      throw new Error(
        `${name}, line 1: no column is named '${column}'; there are ${header.join(', ')}${hint}`,
      );
    }
    return { column, type, position };
  });
}

/** A number as it is written in data: no hexadecimal, no thousands, no infinity. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function readCell(cell: string, type: CsvType, where: string): string | number {
  if (cell.trim() === '') throw new Error(`${where}: the cell is empty, wanted ${wanted(type)}`);
  const refuse = () => new Error(`${where}: '${shorten(cell)}', wanted ${wanted(type)}`);
  if (type === 'string') return cell;
  if (typeof type !== 'string') {
    if (!type.includes(cell)) throw refuse();
    return cell;
  }
  const value = Number(cell);
  const valid = NUMBER.test(cell.trim()) && Number.isFinite(value);
  if (!valid || (type === 'integer' && !Number.isSafeInteger(value))) throw refuse();
  return value;
}

function wanted(type: CsvType): string {
  if (typeof type !== 'string') return type.length === 1 ? type[0] : `one of ${type.join(', ')}`;
  return { string: 'text', number: 'a number', integer: 'a whole number' }[type];
}

function shorten(cell: string): string {
  return cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${file} is not UTF-8: save it again as "CSV UTF-8"`, { cause: error });
  }
}
