// Hugging Face's tokenizer files, read and written: tokenizer.json, vocab.json with merges.txt,
// vocab.txt.

import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { writeFileAtomic } from '../files';
import { specialToken } from './added-tokens';
import { type BPEOptions, ByteLevelBPE } from './bpe';
import { bpeFromJSON } from './bpe-json';
import { object, readVocab, vocabToJSON, wantPlain } from './json-parts';
import { bertTemplate } from './template';
import type { Tokenizer } from './tokenizer';
import { BERT_SPECIAL_TOKENS, WordPiece, type WordPieceOptions } from './wordpiece';
import { wordPieceFromJSON } from './wordpiece-json';

/**
 * Reads a `tokenizer.json`: GPT-2's kind gives a {@link ByteLevelBPE}, BERT's a {@link WordPiece}.
 *
 * @param file the file
 * @throws Error that names the file and the field when it is broken, or asks for something that
 *   would give other ids here (a normaliser for BPE, truncation, padding, another model)
 */
export async function loadTokenizer(file: string): Promise<Tokenizer> {
  return reading(file, (text) => {
    const json = object(JSON.parse(text), 'the file');
    wantPlain(json, 'tokenizer', ['truncation', 'padding']);
    const model = object(json.model, 'model');
    // Files of older versions do not name the model's type; merges tell.
    const type = model.type ?? ('merges' in model ? 'BPE' : 'WordPiece');
    if (type === 'BPE') return new ByteLevelBPE(bpeFromJSON(json));
    if (type === 'WordPiece') return new WordPiece(wordPieceFromJSON(json));
    throw new Error(`model.type is ${String(type)}, known here: BPE, WordPiece`);
  });
}

/** Writes a tokenizer as `tokenizer.json`, which `tokenizers` and `transformers` read. */
export async function saveTokenizer(tokenizer: Tokenizer, file: string): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(tokenizer, null, 2)}\n`);
}

/**
 * Reads GPT-2's two files.
 * @param folder where `vocab.json` and `merges.txt` lie
 * @param options the rest; `<|endoftext|>` is a special token if the vocabulary has it
 */
export async function loadBPEFiles(
  folder: string,
  options: Omit<BPEOptions, 'vocab' | 'merges'> = {},
): Promise<ByteLevelBPE> {
  const vocab = await reading(path.join(folder, 'vocab.json'), (text) =>
    readVocab(JSON.parse(text), 'the file'),
  );
  return reading(path.join(folder, 'merges.txt'), (text) => {
    const end = vocab.get('<|endoftext|>');
    const addedTokens = end === undefined ? [] : [specialToken('<|endoftext|>', end)];
    return new ByteLevelBPE({ addedTokens, ...options, vocab, merges: parseMerges(text) });
  });
}

/** Writes `vocab.json` and `merges.txt` into a folder. */
export async function saveBPEFiles(tokenizer: ByteLevelBPE, folder: string): Promise<void> {
  const merges = tokenizer.merges.map(([left, right]) => `${left} ${right}\n`).join('');
  await writeFileAtomic(
    path.join(folder, 'vocab.json'),
    JSON.stringify(vocabToJSON(tokenizer.vocab)),
  );
  await writeFileAtomic(path.join(folder, 'merges.txt'), `#version: 0.2\n${merges}`);
}

/**
 * Reads BERT's `vocab.txt`: a token a line, the line's number (from 0) its id. Those of BERT's five
 * special tokens that it has are found in texts, and `[CLS]` and `[SEP]` put around them.
 *
 * @param options the rest, such as `{ lowercase: false }` for a cased model: the file does not say
 */
export async function loadVocabTxt(
  file: string,
  options: Omit<WordPieceOptions, 'vocab'> = {},
): Promise<WordPiece> {
  return reading(file, (text) => {
    const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
    if (lines[lines.length - 1] === '') lines.pop();
    const vocab = new Map<string, number>();
    for (const [id, token] of lines.entries()) {
      const other = vocab.get(token);
      if (other !== undefined) {
        throw new Error(`line ${id + 1} repeats ${JSON.stringify(token)} of line ${other + 1}`);
      }
      vocab.set(token, id);
    }
    const special = BERT_SPECIAL_TOKENS.filter((token) => vocab.has(token));
    const addedTokens = special.map((token) => specialToken(token, vocab.get(token)!));
    const isBert = vocab.has('[CLS]') && vocab.has('[SEP]');
    const template = isBert ? bertTemplate() : undefined;
    return new WordPiece({ addedTokens, template, ...options, vocab });
  });
}

/**
 * Writes `vocab.txt`.
 * @throws Error when the ids are not 0, 1, 2, … or a token holds a line end: the format has no way
 */
export async function saveVocabTxt(tokenizer: WordPiece, file: string): Promise<void> {
  const tokens: string[] = [];
  for (const [token, id] of tokenizer.vocab) {
    if (/[\r\n]/.test(token)) throw new Error(`${JSON.stringify(token)} does not fit in a line`);
    tokens[id] = token;
  }
  if (tokens.length !== tokenizer.vocab.size) {
    throw new Error(
      `vocab.txt wants ids without gaps; ${tokenizer.vocab.size} tokens reach id ${tokens.length - 1}`,
    );
  }
  await writeFileAtomic(file, tokens.map((token) => `${token}\n`).join(''));
}

function parseMerges(text: string): [string, string][] {
  const merges: [string, string][] = [];
  for (const [i, line] of text.split('\n').entries()) {
    const merge = line.replace(/\r$/, '');
    if (merge === '' || merge.startsWith('#version')) continue;
    const pair = merge.split(' ');
    if (pair.length !== 2 || pair.includes('')) {
      throw new Error(`line ${i + 1} is ${JSON.stringify(merge)}, wanted two tokens and a space`);
    }
    merges.push([pair[0], pair[1]]);
  }
  return merges;
}

/** Reads and parses a file; an error names it. */
async function reading<T>(file: string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`cannot read the tokenizer ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
