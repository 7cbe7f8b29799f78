import path from 'node:path';
import { CLUSTERED, clusteredText, clusterOf } from './clustered';
import { kindsOf } from './kinds';
import type { Field } from './race';
import { realText, writeText } from './text';

/** Real text, its words of the kinds of the analogy questions. */
export function realField(data: string, file: string): Field {
  const kinds = kindsOf(path.join(data, 'word2vec/questions-words.txt'));
  const kindOf = (word: string) => kinds.get(word);
  return { ...realText(data, file), minCount: 5, epochs: 5, neighbours: 5, kindOf };
}

/** The text made of clusters. */
export function clusteredField(file: string): Field {
  const text = writeText('a text of clusters', clusteredText(CLUSTERED), file);
  return { ...text, minCount: 1, epochs: 5, neighbours: 10, kindOf: clusterOf };
}
