import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { type FetchOptions, fetchFiles } from '../../datasets/fetch';
import { DatasetMissingError } from '../../datasets/missing';
import { type DatasetEntry, findFile, REGISTRY, UNVERIFIED } from '../../datasets/registry';
import { type FileServer, sendFile, serve } from '../helpers/file-server';
import { makeZip } from '../helpers/zip';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const ZIP = makeZip([{ name: 'inner/words.txt', data: Buffer.from('WORDS packed') }]);

let root: string;
let folder: string;
let cache: string;
let server: FileServer;
let served: Record<string, Buffer>;
let lines: string[];
let options: FetchOptions;
let entry: DatasetEntry;
const setting = process.env.DATASETS;

before(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'fetch-'));
});
after(() => {
  fs.rmSync(root, { recursive: true });
  if (setting === undefined) delete process.env.DATASETS;
  else process.env.DATASETS = setting;
});
beforeEach(async () => {
  delete process.env.DATASETS;
  folder = fs.mkdtempSync(path.join(root, 'own-'));
  cache = fs.mkdtempSync(path.join(root, 'cache-'));
  lines = [];
  options = { cache, log: (line) => lines.push(line), network: { tries: 2, backoffMs: 1 } };
  served = { '/a.txt': Buffer.from('AAAA'), '/b.txt': Buffer.from('BBBB'), '/c.zip': ZIP };
  server = await serve((request, response) => {
    const body = served[request.url ?? ''];
    if (body) sendFile(request, response, body);
    else response.writeHead(404).end();
  });
  entry = {
    name: 'toy',
    title: 'Toy',
    licence: 'none',
    source: 'here',
    citation: 'this test',
    files: [
      {
        name: 'a.txt',
        otherNames: ['a'],
        urls: [`${server.url}/a.txt`],
        bytes: 4,
        sha256: sha256('AAAA'),
      },
      { name: 'b.txt', urls: [`${server.url}/b.txt`], bytes: 4, sha256: UNVERIFIED },
      {
        name: 'c.zip',
        urls: [`${server.url}/c.zip`],
        sha256: UNVERIFIED,
        unpacked: [
          {
            name: 'words.txt',
            member: 'inner/words.txt',
            bytes: 12,
            sha256: sha256('WORDS packed'),
          },
        ],
      },
    ],
  };
});
afterEach(() => server.close());

/** A reader that takes capital letters first, and refuses all else. */
async function read(file: string, _name: string, label: string): Promise<string> {
  const text = fs.readFileSync(file, 'utf8');
  if (!/^[A-Z]/.test(text)) throw new Error(`${label}: not of the format`);
  return text;
}

function put(place: string, files: Record<string, string | Buffer>): void {
  fs.mkdirSync(place, { recursive: true });
  for (const [name, data] of Object.entries(files)) fs.writeFileSync(path.join(place, name), data);
}

describe('the order: folder, DATASETS, cache, download', () => {
  test('each is used when those before it are not there', async () => {
    const inCache = path.join(cache, 'toy');
    const names = ['a.txt', 'b.txt'];

    const downloaded = await fetchFiles(entry, names, read, options);
    assert.deepEqual(downloaded.values, ['AAAA', 'BBBB']);
    assert.equal(downloaded.origin, 'download');
    assert.deepEqual(
      downloaded.paths,
      names.map((name) => path.join(inCache, name)),
    );
    assert.deepEqual(fs.readdirSync(inCache).sort(), names);

    const cached = await fetchFiles(entry, names, read, { ...options, download: false });
    assert.deepEqual([cached.values, cached.origin], [['AAAA', 'BBBB'], 'cache']);
    assert.equal(server.requests.length, 2, 'nothing is asked for twice');

    process.env.DATASETS = root;
    put(path.join(root, 'toy'), { 'a.txt': 'Ah', 'b.txt': 'Be' });
    const fromSetting = await fetchFiles(entry, names, read, options);
    assert.deepEqual([fromSetting.values, fromSetting.origin], [['Ah', 'Be'], 'folder']);

    put(folder, { 'a.txt': 'Own', 'b.txt': 'One' });
    const own = await fetchFiles(entry, names, read, { ...options, folder });
    assert.deepEqual([own.values, own.where], [['Own', 'One'], folder]);
    fs.rmSync(path.join(root, 'toy'), { recursive: true });
  });

  test('DATASETS without this data set: on to the cache', async () => {
    process.env.DATASETS = folder;
    assert.equal((await fetchFiles(entry, ['a.txt'], read, options)).origin, 'download');
  });

  test('a folder may hold the data set’s folder, and files under other names', async () => {
    put(path.join(folder, 'toy'), { a: 'Another name' });
    const { values } = await fetchFiles(entry, ['a.txt'], read, { ...options, folder });
    assert.deepEqual(values, ['Another name']);
  });

  test('the file for one missing file is downloaded, the others stay as they are', async () => {
    put(path.join(cache, 'toy'), { 'a.txt': 'AAAA' });
    const { origin } = await fetchFiles(entry, ['a.txt', 'b.txt'], read, options);
    assert.equal(origin, 'download');
    assert.equal(server.requests.length, 1);
  });
});

