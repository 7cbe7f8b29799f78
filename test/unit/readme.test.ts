import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { notebookFiles, ROOT } from '../helpers/notebooks';

const text = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

describe('the README is true', () => {
  test('its list of lessons is that of the folder', () => {
    const listed = [...text.matchAll(/^\| (\d\d) \| ([^|]+) \|/gm)].map(
      ([, number, name]) => `${number}-${name.trim().toLowerCase().replaceAll(' ', '-')}.ipynb`,
    );
    assert.deepEqual(listed, notebookFiles());
  });

  test('its table of rooms is that of lib', () => {
    const listed = [...text.matchAll(/^\| `(lib\/\w+)` \|/gm)].map(([, room]) => room).sort();
    const rooms = readdirSync(path.join(ROOT, 'lib'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `lib/${entry.name}`)
      .sort();
    assert.deepEqual(listed, rooms);
  });

  test('its commands and links exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    for (const [, name] of text.matchAll(/`npm run ([\w:]+)/g)) assert.ok(scripts[name], name);
    const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link);
    assert.ok(links.length >= 2);
    for (const link of links) assert.ok(existsSync(path.join(ROOT, link)), link);
  });

  test('its picture is small', () => {
    assert.ok(statSync(path.join(ROOT, 'docs/lesson-01.png')).size < 200_000);
  });

  test('it is read in ten minutes', () => {
    assert.ok(text.split(/\s+/).length < 2000);
  });

  test('its example runs from the repository', () => {
    const [, example] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
    const file = path.join(ROOT, `readme-example-${process.pid}.ts`);
    writeFileSync(file, example);
    try {
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const output = execFileSync(process.execPath, ['--import', 'tsx', file], { env, cwd: ROOT });
      assert.match(output.toString(), /^1 \[ 1, 1 \]\n$/);
    } finally {
      rmSync(file);
    }
  });
});
