'use strict';
// Which of TypeScript's findings end a cell, and how they read.

const path = require('node:path');
const { ROOT } = require('./specifiers.cjs');
const { ts } = require('./typescript.cjs');

/** @typedef {import('@tslab/typescript-for-tslab').Diagnostic} Diagnostic */
/** @typedef {import('@tslab/typescript-for-tslab').Program} Program */
/** @typedef {import('@tslab/typescript-for-tslab').SourceFile} SourceFile */

/**
 * Cells are checked as strictly as the library, but for one thing: a parameter without a type is
 * fine in a notebook. TypeScript has these messages between 7005 and 7057.
 * @param {Diagnostic} diagnostic
 */
function isImplicitAny({ code }) {
  return (
    code >= 7005 && code <= 7057 && code !== 7027 && code !== 7028 && code !== 7029 && code !== 7030
  );
}

/** A file that is not below the root: one beside a notebook elsewhere. */
const OUTSIDE_ROOT = 6059;

/**
 * @param {Program} program
 * @param {SourceFile} file
 * @returns {Diagnostic[]} the errors in one file
 */
function errorsOf(program, file) {
  const all = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  const errors = all.filter(
    (d) =>
      d.category === ts.DiagnosticCategory.Error && d.code !== OUTSIDE_ROOT && !isImplicitAny(d),
  );
  return [...ts.sortAndDeduplicateDiagnostics(errors)];
}

/** Checks the library's files that a cell imports; a file whose imports are unchanged only once. */
class LibraryChecker {
  constructor() {
    /** @type {Map<string, { file: SourceFile, errors: Diagnostic[] }>} */
    this.checked = new Map();
  }

  /**
   * @param {Program} program
   * @param {SourceFile} cell
   * @returns {Diagnostic[]}
   */
  check(program, cell) {
    /** @type {Map<SourceFile, SourceFile[]>} */
    const importers = new Map();
    const files = [cell];
    for (const file of files) {
      for (const imported of importsOf(program, file)) {
        const known = importers.get(imported);
        if (known) {
          known.push(file);
        } else {
          importers.set(imported, [file]);
          files.push(imported);
        }
      }
    }
    files.shift();
    const stale = new Set(files.filter((file) => this.checked.get(file.fileName)?.file !== file));
    for (const file of stale) {
      for (const importer of importers.get(file) ?? []) if (importer !== cell) stale.add(importer);
    }
    for (const file of stale) {
      this.checked.set(file.fileName, { file, errors: errorsOf(program, file) });
    }
    return files.flatMap((file) => this.checked.get(file.fileName)?.errors ?? []);
  }
}

/**
 * @param {Program} program
 * @param {any} file
 * @returns {SourceFile[]} the files of ours that a file imports
 */
function importsOf(program, file) {
  /** @type {SourceFile[]} */
  const found = [];
  file.resolvedModules?.forEach((/** @type {any} */ resolution) => {
    const { resolvedFileName, isExternalLibraryImport } = resolution?.resolvedModule ?? {};
    if (!resolvedFileName || isExternalLibraryImport) return;
    const imported = program.getSourceFile(resolvedFileName);
    if (imported && !imported.isDeclarationFile && !imported.fileName.endsWith('.json'))
      found.push(imported);
  });
  return found;
}

/**
 * @typedef {{ file: string, line: number, column: number, length: number, code: number, message: string }} Finding
 *   Lines and columns count from 1. `file` is the cell's name, or a path from the root.
 */

/**
 * @param {Diagnostic} diagnostic
 * @param {{ fileName: string, prefixLines: number, cell: string }} cell the cell's file, how many lines
 *   tslab puts before the cell's text, and the cell's name
 * @returns {Finding}
 */
function toFinding(diagnostic, cell) {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
  const { file, start = 0, length = 0, code } = diagnostic;
  if (!file) return { file: cell.cell, line: 1, column: 1, length: 0, code, message };
  const { line, character } = ts.getLineAndCharacterOfPosition(file, start);
  const isCell = file.fileName === cell.fileName;
  return {
    file: isCell ? cell.cell : path.relative(ROOT, file.fileName).split(path.sep).join('/'),
    line: line + 1 - (isCell ? cell.prefixLines : 0),
    column: character + 1,
    length,
    code,
    message,
  };
}

/**
 * @param {string} file from the root
 * @returns {string | undefined}
 */
function readSource(file) {
  return ts.sys.readFile(path.resolve(ROOT, file));
}

module.exports = { errorsOf, LibraryChecker, readSource, toFinding };
