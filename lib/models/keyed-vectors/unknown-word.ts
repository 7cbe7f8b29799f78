/** Looking further than this would take longer than the reader waits for an error. */
const SEARCHED = 200_000;

/** Thrown for a word that a set of vectors does not hold. */
export class UnknownWordError extends RangeError {
  constructor(
    /** The word that was asked for. */
    readonly word: string,
    /** Words that are spelled almost so, nearest first; at most three. */
    readonly suggestions: readonly string[],
    size: number,
  ) {
    const quoted = suggestions.map((each) => `"${each}"`);
    const hint = quoted.length > 0 ? ` Did you mean ${quoted.join(' or ')}?` : '';
    super(`the word "${word}" is not among the ${size.toLocaleString('en')} words.${hint}`);
    this.name = 'UnknownWordError';
  }
}

/**
 * Up to three words that differ from `word` in capitals, or in at most two letters (one, in a
 * short word); nearest first, and of equally near ones those that stand first, which are the most
 * frequent.
 */
export function nearSpellings(word: string, words: readonly string[]): string[] {
  const lower = word.toLowerCase();
  const bound = lower.length > 4 ? 2 : 1;
  const found: { word: string; distance: number }[] = [];
  for (const candidate of words.slice(0, SEARCHED)) {
    if (Math.abs(candidate.length - word.length) > bound) continue;
    const distance = editDistance(lower, candidate.toLowerCase(), bound);
    if (distance <= bound) found.push({ word: candidate, distance });
  }
  return found
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map((each) => each.word);
}

/** Letters to insert, delete or replace, or more than `bound` once it is known to be so. */
function editDistance(a: string, b: string, bound: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, replaced));
    }
    if (Math.min(...row) > bound) return bound + 1;
    previous = row;
  }
  return previous[b.length];
}