describe('a folder of one’s own', () => {
  test('that does not exist, by argument or setting: an error, no silent download', async () => {
    const nowhere = path.join(root, 'nowhere');
    await assert.rejects(
      fetchFiles(entry, ['a.txt'], read, { ...options, folder: nowhere }),
      /the folder given, .*nowhere, does not exist/,
    );
    process.env.DATASETS = nowhere;
    await assert.rejects(fetchFiles(entry, ['a.txt'], read, options), /that DATASETS names/);
    assert.equal(server.requests.length, 0);
  });

  test('that lacks files: an error that names them, the address and the folder', async () => {
    put(folder, { 'a.txt': 'Here' });
    await assert.rejects(fetchFiles(entry, ['a.txt', 'b.txt'], read, { ...options, folder }), {
      name: 'Error',
      message: new RegExp(
        `Toy: the folder ${folder} lacks b\\.txt\n.*\n.*b\\.txt from ${server.url}`,
      ),
    });
    process.env.DATASETS = path.dirname(folder);
    entry.name = path.basename(folder);
    await assert.rejects(
      fetchFiles(entry, ['a.txt', 'b.txt'], read, options),
      /\(from DATASETS\) has some of the files but lacks b\.txt/,
    );
  });

  test('whose file is of another format: an error that names the file', async () => {
    put(folder, { 'a.txt': 'small letters? no: 1' });
    put(folder, { 'a.txt': '1 wrong' });
    await assert.rejects(
      fetchFiles(entry, ['a.txt'], read, { ...options, folder }),
      new RegExp(`${folder}/a\\.txt: not of the format`),
    );
    assert.deepEqual(fs.readdirSync(folder), ['a.txt'], 'and it is left alone');
  });

  test('with the archive only: unpacked under the cache, the folder left alone', async () => {
    put(folder, { 'c.zip': ZIP });
    for (let time = 1; time <= 2; time++) {
      const { values, paths } = await fetchFiles(entry, ['words.txt'], read, {
        ...options,
        folder,
      });
      assert.deepEqual(values, ['WORDS packed']);
      assert.ok(paths[0].startsWith(path.join(cache, 'toy', 'from-')));
    }
    assert.deepEqual(fs.readdirSync(folder), ['c.zip']);
    assert.equal(server.requests.length, 0);
  });
});

describe('the cache', () => {
  test('a damaged file is set aside, that is said, and it is downloaded again', async () => {
    put(path.join(cache, 'toy'), { 'a.txt': 'AAAX', 'b.txt': '1bad' });
    const { values } = await fetchFiles(entry, ['a.txt', 'b.txt'], read, options);
    assert.deepEqual(values, ['AAAA', 'BBBB']);
    assert.match(lines[0], /Toy: set .*a\.txt aside as \.rejected: another file: its SHA-256/);
    assert.match(lines[1], /set .*b\.txt aside as \.rejected: .*b\.txt: not of the format/);
    assert.equal(fs.readFileSync(path.join(cache, 'toy', 'a.txt.rejected'), 'utf8'), 'AAAX');
  });

  test('when the system fails to read a file, the file is not to blame', async () => {
    put(path.join(cache, 'toy'), { 'a.txt': 'AAAA' });
    const failing = async () => fs.readFileSync(path.join(root, 'not there'), 'utf8');
    await assert.rejects(fetchFiles(entry, ['a.txt'], failing, options), { code: 'ENOENT' });
    assert.deepEqual(fs.readdirSync(path.join(cache, 'toy')), ['a.txt']);
  });

  test('an archive put there by hand is unpacked without a network', async () => {
    put(path.join(cache, 'toy'), { 'c.zip': ZIP });
    const { values } = await fetchFiles(entry, ['words.txt'], read, {
      ...options,
      download: false,
    });
    assert.deepEqual(values, ['WORDS packed']);
    assert.deepEqual(fs.readdirSync(path.join(cache, 'toy')), ['c.zip', 'words.txt']);
  });

  test('the default place is .runtime/datasets under the working directory', async () => {
    const home = process.cwd();
    process.chdir(folder);
    try {
      const { where } = await fetchFiles(entry, ['a.txt'], read, { ...options, cache: undefined });
      assert.equal(where, path.join('.runtime', 'datasets', 'toy'));
      assert.ok(fs.existsSync(path.join(folder, '.runtime', 'datasets', 'toy', 'a.txt')));
    } finally {
      process.chdir(home);
    }
  });
});

