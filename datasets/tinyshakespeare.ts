import { type FetchOptions, fetchFiles } from './fetch';
import { TINY_SHAKESPEARE } from './registry';
import { readText } from './text-file';

export interface TinyShakespeare {
  /** The whole text: speakers' names with a colon, their lines, empty lines between. */
  text: string;
  path: string;
  /** One line that says which data this is. */
  source: string;
}

/**
 * Loads Tiny Shakespeare, 1.1 MB of plays in one file, for models of characters.
 *
 * Source: A. Karpathy, "The Unreasonable Effectiveness of Recurrent Neural Networks",
 * 2015.
 *
 * @throws DatasetMissingError that says where to get it; Error for a file that is no
 *   text or in which nobody speaks
 */
export async function loadTinyShakespeare(options: FetchOptions = {}): Promise<TinyShakespeare> {
  const fetched = await fetchFiles(TINY_SHAKESPEARE, ['input.txt'], readPlay, options);
  const [text] = fetched.values;
  const size = `${text.length.toLocaleString('en')} characters`;
  return {
    text,
    path: fetched.paths[0],
    source: `Tiny Shakespeare, ${size}, from ${fetched.where}`,
  };
}

async function readPlay(file: string, _name: string, label: string): Promise<string> {
  const text = await readText(file, label);
  if (!/^[A-Z][^\n]*:\r?$/m.test(text)) {
    throw new Error(`${label}: no line is a speaker's name with a colon ("First Citizen:")`);
  }
  return text;
}
