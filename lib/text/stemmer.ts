// The Porter stemmer, from the package natural.

/**
 * The stem of an English word: what is left when its endings are cut off by rule. Not always a
 * word: `generalizations` → `gener`, `flies` → `fli`. Knows no irregular forms (`ran` stays) and no
 * other language: a word with a letter beyond a to z only loses its case.
 *
 * Source: M. F. Porter, "An Algorithm for Suffix Stripping", Program 14(3), 1980, with the changes of
 * his own published program (`logi` → `log`, `bli` → `ble`).
 */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  return /^[a-z]+(?:'[a-z]+)?$/.test(lower) ? porter.stem(lower) : lower;
}

// The package's front door would load all of it: advice on the terminal, settings from a .env file
// and clients of databases. This file alone needs none of that. It has no types of its own.
const porter: {
  stem(word: string): string;
} = require('natural/lib/natural/stemmers/porter_stemmer');
