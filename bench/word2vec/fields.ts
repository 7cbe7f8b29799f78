import path from 'node:path';
import { CLUSTERED, clusteredText, clusterOf } from './clustered';
import { kindsOf } from './kinds';
import type { Field } from './race';
import { realText, writeText } from './text';

/** Real text, its words of the kinds of the analogy questions. */
export function realField(data: string, file: string): Field {
  const kinds = kindsOf(path.join(data, 'word2vec/questions-words.txt'));
  const kindOf = (word: string) => kinds.get(word);
  return {
    ...realText(data, file),
    minCount: 5,
    epochs: { sg: 5, cbow: 5 },
    neighbours: 5,
    kindOf,
  };
}

/**
 * The text made of clusters, gone through until the words of a cluster are just found: where a model
 * that learns a little worse shows it. CBOW, one step for a word, takes longer than skip-gram.
 */
export function clusteredField(file: string): Field {
  const text = writeText('a text of clusters', clusteredText(CLUSTERED), file);
  return { ...text, minCount: 1, epochs: { sg: 7, cbow: 14 }, neighbours: 10, kindOf: clusterOf };
}
