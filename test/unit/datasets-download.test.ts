import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { type DownloadOptions, downloadFile } from '../../datasets/download';
import { Random } from '../../lib/random';
import { type FileServer, sendFile, sendHead, serve } from '../helpers/file-server';

const random = new Random(4);
const BODY = Buffer.from(Array.from({ length: 100_000 }, () => random.integer(256)));
const OTHER = Buffer.from(BODY).reverse();
const SHA256 = createHash('sha256').update(BODY).digest('hex');
/** Quick enough for a test; each test that waits for one of these waits once. */
const QUICK: DownloadOptions = { tries: 3, stallMs: 1000, backoffMs: 5 };

let folder: string;
let target: string;
let server: FileServer | undefined;

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'download-'));
});
after(() => fs.rmSync(folder, { recursive: true }));
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A new place to download to for each test. */
function place(): string {
  target = path.join(fs.mkdtempSync(path.join(folder, 't-')), 'data.bin');
  return target;
}

function rightFile(): void {
  assert.ok(fs.readFileSync(target).equals(BODY), 'the file is the one served');
  assert.deepEqual(fs.readdirSync(path.dirname(target)), ['data.bin'], 'nothing lies beside it');
}

function nothingInPlace(): void {
  assert.equal(fs.existsSync(target), false, 'no half or wrong file is in place');
  assert.equal(fs.existsSync(`${target}.lock`), false, 'the lock is given back');
}

/**
 * For `onBytes`: the server hangs up once that many bytes have come, so that what a try
 * brings does not depend on how busy the machine is. By default only the first time.
 */
function hangUpAt(count: number, times = 1) {
  return (received: number) => {
    if (received === count && times-- > 0) server?.hangUp();
  };
}

/** Puts a part and its notes as an earlier run would have left them. */
function leavePart(url: string, bytes: Buffer, notes: { validator?: string; total?: number }) {
  fs.writeFileSync(`${target}.part`, bytes);
  fs.writeFileSync(`${target}.part.json`, JSON.stringify({ url, ...notes }));
}

describe('a download that goes well', () => {
  test('the file is verified, put in place, and its progress told', async () => {
    server = await serve((request, response) => sendFile(request, response, BODY, '"v1"'));
    const told: [number, number | undefined][] = [];
    await downloadFile([server.url], place(), {
      ...QUICK,
      bytes: BODY.length,
      sha256: SHA256,
      onBytes: (received, total) => told.push([received, total]),
    });
    rightFile();
    assert.deepEqual(told[0], [0, BODY.length]);
    assert.deepEqual(told.at(-1), [BODY.length, BODY.length]);
    assert.equal(server.requests[0]['accept-encoding'], 'identity');
  });

  test('a server that names no length and no checksum known', async () => {
    server = await serve((_request, response) => {
      response.writeHead(200);
      response.write(BODY.subarray(0, 50_000));
      response.end(BODY.subarray(50_000));
    });
    await downloadFile([server.url], place(), QUICK);
    rightFile();
  });

  test('a redirect is followed', async () => {
    server = await serve((request, response) => {
      if (request.url === '/real') return sendFile(request, response, BODY);
      response.writeHead(302, { location: '/real' }).end();
    });
    await downloadFile([`${server.url}/old`], place(), { ...QUICK, sha256: SHA256 });
    rightFile();
  });
});

