import { readFile } from 'node:fs/promises';

/**
 * Reads a text file as UTF-8, without a byte order mark.
 *
 * @param file its path
 * @param label what errors call it
 * @throws Error that names the line where the bytes are not UTF-8, or that says that
 *   the file is empty or holds zero bytes, as no text does
 */
export async function readText(file: string, label = file): Promise<string> {
  const bytes = await readFile(file);
  if (bytes.length === 0) throw new Error(`${label}: the file is empty`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`${label}:${brokenLine(bytes)}: the bytes are not UTF-8 text`, {
      cause: error,
    });
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw new Error(`${label}: holds a zero byte at place ${zero}: not a text`);
  return text;
}

/** The line, from 1, of the first bytes that are not UTF-8. */
function brokenLine(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      break;
    }
    start = end < 0 ? bytes.length : end + 1;
  }
  return line + 1;
}
