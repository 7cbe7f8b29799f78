'use strict';
// Completion: names and members by TypeScript, paths and packages inside of import specifiers.

const fs = require('node:fs');
const path = require('node:path');
const { ROOT } = require('../compile/specifiers.cjs');
const { toCharacters, toUnits } = require('./cursor.cjs');

/** @typedef {import('../cell/workspace.cjs').Workspace} Workspace */

const MAX_MATCHES = 300;

/**
 * @param {Workspace} workspace
 * @param {string} code
 * @param {number} cursor in characters
 */
function complete(workspace, code, cursor) {
  const position = toUnits(code, cursor);
  const found =
    completeSpecifier(workspace, code.slice(0, position)) ??
    completeName(workspace, code, position);
  const start = toCharacters(code, found.start);
  const end = toCharacters(code, found.end);
  const shown = found.matches.slice(0, MAX_MATCHES);
  return {
    status: 'ok',
    matches: shown.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    // JupyterLab and IPython show the kind beside the name.
    metadata: {
      _jupyter_types_experimental: shown.map(({ text, type }) => ({ start, end, text, type })),
    },
  };
}

/**
 * @param {Workspace} workspace
 * @param {string} code
 * @param {number} position
 */
function completeName(workspace, code, position) {
  const { start, end, candidates, original } = workspace.converter.complete(
    workspace.declarations,
    code,
    position,
  );
  /** @type {Map<string, string>} */
  const kinds = new Map(original?.entries.map(({ name, kind }) => [name, kind]));
  return { start, end, matches: candidates.map((text) => ({ text, type: kinds.get(text) ?? '' })) };
}

/**
 * @param {Workspace} workspace
 * @param {string} before the code up to the cursor
 */
function completeSpecifier(workspace, before) {
  const match = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]*)$/.exec(before);
  if (!match) return undefined;
  const specifier = match[2];
  const typed = specifier.slice(specifier.lastIndexOf('/') + 1);
  const names = specifier.startsWith('.')
    ? filesIn(
        workspace.specifiers.resolve(specifier.slice(0, specifier.lastIndexOf('/') + 1) || './'),
      )
    : packages(specifier);
  const matches = names.filter(({ text }) => text.startsWith(typed) && text !== typed);
  return { start: before.length - typed.length, end: before.length, matches };
}

/** @param {string} folder */
function filesIn(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !/^(\.|node_modules$|index\.ts$)/.test(entry.name))
    .flatMap((entry) => {
      if (entry.isDirectory()) return [{ text: entry.name, type: 'directory' }];
      const module = /^(.+?)(\.d)?\.[cm]?[jt]s$/.exec(entry.name);
      return module ? [{ text: module[1], type: 'module' }] : [];
    });
}

/** @param {string} specifier */
function packages(specifier) {
  const scope = specifier.includes('/') ? specifier.slice(0, specifier.indexOf('/')) : '';
  const folder = path.join(ROOT, 'node_modules', scope);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .map((text) => ({ text, type: 'module' }));
}

module.exports = { complete };
