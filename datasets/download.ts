import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 as checksum } from '../lib/files';
import { withLock } from './lock';
import { PartialFile } from './partial';
import { UNVERIFIED } from './registry';
import { type OnBytes, TransferError, transfer } from './transfer';

export interface DownloadOptions {
  /** The file's size, where known: another size is refused. */
  bytes?: number;
  /** The largest size to accept where it is not known. Default 2 GiB. */
  maxBytes?: number;
  /** The file's SHA-256, or `unverified`. */
  sha256?: string;
  /** A last look at the whole file before it gets its name; throws if it will not do. */
  check?: (file: string) => Promise<void>;
  /** Tries for each address. Default 5. */
  tries?: number;
  /** A try ends after so many milliseconds without a byte. Default 30,000. */
  stallMs?: number;
  /** The wait after the first failure; it doubles with each. Default 1,000. */
  backoffMs?: number;
  signal?: AbortSignal;
  onBytes?: OnBytes;
  /** Told, in words, of each failure that leads to another try and of waits. */
  onTrouble?: (message: string) => void;
}

/** A server that does not even answer is asked only so often: most likely we are offline. */
const TRIES_UNANSWERED = 2;

/**
 * Downloads a file and gives it its name only once it is whole and verified: by
 * size and SHA-256 where they are known, then by `check`. A half lies beside it
 * as `<file>.part` and is continued by the next try or the next run, as long as
 * the server still has the same version. A process that is downloading the same
 * file is waited for, and its file used.
 *
 * Built on Node's own `fetch`. That heeds the variables HTTPS_PROXY, HTTP_PROXY
 * and NO_PROXY only from Node 22.21 or 24 on and with NODE_USE_ENV_PROXY=1.
 *
 * @param urls the same file at several addresses, tried in order
 * @param target where it goes; folders are made
 * @throws Error that says, for each address, why it failed; the signal's reason
 *   when it aborts; a file-system error (disk full, no permission) as it is
 */
export async function downloadFile(
  urls: readonly string[],
  target: string,
  options: DownloadOptions = {},
): Promise<void> {
  const { signal, onTrouble } = options;
  signal?.throwIfAborted();
  await fs.mkdir(path.dirname(target), { recursive: true });
  const onWait = () => onTrouble?.(`another process is downloading ${path.basename(target)}`);
  await withLock(
    `${target}.lock`,
    async (touch) => {
      if (await isThere(target)) return verify(target, options); // another process was quicker
      const failures: string[] = [];
      for (const url of urls) {
        const failure = await fromUrl(url, target, {
          ...options,
          onBytes: watching(touch, options),
        });
        if (failure === null) return;
        failures.push(`${url}: ${failure}`);
      }
      throw new Error(`cannot download ${path.basename(target)}\n  ${failures.join('\n  ')}`);
    },
    { signal, onWait },
  );
}

/** Keeps the lock fresh while bytes arrive. */
function watching(touch: () => Promise<void>, { onBytes }: DownloadOptions): OnBytes {
  let last = 0;
  return (received, total) => {
    onBytes?.(received, total);
    if (Date.now() - last < 1000) return;
    last = Date.now();
    void touch();
  };
}

/** Tries one address until the file is in place; returns null then, else the last failure. */
async function fromUrl(
  url: string,
  target: string,
  options: DownloadOptions,
): Promise<string | null> {
  const { tries = 5, backoffMs = 1000, signal, onTrouble } = options;
  const part = new PartialFile(target);
  let unanswered = 0;
  for (let attempt = 1; ; attempt++) {
    const failure = await oneTry(url, part, options);
    if (failure === null) {
      await part.finish(target);
      return null;
    }
    if (failure.remedy === 'unreachable') unanswered++;
    if (failure.remedy === 'fresh') await part.discard();
    if (failure.remedy === 'elsewhere') return failure.message;
    if (attempt >= tries || unanswered >= TRIES_UNANSWERED) {
      return `${failure.message} (${attempt} ${attempt === 1 ? 'try' : 'tries'})`;
    }
    const waitMs = Math.max(Math.min(backoffMs * 2 ** (attempt - 1), 30_000), failure.waitMs);
    const seconds = Math.round(waitMs / 100) / 10;
    onTrouble?.(`${path.basename(target)}: ${failure.message}; trying again in ${seconds} s`);
    await sleep(waitMs, undefined, { signal });
  }
}

/** One request and the judgement of what it brought; null when the part is the right file. */
async function oneTry(
  url: string,
  part: PartialFile,
  options: DownloadOptions,
): Promise<TransferError | null> {
  const { maxBytes = 2 ** 31, stallMs = 30_000, sha256 = UNVERIFIED } = options;
  const { bytes, signal, onBytes } = options;
  const resumeBlindly = sha256 !== UNVERIFIED;
  let resumed: boolean;
  try {
    const how = { bytes, maxBytes, resumeBlindly, stallMs, signal, onBytes };
    resumed = await transfer(url, part, how);
  } catch (error) {
    if (error instanceof TransferError) return error;
    throw error;
  }
  try {
    await verify(part.path, options);
    return null;
  } catch (error) {
    signal?.throwIfAborted();
    await part.discard();
    // A file put together from pieces may be the pieces' fault: once more, in one.
    return new TransferError((error as Error).message, resumed ? 'again' : 'elsewhere');
  }
}

/**
 * Judges a file by size, checksum and `check`, as far as each is given.
 * @throws Error that says what differs
 */
export async function verify(
  file: string,
  { bytes, sha256 = UNVERIFIED, check, signal }: DownloadOptions,
): Promise<void> {
  const { size } = await fs.stat(file);
  if (bytes !== undefined && size !== bytes) {
    throw new Error(`the file has ${size} bytes, wanted ${bytes}`);
  }
  if (sha256 !== UNVERIFIED) {
    const actual = await checksum(file, { signal });
    if (actual !== sha256) {
      throw new Error(`another file: its SHA-256 is ${actual}, wanted ${sha256}`);
    }
  }
  await check?.(file);
}

async function isThere(file: string): Promise<boolean> {
  return fs.stat(file).then(
    () => true,
    () => false,
  );
}