describe('a server with faults', () => {
  test('stalls, then recovers: the rest is fetched, not the whole', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt > 1) return sendFile(request, response, BODY, '"v1"');
      sendHead(response, BODY, 40_000, { etag: '"v1"' });
    });
    const troubles: string[] = [];
    await downloadFile([server.url], place(), {
      ...QUICK,
      onTrouble: (line) => troubles.push(line),
    });
    rightFile();
    assert.equal(server.requests[1].range, 'bytes=40000-');
    assert.equal(server.requests[1]['if-range'], '"v1"');
    assert.match(troubles[0], /no data for 1 seconds; trying again in/);
  });

  test('is slow but never silent: that is no stall', async () => {
    server = await serve(async (_request, response) => {
      response.writeHead(200, { 'content-length': BODY.length });
      for (let from = 0; from < BODY.length; from += 20_000) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        response.write(BODY.subarray(from, from + 20_000));
      }
      response.end();
    });
    await downloadFile([server.url], place(), { ...QUICK, tries: 1 });
    rightFile();
  });

  test('stalls for ever, before any header: an error after two tries', async () => {
    server = await serve(() => {});
    await assert.rejects(downloadFile([server.url], place(), QUICK), /no data for 1 seconds/);
    nothingInPlace();
  });

  test('truncates: the rest is fetched', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt > 1) return sendFile(request, response, BODY, '"v1"');
      sendHead(response, BODY, 60_000, { etag: '"v1"' });
    });
    await downloadFile([server.url], place(), { ...QUICK, onBytes: hangUpAt(60_000) });
    rightFile();
    assert.equal(server.requests[1].range, 'bytes=60000-');
  });

  test('truncates every time at the same place: an error with the counts', async () => {
    server = await serve((_request, response) => sendHead(response, BODY, 60_000));
    await assert.rejects(
      downloadFile([server.url], place(), { ...QUICK, onBytes: hangUpAt(60_000, 3) }),
      /60000 of 100000 bytes came.*\(3 tries\)/s,
    );
    nothingInPlace();
  });

  test('announces more than it has: never a file in place', async () => {
    server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': BODY.length + 7 }).write(BODY);
    });
    await assert.rejects(
      downloadFile([server.url], place(), { ...QUICK, onBytes: hangUpAt(BODY.length, 3) }),
      /100000 of 100007 bytes came/,
    );
    nothingInPlace();
    await assert.rejects(
      downloadFile([server.url], place(), { ...QUICK, bytes: BODY.length }),
      /another file: 100007 bytes, wanted 100000/,
    );
    nothingInPlace();
  });

  test('announces less than it has: caught by the size or the checksum', async () => {
    server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 90_000 });
      response.end(BODY.subarray(0, 90_000));
    });
    await assert.rejects(
      downloadFile([server.url], place(), { ...QUICK, bytes: BODY.length }),
      /another file: 90000 bytes, wanted 100000/,
    );
    nothingInPlace();
    await assert.rejects(
      downloadFile([server.url], place(), { ...QUICK, sha256: SHA256 }),
      /its SHA-256 is [0-9a-f]{64}, wanted/,
    );
    nothingInPlace();
  });

  test('sends without end where no size is known: stopped at the limit', async () => {
    server = await serve((_request, response) => {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write(BODY));
      };
      response.on('drain', pour);
      pour();
    });
    const options = { ...QUICK, tries: 1, maxBytes: 300_000 };
    await assert.rejects(downloadFile([server.url], place(), options), /more than 300000 bytes/);
    nothingInPlace();
  });

  test('returns 500, then recovers', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt > 2) return sendFile(request, response, BODY);
      response.writeHead(500).end('oh');
    });
    await downloadFile([server.url], place(), QUICK);
    rightFile();
    assert.equal(server.requests.length, 3);
  });

  test('returns 500 for ever: an error after all tries, and the next address is used', async () => {
    server = await serve((request, response) => {
      if (request.url === '/good') return sendFile(request, response, BODY);
      response.writeHead(500).end();
    });
    await assert.rejects(
      downloadFile([`${server.url}/bad`], place(), QUICK),
      /\/bad: the server answered 500 Internal Server Error \(3 tries\)/,
    );
    nothingInPlace();
    await downloadFile([`${server.url}/bad`, `${server.url}/good`], place(), QUICK);
    rightFile();
  });

  test('asks to wait (429, Retry-After): it is heeded', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt > 1) return sendFile(request, response, BODY);
      response.writeHead(429, { 'retry-after': '1' }).end();
    });
    const begun = Date.now();
    await downloadFile([server.url], place(), QUICK);
    assert.ok(Date.now() - begun >= 950);
    rightFile();
  });

  test('says 404: no second try', async () => {
    server = await serve((_request, response) => response.writeHead(404).end());
    await assert.rejects(downloadFile([server.url], place(), QUICK), /answered 404 Not Found/);
    assert.equal(server.requests.length, 1);
  });

  test('serves another file: refused by checksum, not asked again, the next address used', async () => {
    server = await serve((request, response) =>
      sendFile(request, response, request.url === '/good' ? BODY : OTHER),
    );
    const known = { ...QUICK, bytes: BODY.length, sha256: SHA256 };
    await assert.rejects(
      downloadFile([server.url], place(), known),
      /another file: its SHA-256 is [0-9a-f]{64}, wanted/,
    );
    nothingInPlace();
    assert.equal(fs.existsSync(`${target}.part`), false, 'the wrong bytes are thrown away');
    assert.equal(server.requests.length, 1);
    await downloadFile([server.url, `${server.url}/good`], place(), known);
    rightFile();
  });

  test('serves a page instead of an unverified file: the format check refuses it', async () => {
    server = await serve((_request, response) => response.end('<html>please log in</html>'));
    const check = async (file: string) => {
      if (fs.readFileSync(file)[0] === 60) throw new Error('not an IDX file');
    };
    await assert.rejects(
      downloadFile([server.url], place(), { ...QUICK, check }),
      /not an IDX file/,
    );
    nothingInPlace();
  });

  test('compresses the file on its way: refused, since sizes and resuming would lie', async () => {
    server = await serve((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'br' }).end(BODY),
    );
    await assert.rejects(downloadFile([server.url], place(), QUICK), /changes the file.*\(br\)/);
    nothingInPlace();
  });

  test('nobody listens: a quick error with the reason', async () => {
    server = await serve(() => {});
    const { url } = server;
    await server.close();
    await assert.rejects(downloadFile([url], place(), QUICK), /ECONNREFUSED.*\(2 tries\)/);
    nothingInPlace();
  });
});

