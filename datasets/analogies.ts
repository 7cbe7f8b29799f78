import { type FetchOptions, fetchFiles } from './fetch';
import { ANALOGIES } from './registry';
import { readText } from './text-file';

/** A question "a is to b as c is to … d". */
export type Analogy = [a: string, b: string, c: string, d: string];

export interface AnalogySection {
  /** For example `capital-common-countries` or `gram7-past-tense`. */
  name: string;
  questions: Analogy[];
}

export interface Analogies {
  sections: AnalogySection[];
  /** Number of questions in all. */
  count: number;
  /** Where the file lies, for `evaluateWordAnalogies`. */
  path: string;
  /** One line that says which data this is. */
  source: string;
}

/**
 * Loads the word analogies that word2vec was judged by: 19,544 questions in 14
 * sections, such as "Athens Greece Berlin Germany". Words as they are written, capitals
 * too.
 *
 * Source: T. Mikolov, K. Chen, G. Corrado, J. Dean, "Efficient Estimation of Word
 * Representations in Vector Space", ICLR Workshop 2013, section 4.1.
 *
 * @throws DatasetMissingError that says where to get it; Error that names the line
 *   where a file is not of the format
 */
export async function loadAnalogies(options: FetchOptions = {}): Promise<Analogies> {
  const [name] = ANALOGIES.files.map((file) => file.name);
  const read = async (file: string, _name: string, label: string) =>
    parseAnalogies(await readText(file, label), label);
  const fetched = await fetchFiles(ANALOGIES, [name], read, options);
  const [sections] = fetched.values;
  const count = sections.reduce((sum, { questions }) => sum + questions.length, 0);
  const size = `${count.toLocaleString('en')} questions in ${sections.length} sections`;
  return {
    sections,
    count,
    path: fetched.paths[0],
    source: `word analogies, ${size}, from ${fetched.where}`,
  };
}

/**
 * Reads analogies in the format of `questions-words.txt`: `: name` begins a section,
 * and each other line is four words.
 *
 * @param label what errors call the file
 * @throws Error that names the line which is neither, or the section without questions
 */
export function parseAnalogies(text: string, label = 'analogies'): AnalogySection[] {
  const sections: AnalogySection[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    const words = line.trim().split(/\s+/);
    if (words[0] === '') continue;
    if (words[0].startsWith(':')) {
      const name = line.trim().slice(1).trim();
      if (name === '') throw new Error(`${label}:${i + 1}: a section without a name`);
      sections.push({ name, questions: [] });
    } else if (words.length !== 4) {
      throw new Error(
        `${label}:${i + 1}: ${words.length} words, wanted 4 ("${line.slice(0, 60)}")`,
      );
    } else if (sections.length === 0) {
      throw new Error(`${label}:${i + 1}: a question before the first section (": name")`);
    } else {
      sections[sections.length - 1].questions.push(words as Analogy);
    }
  }
  const empty = sections.find(({ questions }) => questions.length === 0);
  if (empty) throw new Error(`${label}: section ${empty.name} has no questions`);
  if (sections.length === 0) throw new Error(`${label}: holds no questions`);
  return sections;
}
