import { Table } from '../../progress';
import type { KeyedVectors } from './keyed-vectors';

/** The first words, with how often they were seen and what is nearest to them. */
export function vectorsTable(wv: KeyedVectors): Table {
  const rows = wv.indexToKey.slice(0, 5).map((word) => {
    const near = wv.mostSimilar({ positive: [word], topn: 3 });
    const shown = near.map(([other, similarity]) => `${other} ${similarity.toFixed(2)}`);
    return [word, wv.counts ? wv.count(word).toLocaleString('en') : '–', shown.join(', ')];
  });
  const columns = [
    { name: 'word' },
    { name: 'count', align: 'right' as const },
    { name: 'nearest' },
  ];
  const shape = `${wv.size.toLocaleString('en')} words, ${wv.vectorSize} numbers each`;
  return new Table(columns, rows, [shape]);
}
