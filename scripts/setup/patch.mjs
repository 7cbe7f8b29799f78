// Applies unified diffs to sources that are pinned: every context line must stand exactly where the
// patch says, so no fuzz, and neither git nor patch need be installed.

import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from './errors.mjs';

/**
 * Applies one patch file to the files under a folder (paths as with `patch -p1`).
 * @param {string} patchFile
 * @param {string} folder
 * @throws {SetupError} naming patch, file and line where they do not agree
 */
export function applyPatch(patchFile, folder) {
  const name = path.basename(patchFile);
  for (const { oldPath, newPath, hunks } of parse(fs.readFileSync(patchFile, 'utf8'), name)) {
    const source = oldPath === null ? '' : fs.readFileSync(inside(folder, oldPath, name), 'utf8');
    const result = applyHunks(source, hunks, `${name}: ${newPath ?? oldPath}`);
    if (newPath === null) {
      fs.rmSync(inside(folder, oldPath, name));
    } else {
      const target = inside(folder, newPath, name);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, result);
    }
  }
}

function inside(folder, relative, name) {
  const file = path.resolve(folder, relative);
  if (!file.startsWith(path.resolve(folder) + path.sep)) {
    throw new SetupError(`${name}: ${relative} lies outside the sources`);
  }
  return file;
}

// Lines keep their newline, so that a file's last line may lack it.
const linesOf = (text) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function parse(text, name) {
  const files = [];
  const lines = linesOf(text);
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].startsWith('--- ') && lines[i + 1]?.startsWith('+++ ')) {
      files.push({ oldPath: pathIn(lines[i]), newPath: pathIn(lines[i + 1]), hunks: [] });
      i++;
      continue;
    }
    const head = lines[i].match(/^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/);
    if (!head || files.length === 0) continue;
    const changes = [];
    let olds = Number(head[2] ?? 1);
    // A hunk that takes nothing names the line before it.
    const begin = olds === 0 ? Number(head[1]) : Number(head[1]) - 1;
    let news = Number(head[3] ?? 1);
    while (olds > 0 || news > 0 || lines[i + 1]?.startsWith('\\')) {
      const line = lines[++i];
      if (line?.startsWith('\\')) {
        changes.at(-1).line = changes.at(-1).line.slice(0, -1); // "No newline at end of file"
        continue;
      }
      // A blank context line may have lost its one space in an editor.
      const mark = line === '\n' ? ' ' : line?.[0];
      if (mark === undefined || !' +-'.includes(mark)) {
        throw new SetupError(`${name}, line ${i + 1}: the hunk ends before its last line`);
      }
      if (mark !== '+') olds--;
      if (mark !== '-') news--;
      changes.push({ mark, line: line === '\n' ? line : line.slice(1) });
    }
    files.at(-1).hunks.push({ begin, changes });
  }
  if (files.length === 0) throw new SetupError(`${name} holds no change`);
  return files;
}

function pathIn(header) {
  const file = header.slice(4).split('\t')[0].trim();
  return file === '/dev/null' ? null : file.split('/').slice(1).join('/');
}

function applyHunks(source, hunks, where) {
  const lines = linesOf(source);
  const result = [];
  let at = 0;
  for (const { begin, changes } of hunks) {
    if (begin < at) throw new SetupError(`${where}: hunks overlap at line ${begin + 1}`);
    result.push(...lines.slice(at, begin));
    at = begin;
    for (const { mark, line } of changes) {
      if (mark === '+') {
        result.push(line);
        continue;
      }
      if (lines[at] !== line) {
        const found = at < lines.length ? JSON.stringify(lines[at]) : 'its end';
        throw new SetupError(
          `${where}, line ${at + 1}: the patch wants ${JSON.stringify(line)}, the file has ${found}`,
        );
      }
      if (mark === ' ') result.push(line);
      at++;
    }
  }
  result.push(...lines.slice(at));
  return result.join('');
}