describe('resuming', () => {
  test('a part of an earlier run is continued', async () => {
    server = await serve((request, response) => sendFile(request, response, BODY, '"v1"'));
    place();
    leavePart(server.url, BODY.subarray(0, 70_000), { validator: '"v1"', total: BODY.length });
    await downloadFile([server.url], target, QUICK);
    rightFile();
    assert.equal(server.requests[0].range, 'bytes=70000-');
  });

  test('a part that was already whole needs no request', async () => {
    server = await serve((_request, response) => response.writeHead(500).end());
    place();
    leavePart(server.url, BODY, { validator: '"v1"', total: BODY.length });
    await downloadFile([server.url], target, { ...QUICK, sha256: SHA256 });
    rightFile();
    assert.equal(server.requests.length, 0);
  });

  test('the file changed between the tries: the new one, whole', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt === 1) sendHead(response, OTHER, 40_000, { etag: '"old"' });
      else sendFile(request, response, BODY, '"new"');
    });
    await downloadFile([server.url], place(), { ...QUICK, onBytes: hangUpAt(40_000) });
    rightFile();
    assert.equal(server.requests[1]['if-range'], '"old"');
  });

  test('the file changed and the server heeds no If-Range: its ETag gives it away', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt === 1) return sendHead(response, OTHER, 40_000, { etag: '"old"' });
      delete request.headers['if-range'];
      sendFile(request, response, BODY, '"new"');
    });
    await downloadFile([server.url], place(), { ...QUICK, onBytes: hangUpAt(40_000) });
    rightFile();
    assert.equal(server.requests[2].range, undefined, 'the third try begins anew');
  });

  test('the server ignores Range: what is here is thrown away, not added to', async () => {
    server = await serve((_request, response) =>
      response.writeHead(200, { 'content-length': BODY.length }).end(BODY),
    );
    place();
    leavePart(server.url, BODY.subarray(0, 70_000), { validator: '"v1"', total: BODY.length });
    await downloadFile([server.url], target, QUICK);
    rightFile();
  });

  test('the server sends another part than asked for: begun anew', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt > 1) return sendFile(request, response, BODY);
      const headers = { 'content-range': `bytes 60000-89999/${BODY.length}` };
      response.writeHead(206, headers).end(BODY.subarray(60_000, 90_000));
    });
    place();
    leavePart(server.url, BODY.subarray(0, 70_000), { validator: '"v1"', total: BODY.length });
    await downloadFile([server.url], target, QUICK);
    rightFile();
    assert.equal(server.requests[1].range, undefined);
  });

  test('the server sends less than the rest at a time: all of it is fetched', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt === 1) return sendHead(response, BODY, 40_000, { etag: '"v1"' });
      const from = Number(/\d+/.exec(request.headers.range!)![0]);
      const headers = { etag: '"v1"', 'content-range': `bytes ${from}-${from + 29_999}/100000` };
      response.writeHead(206, headers).end(BODY.subarray(from, from + 30_000));
    });
    await downloadFile([server.url], place(), { ...QUICK, onBytes: hangUpAt(40_000) });
    rightFile();
  });

  test('no version is named and no checksum known: begun anew', async () => {
    server = await serve((request, response) => sendFile(request, response, BODY));
    place();
    leavePart(server.url, OTHER.subarray(0, 70_000), { total: BODY.length });
    await downloadFile([server.url], target, QUICK);
    rightFile();
    assert.equal(server.requests[0].range, undefined);
  });

  test('a weak ETag promises no equal bytes: begun anew', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt > 1) return sendFile(request, response, BODY, 'W/"v1"');
      sendHead(response, OTHER, 40_000, { etag: 'W/"v1"' });
    });
    await downloadFile([server.url], place(), { ...QUICK, onBytes: hangUpAt(40_000) });
    rightFile();
    assert.equal(server.requests[1].range, undefined);
  });

  test('a date is a version too', async () => {
    const date = 'Sat, 21 Nov 2020 06:23:00 GMT';
    server = await serve((request, response, attempt) => {
      if (attempt > 1) return sendFile(request, response, BODY);
      sendHead(response, BODY, 40_000, { 'last-modified': date });
    });
    await downloadFile([server.url], place(), { ...QUICK, onBytes: hangUpAt(40_000) });
    rightFile();
    assert.equal(server.requests[1]['if-range'], date);
  });

  test('no version is named but a checksum known: resumed, and begun anew if that was wrong', async () => {
    server = await serve((request, response) => sendFile(request, response, BODY));
    place();
    leavePart(server.url, OTHER.subarray(0, 70_000), { total: BODY.length });
    await downloadFile([server.url], target, { ...QUICK, sha256: SHA256 });
    rightFile();
    assert.deepEqual(
      server.requests.map((headers) => headers.range),
      ['bytes=70000-', undefined],
    );
  });

  test('notes that are damaged, of another address or of a smaller file: begun anew', async () => {
    server = await serve((request, response) => sendFile(request, response, BODY, '"v1"'));
    for (const notes of [
      '{"url":',
      JSON.stringify({ url: 'http://elsewhere/', validator: '"v1"', total: BODY.length }),
      JSON.stringify({ url: server.url, validator: '"v1"', total: 10 }),
    ]) {
      place();
      fs.writeFileSync(`${target}.part`, OTHER.subarray(0, 70_000));
      fs.writeFileSync(`${target}.part.json`, notes);
      await downloadFile([server.url], target, QUICK);
      rightFile();
    }
  });
});

