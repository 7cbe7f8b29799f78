import { type FetchOptions, fetchFiles } from './fetch';
import { WIKITEXT2 } from './registry';
import { readText } from './text-file';

export interface WikiTextOptions extends FetchOptions {
  /** Which part. Default 'train'. */
  split?: 'train' | 'valid' | 'test';
}

export interface WikiText {
  split: 'train' | 'valid' | 'test';
  /** The file as it is. */
  text: string;
  /** Where it lies, for programs that read a file. */
  path: string;
  /** One line that says which data this is. */
  source: string;
}

/**
 * Loads WikiText-2: articles of Wikipedia, tokenized, with words that are rare in the
 * training part replaced by `<unk>`. About 2.09, 0.22 and 0.25 million tokens.
 *
 * Source: S. Merity, C. Xiong, J. Bradbury, R. Socher, "Pointer Sentinel Mixture
 * Models", ICLR 2017, section 4.
 *
 * @throws DatasetMissingError that says where to get it; Error that names the line
 *   where a file is not of the format
 */
export async function loadWikiText2(options: WikiTextOptions = {}): Promise<WikiText> {
  const { split = 'train' } = options;
  const fetched = await fetchFiles(WIKITEXT2, [`wiki.${split}.tokens`], readArticles, options);
  const [text] = fetched.values;
  const [path] = fetched.paths;
  return { split, text, path, source: `WikiText-2, part ${split}, from ${fetched.where}` };
}

/**
 * The tokens of each line that has some: headings and paragraphs, as word2vec and
 * GloVe take sentences.
 */
export function wikiTextLines(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.split(' ').filter((token) => token !== ''))
    .filter((tokens) => tokens.length > 0);
}

/**
 * All tokens in a row, `<eos>` at the end of every line, the empty ones too: the form
 * in which perplexity on WikiText-2 is counted (217,646 tokens valid, 245,569 test).
 */
export function wikiTextTokens(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop(); // what follows the last line's end is no line
  return lines.flatMap((line) => [...line.split(' ').filter((token) => token !== ''), '<eos>']);
}

/** Each line stands between two spaces, and each article begins ` = Its title = `. */
async function readArticles(file: string, _name: string, label: string): Promise<string> {
  const text = await readText(file, label);
  const lines = text.split('\n');
  const wrong = lines.findIndex((line) => line !== '' && !/^ (.* )?$/.test(line));
  if (wrong >= 0) {
    throw new Error(
      `${label}:${wrong + 1}: not WikiText's format, in which a line begins and ends with a ` +
        `space (came ${JSON.stringify(lines[wrong].slice(0, 40))})`,
    );
  }
  if (!lines.some((line) => /^ = [^=].* = $/.test(line))) {
    throw new Error(`${label}: no line is an article's title (" = Title = "): not WikiText`);
  }
  return text;
}
