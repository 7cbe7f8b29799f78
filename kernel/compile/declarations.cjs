'use strict';
// What later cells may use after a cell that did not come to its end: what it had made by then.
// Names that it had not reached keep what they were before.

const { ts } = require('./typescript.cjs');

/** @typedef {import('@tslab/typescript-for-tslab').Statement} Statement */

/**
 * @param {string} text declarations
 */
function parse(text) {
  const file = ts.createSourceFile('declarations.d.ts', text, ts.ScriptTarget.ES2022, true);
  return { file, statements: [...file.statements] };
}

/**
 * A statement without the names in `drop`, or with no others than those in `only`.
 * @param {Statement} statement
 * @param {(name: string) => boolean} keep
 * @returns {string} empty where nothing is left
 */
function filtered(statement, keep) {
  if (ts.isVariableStatement(statement)) {
    const { declarations, flags } = statement.declarationList;
    const word = flags & ts.NodeFlags.Const ? 'const' : 'let';
    return declarations
      .filter(({ name }) => keep(name.getText()))
      .map((declaration) => `declare ${word} ${declaration.getText()};`)
      .join('\n');
  }
  if (ts.isImportDeclaration(statement)) return filteredImport(statement, keep);
  const { name } = /** @type {{ name?: import('@tslab/typescript-for-tslab').Node }} */ (statement);
  return name && !keep(name.getText()) ? '' : statement.getText();
}

/**
 * @param {import('@tslab/typescript-for-tslab').ImportDeclaration} statement
 * @param {(name: string) => boolean} keep
 */
function filteredImport(statement, keep) {
  const clause = statement.importClause;
  if (!clause) return statement.getText();
  /** @type {string[]} */
  const parts = [];
  if (clause.name && keep(clause.name.text)) parts.push(clause.name.text);
  const bindings = clause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) {
    if (keep(bindings.name.text)) parts.push(bindings.getText());
  } else if (bindings) {
    const kept = bindings.elements.filter((element) => keep(element.name.text));
    if (kept.length > 0) parts.push(`{ ${kept.map((element) => element.getText()).join(', ')} }`);
  }
  const type = clause.isTypeOnly ? 'type ' : '';
  return parts.length === 0
    ? ''
    : `import ${type}${parts.join(', ')} from ${statement.moduleSpecifier.getText()};`;
}

/**
 * @param {string} before the declarations when the cell began
 * @param {string} after the declarations had the cell come to its end
 * @param {Set<string>} missing values that the cell did not come to make
 * @returns {string}
 */
function withoutMissing(before, after, missing) {
  if (missing.size === 0) return after;
  const lines = [
    ...parse(after).statements.map((statement) =>
      filtered(statement, (name) => !missing.has(name)),
    ),
    ...parse(before).statements.map((statement) => {
      const declares = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
      return declares ? '' : filtered(statement, (name) => missing.has(name));
    }),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

module.exports = { withoutMissing };
