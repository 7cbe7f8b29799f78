'use strict';
// tslab finds the names of earlier cells and reads them from `exports`, but not in `{ x }`.

const { ts } = require('./typescript.cjs');

/** @typedef {import('@tslab/typescript-for-tslab').Node} Node */
/** @typedef {import('@tslab/typescript-for-tslab').SourceFile} SourceFile */

const { factory: f } = ts;

/**
 * Writes `{ x }` as `{ x: exports.x }` where `x` is of an earlier cell.
 * @param {import('@tslab/typescript-for-tslab').TypeChecker} checker
 * @param {string} previous the file with the declarations of the earlier cells
 * @returns {import('@tslab/typescript-for-tslab').TransformerFactory<SourceFile>}
 */
function shorthands(checker, previous) {
  return (context) => (file) => {
    /** @param {Node} node @returns {Node} */
    const visit = (node) => {
      if (!ts.isShorthandPropertyAssignment(node)) return ts.visitEachChild(node, visit, context);
      const declarations = checker.getShorthandAssignmentValueSymbol(node)?.declarations ?? [];
      if (!declarations.some((declaration) => declaration.getSourceFile().fileName === previous))
        return node;
      const value = f.createPropertyAccessExpression(f.createIdentifier('exports'), node.name.text);
      // `({ x = 1 } = given)` gives a default.
      const { objectAssignmentInitializer: fallback } = node;
      const target = fallback
        ? f.createAssignment(value, /** @type {any} */ (ts.visitNode(fallback, visit)))
        : value;
      return ts.setTextRange(f.createPropertyAssignment(node.name.text, target), node);
    };
    return ts.visitEachChild(file, visit, context);
  };
}

module.exports = { shorthands };
