import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { type DatasetEntry, findFile } from './registry';

/** The data is in no folder, and was not to come, or did not come, over the network. */
export class DatasetMissingError extends Error {
  override name = 'DatasetMissingError';
}

/** What a reader can do who has no network: which file, from where, into which folder. */
export function advice(entry: DatasetEntry, names: readonly string[], home?: string): string {
  const files = new Set(names.map((name) => findFile(entry, name).download));
  const lines = [...files].map((file) => `  ${file.name} from ${file.urls.join(' or ')}`);
  const places = [
    ...(home ? [`into ${shown(home)}`] : []),
    `into the folder ${entry.name} of a folder that the environment variable DATASETS names`,
    'into a folder given as { folder }',
  ];
  return `Without a network, fetch elsewhere\n${lines.join('\n')}\nand put it ${places.join(', or ')}.`;
}

/** A path as a person would write it: from the working directory when it lies inside. */
export function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative && !relative.startsWith('..') && !path.isAbsolute(relative) ? relative : file;
}

/** Whether there is a file or folder of that name. */
export async function exists(file: string): Promise<boolean> {
  return fs.stat(file).then(
    () => true,
    () => false,
  );
}