describe('stopping', () => {
  test('an abort signal stops it with its own reason; the part stays for the next run', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt > 1) return sendFile(request, response, BODY, '"v1"');
      sendHead(response, BODY, 40_000, { etag: '"v1"' });
    });
    const stop = new AbortController();
    const reason = new Error('the learner pressed stop');
    const download = downloadFile([server.url], place(), {
      ...QUICK,
      stallMs: 10_000,
      signal: stop.signal,
      onBytes: (received) => received >= 40_000 && stop.abort(reason),
    });
    await assert.rejects(download, (error) => error === reason);
    nothingInPlace();
    assert.equal(fs.statSync(`${target}.part`).size, 40_000);
    await downloadFile([server.url], target, QUICK);
    rightFile();
    assert.equal(server.requests[1].range, 'bytes=40000-');
  });

  test('an abort during the wait between tries stops it at once', async () => {
    server = await serve((_request, response) => response.writeHead(500).end());
    const stop = new AbortController();
    const begun = Date.now();
    const download = downloadFile([server.url], place(), {
      backoffMs: 20_000,
      signal: stop.signal,
      onTrouble: () => setImmediate(() => stop.abort()),
    });
    await assert.rejects(download, { name: 'AbortError' });
    assert.ok(Date.now() - begun < 3000);
  });

  test('kill −9 in the middle leaves only a part, and the next run resumes it', async () => {
    server = await serve((request, response, attempt) => {
      if (attempt > 1) return sendFile(request, response, BODY, '"v1"');
      sendHead(response, BODY, 40_000, { etag: '"v1"' });
    });
    place();
    const child = spawnDownload(server.url);
    let out = '';
    for await (const text of child.stdout) {
      out += text;
      if (out.split('\n').includes('40000')) break;
    }
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    assert.equal(fs.existsSync(target), false);
    assert.ok(fs.readFileSync(`${target}.part`).equals(BODY.subarray(0, 40_000)));
    await downloadFile([server.url], target, QUICK); // the dead process's lock is no hindrance
    rightFile();
    assert.equal(server.requests[1].range, 'bytes=40000-');
  });
});

describe('two at once', () => {
  test('of one process: one download, and both have the file', async () => {
    server = await serve((request, response) => sendFile(request, response, BODY));
    const { url } = server;
    place();
    await Promise.all([1, 2, 3].map(() => downloadFile([url], target, QUICK)));
    rightFile();
    assert.equal(server.requests.length, 1);
  });

  test('of two processes: the second waits and uses the first one’s file', async () => {
    let release = () => {};
    server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': BODY.length });
      response.write(BODY.subarray(0, 10));
      release = () => response.end(BODY.subarray(10));
    });
    place();
    const child = spawnDownload(server.url);
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    const troubles: string[] = [];
    const onTrouble = (line: string) => {
      troubles.push(line);
      release();
    };
    await downloadFile([server.url], target, { ...QUICK, sha256: SHA256, onTrouble });
    await exit;
    rightFile();
    assert.deepEqual(troubles, ['another process is downloading data.bin']);
    assert.equal(server.requests.length, 1);
  });

  test('a lock whose holder cannot be asked is taken over once it is old', async () => {
    server = await serve((request, response) => sendFile(request, response, BODY));
    place();
    const lock = JSON.stringify({ token: 'x', pid: 1, host: 'another-machine' });
    fs.writeFileSync(`${target}.lock`, lock);
    const longAgo = new Date(Date.now() - 3_600_000);
    fs.utimesSync(`${target}.lock`, longAgo, longAgo);
    await downloadFile([server.url], target, QUICK);
    rightFile();
  });
});

function spawnDownload(url: string) {
  const script = path.join(__dirname, '..', 'helpers', 'download-child.ts');
  return spawn(process.execPath, ['--import', 'tsx', script, url, target], {
    cwd: path.join(__dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
