'use strict';
// Small changes to a cell's text before it is compiled. They keep its lines, and its columns where
// they can.

const { ts } = require('./typescript.cjs');

/**
 * Blanks `export` in front of declarations: code copied from a module works in a cell.
 * @param {string} source
 */
function withoutExports(source) {
  if (!source.includes('export')) return source;
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
  let out = source;
  for (const statement of file.statements) {
    if (!ts.canHaveModifiers(statement)) continue;
    const modifiers = ts.getModifiers(statement) ?? [];
    // `export default` has no counterpart in a cell: TypeScript says what is wrong with it.
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) continue;
    for (const modifier of modifiers) {
      if (modifier.kind !== ts.SyntaxKind.ExportKeyword) continue;
      const start = modifier.getStart(file);
      out = out.slice(0, start) + ' '.repeat(modifier.end - start) + out.slice(modifier.end);
    }
  }
  return out;
}

/**
 * Whether a cell's value is worth showing: that of an assignment is not, as in Python.
 * @param {string} source
 */
function endsInAssignment(source) {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, false);
  const last = file.statements.filter((statement) => !ts.isEmptyStatement(statement)).at(-1);
  if (!last || !ts.isExpressionStatement(last)) return false;
  const { expression } = last;
  const { FirstAssignment, LastAssignment } = ts.SyntaxKind;
  if (ts.isBinaryExpression(expression)) {
    const { kind } = expression.operatorToken;
    return kind >= FirstAssignment && kind <= LastAssignment;
  }
  return (
    ts.isPostfixUnaryExpression(expression) ||
    (ts.isPrefixUnaryExpression(expression) &&
      [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(expression.operator))
  );
}

module.exports = { endsInAssignment, withoutExports };