describe('the download', () => {
  test('an archive is downloaded, unpacked, verified, and used from then on', async () => {
    const first = await fetchFiles(entry, ['words.txt'], read, options);
    assert.deepEqual([first.values, first.origin], [['WORDS packed'], 'download']);
    const second = await fetchFiles(entry, ['words.txt'], read, options);
    assert.equal(second.origin, 'cache');
    assert.equal(server.requests.length, 1);
  });

  test('an archive whose content is not the registry’s: refused, nothing in place', async () => {
    served['/c.zip'] = makeZip([{ name: 'inner/words.txt', data: Buffer.from('WORDS PACKED') }]);
    await assert.rejects(fetchFiles(entry, ['words.txt'], read, options), /its SHA-256 is/);
    assert.deepEqual(fs.readdirSync(path.join(cache, 'toy')), []);
  });

  test('switched off and nothing there: which file, from where, into which folder', async () => {
    put(path.join(cache, 'toy'), { 'a.txt': 'AAAA' });
    const off = { ...options, download: false };
    await assert.rejects(fetchFiles(entry, ['a.txt', 'b.txt', 'words.txt'], read, off), (error) => {
      assert.ok(error instanceof DatasetMissingError);
      assert.match(error.message, /^Toy: b\.txt is not in .*toy and downloading is switched off/);
      assert.ok(error.message.includes(`b.txt from ${server.url}/b.txt`));
      assert.ok(error.message.includes(`c.zip from ${server.url}/c.zip`));
      assert.ok(!error.message.includes('a.txt'), 'what is there need not be fetched');
      assert.ok(error.message.includes(`put it into ${path.join(cache, 'toy')}, or`));
      assert.match(error.message, /folder toy of a folder that the environment variable DATASETS/);
      return true;
    });
  });

  test('offline: the same, with the network’s own reason', async () => {
    await server.close();
    await assert.rejects(fetchFiles(entry, ['a.txt'], read, options), (error) => {
      assert.ok(error instanceof DatasetMissingError);
      assert.match(error.message, /a\.txt is not in .*cannot download a\.txt\n.*ECONNREFUSED/s);
      assert.match(error.message, /Without a network, fetch elsewhere\n {2}a\.txt from http/);
      return true;
    });
    assert.match(lines[0], /^Toy: a\.txt: .*ECONNREFUSED.*; trying again in/);
  });

  test('a page with status 200 in place of an unverified file is refused', async () => {
    served['/b.txt'] = Buffer.from('<ht>');
    await assert.rejects(fetchFiles(entry, ['b.txt'], read, options), /b\.txt: not of the format/);
    assert.deepEqual(fs.readdirSync(path.join(cache, 'toy')), []);
  });

  test('an abort is an abort, not missing data', async () => {
    const signal = AbortSignal.abort(new Error('stopped by hand'));
    await assert.rejects(
      fetchFiles(entry, ['a.txt'], read, { ...options, signal }),
      /stopped by hand/,
    );
  });

  test('the running cell’s signal is heeded without being passed', async () => {
    const key = Symbol.for('Jupyter.signal');
    const globals = globalThis as Record<symbol, unknown>;
    globals[key] = () => AbortSignal.abort(new Error('interrupted'));
    try {
      await assert.rejects(fetchFiles(entry, ['a.txt'], read, options), /interrupted/);
    } finally {
      delete globals[key];
    }
  });
});

describe('the registry', () => {
  test('every file has an address over http(s), a checksum or the word unverified', () => {
    for (const { name, title, files, licence, source, citation } of REGISTRY) {
      assert.match(name, /^[a-z0-9-]+$/);
      for (const text of [title, licence, source, citation]) assert.ok(text.length > 3);
      for (const file of files) {
        assert.ok(file.urls.length > 0);
        for (const url of file.urls) assert.match(new URL(url).protocol, /^https?:$/);
        for (const one of [file, ...(file.unpacked ?? [])]) {
          assert.match(one.sha256, /^([0-9a-f]{64}|unverified)$/);
          assert.ok(one.bytes === undefined || Number.isInteger(one.bytes));
        }
      }
    }
  });

  test('a name that is none of its files is an error that lists them', () => {
    assert.equal(findFile(entry, 'words.txt').packed?.member, 'inner/words.txt');
    assert.throws(
      () => findFile(entry, 'c.zip'),
      /Toy has no file c\.zip; it has a\.txt, b\.txt, words/,
    );
  });
});
