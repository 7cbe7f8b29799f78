import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LockOptions {
  signal?: AbortSignal;
  /** A lock that nobody has touched for this long is taken over. */
  staleMs?: number;
  /** Called once when someone else holds the lock. */
  onWait?: () => void;
}

interface Holder {
  token: string;
  pid: number;
  host: string;
}

/**
 * Runs `work` while no other process runs work under the same lock file. Two
 * notebooks that need one file would otherwise both write its half.
 *
 * The lock of a process that died is taken over at once on the same machine,
 * else when it was not touched for `staleMs`; so long work calls the `touch` it
 * is given.
 *
 * @throws what `work` throws, and the signal's reason when it aborts while waiting
 */
export async function withLock<T>(
  file: string,
  work: (touch: () => Promise<void>) => Promise<T>,
  { signal, staleMs = 120_000, onWait }: LockOptions = {},
): Promise<T> {
  const holder: Holder = { token: randomUUID(), pid: process.pid, host: hostname() };
  let waited = false;
  while (!(await acquire(file, holder))) {
    signal?.throwIfAborted();
    if (await takeAwayIfStale(file, staleMs)) continue;
    if (!waited) onWait?.();
    waited = true;
    await sleep(200, undefined, { signal });
  }
  try {
    return await work(async () => {
      const now = new Date();
      await fs.utimes(file, now, now).catch(() => {});
    });
  } finally {
    if ((await readHolder(file))?.token === holder.token) await fs.rm(file, { force: true });
  }
}

/** Makes the lock file; false when there is one already. */
async function acquire(file: string, holder: Holder): Promise<boolean> {
  try {
    await fs.writeFile(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function takeAwayIfStale(file: string, staleMs: number): Promise<boolean> {
  const stat = await fs.stat(file).catch(() => null);
  if (!stat) return true; // given back a moment ago
  const holder = await readHolder(file);
  const dead = holder !== null && holder.host === hostname() && !isAlive(holder.pid);
  if (!dead && Date.now() - stat.mtimeMs < staleMs) return false;
  const aside = `${file}.${randomUUID()}`;
  try {
    await fs.rename(file, aside);
  } catch {
    return true; // somebody was quicker
  }
  // Between our look and our move another may have taken it over: then give it back.
  const moved = await readHolder(aside);
  if (moved?.token !== holder?.token) {
    await fs.copyFile(aside, file, fs.constants.COPYFILE_EXCL).catch(() => {});
  }
  await fs.rm(aside, { force: true });
  return true;
}

async function readHolder(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
