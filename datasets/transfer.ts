import * as fs from 'node:fs/promises';
import type { PartialFile, PartialState } from './partial';

/** Called as bytes arrive: how many are here, of how many where that is known. */
export type OnBytes = (received: number, total?: number) => void;

export interface TransferOptions {
  /** The size the file must have, where known. */
  bytes?: number;
  /** The largest size to accept where it is not. */
  maxBytes: number;
  /** Resume even where the server names no version: a checksum will judge the result. */
  resumeBlindly: boolean;
  /** Give up after this many milliseconds without a byte. */
  stallMs: number;
  signal?: AbortSignal;
  onBytes?: OnBytes;
}

/** Why one try failed, and what may help. */
export class TransferError extends Error {
  /**
   * @param remedy `again`: the same request may work in a moment; `unreachable`:
   *   the server did not answer at all; `fresh`: what is here must go first;
   *   `elsewhere`: this address will not do
   * @param waitMs how long the server asked us to wait
   */
  constructor(
    message: string,
    readonly remedy: 'again' | 'unreachable' | 'fresh' | 'elsewhere',
    readonly waitMs = 0,
  ) {
    super(message);
  }
}

/**
 * One request: fetches `url` into `part`, from where `part` ends when the server
 * still has the same version of the file (HTTP's Range and If-Range, RFC 9110
 * §13.1.5 and §14.2), else from the start. Returns once all bytes are there.
 *
 * @returns whether the bytes came in more than one piece
 * @throws TransferError when it failed; what came so far stays in `part`
 */
export async function transfer(
  url: string,
  part: PartialFile,
  options: TransferOptions,
): Promise<boolean> {
  const { bytes, stallMs, signal } = options;
  const before = usable(await part.state(url), options.resumeBlindly);
  const from = before?.size ?? 0;
  if (from > 0 && from === (bytes ?? before?.total)) return true; // all came, then we were cut off

  const stop = new AbortController();
  const stalled = () =>
    stop.abort(new TransferError(`no data for ${stallMs / 1000} seconds`, 'again'));
  const watch = setTimeout(stalled, stallMs);
  const passOn = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', passOn);
  try {
    signal?.throwIfAborted();
    const response = await request(url, rangeHeaders(before), stop.signal, signal);
    const resumed = await startBody(response, url, part, before, options);
    const expected = bytes ?? (resumed ? before?.total : announced(response));
    await readBody(response, part, resumed ? from : 0, expected, options, () => watch.refresh());
    return resumed;
  } finally {
    clearTimeout(watch);
    signal?.removeEventListener('abort', passOn);
    stop.abort(); // lets go of the connection if the body was not read to its end
  }
}

/** The part that a server can be asked to continue, if there is one. */
function usable(state: PartialState | null, blindly: boolean): PartialState | null {
  return state && state.size > 0 && (blindly || state.validator) ? state : null;
}

function rangeHeaders(before: PartialState | null): Record<string, string> {
  // The bytes as they lie on the server: a compressed transfer could not be resumed.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (before) headers.range = `bytes=${before.size}-`;
  if (before?.validator) headers['if-range'] = before.validator;
  return headers;
}

async function request(
  url: string,
  headers: Record<string, string>,
  watched: AbortSignal,
  signal?: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: watched });
  } catch (error) {
    throw networkError(error, signal, 'unreachable');
  }
}

/**
 * Judges the answer's status and headers and makes `part` ready for its body.
 * @returns true when the body continues what is there, false when it is the whole file
 */
async function startBody(
  response: Response,
  url: string,
  part: PartialFile,
  before: PartialState | null,
  { bytes, maxBytes }: TransferOptions,
): Promise<boolean> {
  const { status, headers } = response;
  if (status !== 200 && status !== 206) throw statusError(response);
  const encoding = headers.get('content-encoding');
  if (encoding && encoding !== 'identity') {
    throw new TransferError(`the server changes the file on its way (${encoding})`, 'elsewhere');
  }
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
    const tag = strongTag(headers);
    const same =
      before !== null &&
      range !== null &&
      Number(range[1]) === before.size &&
      (range[2] === '*' || before.total === undefined || Number(range[2]) === before.total) &&
      (!tag || !before.validator?.startsWith('"') || tag === before.validator);
    if (!same) throw new TransferError('the server answered with the wrong part', 'fresh');
    return true;
  }
  const total = announced(response);
  if (bytes !== undefined && total !== undefined && total !== bytes) {
    throw new TransferError(`another file: ${total} bytes, wanted ${bytes}`, 'elsewhere');
  }
  if (total !== undefined && total > maxBytes) {
    throw new TransferError(`too large: ${total} bytes, at most ${maxBytes}`, 'elsewhere');
  }
  const validator = strongTag(headers) ?? headers.get('last-modified') ?? undefined;
  await part.begin({ url, validator, total });
  return false;
}

/** Appends the body to `part` and checks that it is as long as it should be. */
async function readBody(
  response: Response,
  part: PartialFile,
  from: number,
  expected: number | undefined,
  { maxBytes, signal, onBytes }: TransferOptions,
  alive: () => void,
): Promise<void> {
  const reader = response.body?.getReader();
  const file = await fs.open(part.path, 'r+');
  let size = from;
  try {
    onBytes?.(size, expected);
    for (;;) {
      let piece: { value?: Uint8Array } | undefined;
      try {
        piece = await reader?.read();
      } catch (error) {
        throw networkError(
          error,
          signal,
          'again',
          `${size} of ${expected ?? 'unknown'} bytes came`,
        );
      }
      if (!piece?.value) break;
      alive();
      if (size + piece.value.length > (expected ?? maxBytes)) {
        throw new TransferError(`more than ${expected ?? maxBytes} bytes came`, 'fresh');
      }
      await file.write(piece.value, 0, piece.value.length, size);
      size += piece.value.length;
      onBytes?.(size, expected);
    }
  } finally {
    await file.close();
  }
  if (expected !== undefined && size < expected) {
    throw new TransferError(`only ${size} of ${expected} bytes came`, 'again');
  }
}

function statusError({ status, statusText, headers }: Response): TransferError {
  const message = `the server answered ${status} ${statusText}`.trim();
  if (status === 416) return new TransferError(message, 'fresh');
  if (status < 500 && status !== 408 && status !== 425 && status !== 429) {
    return new TransferError(message, 'elsewhere');
  }
  const seconds = Number(headers.get('retry-after'));
  return new TransferError(message, 'again', seconds > 0 ? Math.min(seconds, 60) * 1000 : 0);
}

/** An abort asked for goes on as it is; all else becomes a TransferError. */
function networkError(
  error: unknown,
  signal: AbortSignal | undefined,
  remedy: 'again' | 'unreachable',
  detail?: string,
): unknown {
  signal?.throwIfAborted();
  if (error instanceof TransferError) return error;
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
  const reason = cause?.message || cause?.code || (error as Error).message;
  return new TransferError(detail ? `${reason} (${detail})` : reason, remedy);
}

/** A weak ETag ("W/…") promises no equal bytes, so it cannot be resumed on. */
function strongTag(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  return tag?.startsWith('"') ? tag : undefined;
}

function announced(response: Response): number | undefined {
  const length = response.headers.get('content-length');
  return length === null ? undefined : Number(length);
}
