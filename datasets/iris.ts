import * as path from 'node:path';
import type { DataFrame } from 'danfojs-node';
import { readCsv } from './csv';

/** The species in the order of their numbers: 0, 1, 2. */
export const IRIS_SPECIES = ['setosa', 'versicolor', 'virginica'] as const;

export type IrisSpecies = (typeof IRIS_SPECIES)[number];

/** The four measurements, in centimetres, in the order of a row's numbers. */
export const IRIS_FEATURES = [
  'sepal_length',
  'sepal_width',
  'petal_length',
  'petal_width',
] as const;

/** Where the figures come from. */
export const IRIS_SOURCE = {
  title: 'Iris',
  citation:
    'R. A. Fisher: The Use of Multiple Measurements in Taxonomic Problems. Annals of Eugenics ' +
    '7(2), 1936, table I. Measured by E. Anderson in the Gaspé Peninsula.',
  source: 'https://archive.ics.uci.edu/dataset/53/iris',
  licence: 'CC BY 4.0',
  version:
    "Fisher's own figures. UCI's file has two rows wrong: in row 35 the petal width is 0.1 for " +
    '0.2; in row 38 the sepal width is 3.1 for 3.6 and the petal length 1.5 for 1.4.',
} as const;

/** The data set as numbers. */
export interface Iris {
  /** 150 flowers of 4 measurements in centimetres: shape (150, 4). */
  x: number[][];
  /** Their species: 0 setosa, 1 versicolor, 2 virginica; 50 of each, in this order. */
  y: number[];
  featureNames: readonly string[];
  speciesNames: readonly IrisSpecies[];
}

/**
 * Fisher's irises: 150 flowers of three species, with the length and the width of their
 * sepals and petals in centimetres. See {@link IRIS_SOURCE}.
 */
export async function loadIris(): Promise<Iris> {
  const rows = await readRows();
  return {
    x: rows.map((row) => IRIS_FEATURES.map((feature) => row[feature])),
    y: rows.map((row) => IRIS_SPECIES.indexOf(row.species)),
    featureNames: IRIS_FEATURES,
    speciesNames: IRIS_SPECIES,
  };
}

/**
 * The same as a danfo.js table, to explore: 150 rows; the columns are those of
 * {@link IRIS_FEATURES} and `species`, a word. Loading danfo.js takes a second or two
 * the first time.
 */
export async function loadIrisFrame(): Promise<DataFrame> {
  const rows = await readRows();
  const danfo = await import('danfojs-node');
  return new danfo.DataFrame(rows);
}

function readRows() {
  return readCsv(path.join(__dirname, 'iris.csv'), {
    sepal_length: 'number',
    sepal_width: 'number',
    petal_length: 'number',
    petal_width: 'number',
    species: IRIS_SPECIES,
  });
}
