import * as fs from 'node:fs/promises';
import { writeFileAtomic } from '../lib/files';

/** What is known of a download that stopped half-way. */
export interface PartialState {
  /** Where its bytes came from. */
  url: string;
  /** The server's name for that version of the file: a strong ETag or a date. */
  validator?: string;
  /** The size that the server announced. */
  total?: number;
  /** Bytes that are here already. */
  size: number;
}

/**
 * The half of a file that has come so far: `<target>.part` holds its bytes and
 * `<target>.part.json` says which file they are the beginning of, so that a later
 * run can ask the server for the rest of the same version.
 */
export class PartialFile {
  readonly path: string;
  private readonly notes: string;

  constructor(target: string) {
    this.path = `${target}.part`;
    this.notes = `${target}.part.json`;
  }

  /** What is here from `url`, or null when that is nothing that can be used. */
  async state(url: string): Promise<PartialState | null> {
    try {
      const notes = JSON.parse(await fs.readFile(this.notes, 'utf8'));
      const { size } = await fs.stat(this.path);
      if (notes.url !== url) return null;
      return { url, validator: notes.validator, total: notes.total, size };
    } catch {
      return null; // none, or notes that were damaged: begin again
    }
  }

  /**
   * Begins anew. The old bytes go before the new notes come, so that a process
   * killed in between never leaves old bytes under the new file's name.
   */
  async begin(notes: Omit<PartialState, 'size'>): Promise<void> {
    await fs.rm(this.path, { force: true });
    await writeFileAtomic(this.notes, `${JSON.stringify(notes)}\n`);
    await fs.writeFile(this.path, '');
  }

  async discard(): Promise<void> {
    await fs.rm(this.path, { force: true });
    await fs.rm(this.notes, { force: true });
  }

  /** Gives the finished file its name. */
  async finish(target: string): Promise<void> {
    const handle = await fs.open(this.path, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(this.path, target);
    await fs.rm(this.notes, { force: true });
  }
}
