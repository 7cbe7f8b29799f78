'use strict';
// From an ES module's text to a script's: the last step for cells and, together with the types'
// removal, the only one for the library's files.

const { NAMES } = require('./names.cjs');
const { ts } = require('./typescript.cjs');

/** @typedef {import('@tslab/typescript-for-tslab').Node} Node */
/** @typedef {import('@tslab/typescript-for-tslab').SourceFile} SourceFile */
/** @typedef {import('@tslab/typescript-for-tslab').TransformerFactory<SourceFile>} Transformer */

// Taken now: converter.cjs puts a function of its own in this one's place, for tslab to call.
const { factory: f, SyntaxKind, transpileModule } = ts;

/**
 * `import()` and `import.meta` become the kernel's own: a script run by `vm` has neither, and
 * TypeScript would make a `require` of the first, which older Nodes refuse for ES modules.
 * @type {Transformer}
 */
const dynamicImports = (context) => (file) => {
  /** @param {Node} node @returns {Node} */
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
      const args = node.arguments.map((arg) => /** @type {any} */ (visit(arg)));
      return ts.setTextRange(
        f.createCallExpression(f.createIdentifier(NAMES.import), undefined, args),
        node,
      );
    }
    if (ts.isMetaProperty(node) && node.keywordToken === SyntaxKind.ImportKeyword) {
      return f.createIdentifier(NAMES.meta);
    }
    return ts.visitEachChild(node, visit, context);
  };
  return ts.visitEachChild(file, visit, context);
};

/**
 * The form in which cells share names: `Object.defineProperty(exports, 'x', { get: () => E })`, which TypeScript writes for an
 * imported name, becomes `exports.x = E`: a later cell may declare the name anew.
 * @type {Transformer}
 */
const plainExports = (context) => (file) => {
  /** @param {Node} node @returns {Node | undefined} */
  const visit = (node) => {
    const target = exportedGetter(node);
    if (!target) return visitCalls(node);
    if (target.name === '__esModule') return undefined;
    const property = f.createPropertyAccessExpression(f.createIdentifier('exports'), target.name);
    return f.createExpressionStatement(f.createAssignment(property, target.value));
  };
  // An earlier cell's function is called as `exports.f()`; it must not get `exports` as its `this`.
  /** @param {Node} node @returns {Node} */
  const visitCalls = (node) => {
    const visited = ts.visitEachChild(node, visitCalls, context);
    if (!ts.isCallExpression(visited)) return visited;
    const { expression, typeArguments, arguments: args } = visited;
    if (!ts.isPropertyAccessExpression(expression)) return visited;
    if (!ts.isIdentifier(expression.expression) || expression.expression.text !== 'exports')
      return visited;
    const bare = f.createParenthesizedExpression(
      f.createComma(f.createNumericLiteral(0), expression),
    );
    return f.updateCallExpression(visited, bare, typeArguments, args);
  };
  return ts.visitEachChild(file, visit, context);
};

/**
 * @param {Node} node
 * @returns {{ name: string, value: any } | undefined}
 */
function exportedGetter(node) {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return undefined;
  const { expression, arguments: args } = node.expression;
  if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'defineProperty')
    return undefined;
  const [object, key, descriptor] = args;
  if (args.length !== 3 || !ts.isIdentifier(object) || object.text !== 'exports') return undefined;
  if (!ts.isStringLiteral(key) || !ts.isObjectLiteralExpression(descriptor)) return undefined;
  const last = descriptor.properties.at(-1);
  if (!last || !ts.isPropertyAssignment(last)) return undefined;
  const value = ts.isFunctionExpression(last.initializer)
    ? /** @type {any} */ (last.initializer.body.statements[0]).expression
    : last.initializer;
  return { name: key.text, value };
}

/**
 * Whether the code has an `await` outside of functions. tslab asks the type checker, which says
 * nothing about `for await` and is mistaken about a parenthesis behind `await`.
 * @param {SourceFile} file
 */
function hasTopLevelAwait(file) {
  /** @param {Node} node @returns {boolean} */
  const find = (node) => {
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier) return true;
    if (ts.isFunctionLike(node)) {
      // A computed name belongs to the code around: `{ [await key()]() {} }`.
      return 'name' in node && node.name !== undefined && find(/** @type {Node} */ (node.name));
    }
    if (ts.isPropertyDeclaration(node)) return find(node.name);
    if (ts.isClassStaticBlockDeclaration(node)) return false;
    return ts.forEachChild(node, (child) => find(child) || undefined) === true;
  };
  return find(file);
}

/**
 * @param {string} text an ES module in TypeScript or JavaScript
 * @param {{ fileName: string, strict: boolean, cell: boolean, before?: Transformer[] }} options
 */
function toCommonJS(text, { fileName, strict, cell, before = [] }) {
  let async = false;
  /** @type {Transformer} */
  const detect = () => (file) => {
    async = hasTopLevelAwait(file);
    return file;
  };
  const { outputText, sourceMapText, diagnostics } = transpileModule(text, {
    fileName,
    reportDiagnostics: true,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      experimentalDecorators: true,
      newLine: ts.NewLineKind.LineFeed,
      noImplicitUseStrict: !strict,
      sourceMap: true,
    },
    transformers: {
      before: [detect, dynamicImports, ...before],
      after: cell ? [plainExports] : [],
    },
  });
  return {
    code: outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ''),
    map: JSON.parse(/** @type {string} */ (sourceMapText)),
    async,
    diagnostics,
  };
}

module.exports = { toCommonJS };
