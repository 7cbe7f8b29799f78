import { readFileSync } from 'node:fs';

/**
 * The kinds of words that the analogy questions know (capitals, countries, currencies, comparatives,
 * past tenses, plurals …), in lower case: a section's first and second words are two kinds. A word
 * that is of several has none.
 *
 * @param file questions-words.txt
 */
export function kindsOf(file: string): Map<string, string> {
  const found = new Map<string, Set<string>>();
  let section = '';
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith(':')) {
      // Countries and their capitals stand in two sections; base forms of adjectives in three.
      section = line.slice(2).replace(/-(common-countries|world)$/, '');
      continue;
    }
    line
      .toLowerCase()
      .split(' ')
      .forEach((word, i) => {
        const kinds = found.get(word) ?? new Set();
        found.set(word, kinds.add(`${section} ${i % 2}`));
      });
  }
  const single = [...found].filter(([, kinds]) => kinds.size === 1);
  return new Map(single.map(([word, [kind]]) => [word, kind]));
}
