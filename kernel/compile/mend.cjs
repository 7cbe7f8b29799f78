'use strict';
// Three gaps of tslab's own transformers, closed before they run. It finds the names of earlier cells
// and reads them from `exports`, but not in `{ x }`; it finds one where there is none, in
// `const { x: a } = …`; and it gives an anonymous function that is a cell's value the name of the
// variable it puts the value in.

const { ts } = require('./typescript.cjs');

/** @typedef {import('@tslab/typescript-for-tslab').Node} Node */
/** @typedef {import('@tslab/typescript-for-tslab').Expression} Expression */
/** @typedef {import('@tslab/typescript-for-tslab').SourceFile} SourceFile */

const { factory: f } = ts;

/**
 * @param {import('@tslab/typescript-for-tslab').TypeChecker} checker
 * @param {string} previous the file with the declarations of the earlier cells
 * @returns {import('@tslab/typescript-for-tslab').TransformerFactory<SourceFile>}
 */
function mend(checker, previous) {
  return (context) => (file) => {
    /** @param {Node} node @returns {Node} */
    const visit = (node) => {
      if (ts.isShorthandPropertyAssignment(node) && isOfEarlierCell(node)) return written(node);
      const visited = ts.visitEachChild(node, visit, context);
      if (ts.isBindingElement(visited)) return quoted(visited);
      if (!ts.isExpressionStatement(visited) || !isAnonymous(visited.expression)) return visited;
      // Behind a comma a function takes no name.
      const bare = f.createComma(f.createNumericLiteral(0), visited.expression);
      return f.updateExpressionStatement(visited, f.createParenthesizedExpression(bare));
    };

    /** @param {import('@tslab/typescript-for-tslab').ShorthandPropertyAssignment} node */
    const isOfEarlierCell = (node) => {
      const declarations = checker.getShorthandAssignmentValueSymbol(node)?.declarations ?? [];
      return declarations.some((declaration) => declaration.getSourceFile().fileName === previous);
    };

    /** `{ x: exports.x }` for `{ x }`. @param {import('@tslab/typescript-for-tslab').ShorthandPropertyAssignment} node */
    const written = ({ name, objectAssignmentInitializer: fallback }) => {
      const value = f.createPropertyAccessExpression(f.createIdentifier('exports'), name.text);
      // `({ x = 1 } = given)` has a default.
      const target = fallback
        ? f.createAssignment(value, /** @type {Expression} */ (visit(fallback)))
        : value;
      return f.createPropertyAssignment(name.text, target);
    };
    return ts.visitEachChild(file, visit, context);
  };
}

/**
 * `{ 'x': a }` for `{ x: a }` on the left of an assignment: tslab takes the key `x` of an object that
 * an earlier cell typed for a name of that cell.
 * @param {import('@tslab/typescript-for-tslab').BindingElement} element
 */
function quoted(element) {
  const { dotDotDotToken: dots, propertyName: key, name, initializer } = element;
  if (!key || !ts.isIdentifier(key)) return element;
  return f.updateBindingElement(element, dots, f.createStringLiteral(key.text), name, initializer);
}

/** @param {Expression} expression @returns {boolean} */
function isAnonymous(expression) {
  if (ts.isParenthesizedExpression(expression)) return isAnonymous(expression.expression);
  if (ts.isArrowFunction(expression)) return true;
  return (
    (ts.isFunctionExpression(expression) || ts.isClassExpression(expression)) && !expression.name
  );
}

module.exports = { mend };
