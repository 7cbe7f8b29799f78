'use strict';
// A syntax-tree transformer that makes code stoppable, for cells and for the library's files.
//
//   function f() {                      function f() {
//                                         const __k_epoch = __k_shared[0];
//     while (busy()) work();              while (busy()) { if (__k_shared[0] !== __k_epoch) __k_stop(); work(); }
//     const x = await y;                  const x = __k_resume(__k_epoch, await __k_wait(y));
//   }                                   }
//
// An interrupt makes the shared number grow, so everything that began before it ends at its next
// turn or await, however often it catches errors; what begins later runs.
// As a transformer (not an edit of text) it leaves source maps right.

const { NAMES } = require('./names.cjs');
const { ts } = require('./typescript.cjs');

/** @typedef {import('@tslab/typescript-for-tslab').Node} Node */
/** @typedef {import('@tslab/typescript-for-tslab').Expression} Expression */
/** @typedef {import('@tslab/typescript-for-tslab').Statement} Statement */
/** @typedef {import('@tslab/typescript-for-tslab').Block} Block */
/** @typedef {import('@tslab/typescript-for-tslab').SourceFile} SourceFile */
/** @typedef {import('@tslab/typescript-for-tslab').IterationStatement} IterationStatement */
/** @typedef {import('@tslab/typescript-for-tslab').FunctionLikeDeclaration} FunctionLike */

const { factory: f, SyntaxKind } = ts;
const name = (/** @type {string} */ text) => f.createIdentifier(text);
const sharedEpoch = () =>
  f.createElementAccessExpression(name(NAMES.shared), f.createNumericLiteral(0));

/** `const __k_epoch = __k_shared[0];` */
function prologue() {
  const declaration = f.createVariableDeclaration(NAMES.epoch, undefined, undefined, sharedEpoch());
  const list = f.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
  return f.createVariableStatement(undefined, list);
}

/** `if (__k_shared[0] !== __k_epoch) __k_stop();` */
function check() {
  return f.createIfStatement(
    f.createStrictInequality(sharedEpoch(), name(NAMES.epoch)),
    f.createExpressionStatement(f.createCallExpression(name(NAMES.stop), undefined, [])),
  );
}

/** @param {Node} node @returns {node is IterationStatement} */
const isLoop = (node) => ts.isIterationStatement(node, /* lookInLabeledStatements */ false);

/**
 * Whether a loop of the library may go without a check: it counts, and its turns call nothing and
 * contain no loop. These are the hot ones (a dot product's, a matrix row's); the loop around them
 * has its check, and one that runs longer than the others is cut by V8.
 * @param {IterationStatement} loop
 */
function isTight(loop) {
  if (!ts.isForStatement(loop)) return false;
  /** @param {Node} node @returns {boolean} */
  const mayTakeLong = (node) => {
    // `Math.exp(x)` is a call that cannot.
    if (ts.isCallExpression(node) && isMathCall(node)) return node.arguments.some(mayTakeLong);
    if (isLoop(node) || ts.isCallExpression(node) || ts.isNewExpression(node)) return true;
    if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
    return ts.forEachChild(node, (child) => mayTakeLong(child) || undefined) === true;
  };
  const { condition, statement } = loop;
  return condition !== undefined && !mayTakeLong(condition) && !mayTakeLong(statement);
}

/** @param {import('@tslab/typescript-for-tslab').CallExpression} call */
function isMathCall(call) {
  const target = call.expression;
  return (
    ts.isPropertyAccessExpression(target) &&
    ts.isIdentifier(target.expression) &&
    target.expression.text === 'Math'
  );
}

/**
 * @param {{ library: boolean, floats?: (call: Expression) => boolean }} options
 *   `library`: leave tight loops alone. `floats`: whether a call that stands alone as a statement
 *   may give a promise; such a call is handed to the kernel, which waits for it.
 * @returns {import('@tslab/typescript-for-tslab').TransformerFactory<SourceFile>}
 */
function instrument({ library, floats }) {
  return (context) => (file) => {
    if (file.isDeclarationFile) return file;
    /** Whether the function that is being visited has a check. One entry for each open function. */
    const used = [false];
    const use = () => {
      used[used.length - 1] = true;
    };

    /** @param {Node} node @returns {Node} */
    function visit(node) {
      if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node))
        return visitFunction(node);
      if (ts.isAwaitExpression(node)) {
        use();
        const operand = /** @type {Expression} */ (visit(node.expression));
        const wait = f.createCallExpression(name(NAMES.wait), undefined, [operand]);
        const args = [name(NAMES.epoch), f.updateAwaitExpression(node, wait)];
        return ts.setTextRange(f.createCallExpression(name(NAMES.resume), undefined, args), node);
      }
      if (isLoop(node) && !(library && isTight(node))) {
        use();
        return visitLoop(node);
      }
      if (floats && ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
        const call = node.expression;
        const { kind } = call.expression;
        if (kind !== SyntaxKind.SuperKeyword && floats(call)) {
          const visited = /** @type {Expression} */ (visit(call));
          const wrapped = f.createCallExpression(name(NAMES.float), undefined, [visited]);
          return f.updateExpressionStatement(node, ts.setTextRange(wrapped, call));
        }
      }
      return ts.visitEachChild(node, visit, context);
    }

    /** @param {IterationStatement} loop */
    function visitLoop(loop) {
      const visited = /** @type {any} */ (ts.visitEachChild(loop, visit, context));
      /** @type {Statement} */
      const body = visited.statement;
      const statements = ts.isBlock(body) ? [check(), ...body.statements] : [check(), body];
      const block = ts.setTextRange(f.createBlock(statements, true), body);
      switch (visited.kind) {
        case SyntaxKind.ForStatement:
          return f.updateForStatement(
            visited,
            visited.initializer,
            visited.condition,
            visited.incrementor,
            block,
          );
        case SyntaxKind.ForInStatement:
          return f.updateForInStatement(visited, visited.initializer, visited.expression, block);
        case SyntaxKind.ForOfStatement:
          return f.updateForOfStatement(
            visited,
            visited.awaitModifier,
            visited.initializer,
            visited.expression,
            block,
          );
        case SyntaxKind.WhileStatement:
          return f.updateWhileStatement(visited, visited.expression, block);
        default:
          return f.updateDoStatement(visited, block, visited.expression);
      }
    }

    /** @param {any} node a function, or a static block of a class */
    function visitFunction(node) {
      if (!node.body) return ts.visitEachChild(node, visit, context);
      used.push(false);
      const visited = /** @type {any} */ (ts.visitEachChild(node, visit, context));
      return used.pop() ? withPrologue(visited) : visited;
    }

    /** @param {any} node */
    function withPrologue(node) {
      const body = ts.isBlock(node.body)
        ? ts.setTextRange(f.createBlock(begin(node.body.statements), true), node.body)
        : ts.setTextRange(
            f.createBlock(
              [prologue(), ts.setTextRange(f.createReturnStatement(node.body), node.body)],
              true,
            ),
            node.body,
          );
      const { modifiers, asteriskToken, name: id, typeParameters, parameters, type } = node;
      switch (node.kind) {
        case SyntaxKind.FunctionDeclaration:
          return f.updateFunctionDeclaration(
            node,
            modifiers,
            asteriskToken,
            id,
            typeParameters,
            parameters,
            type,
            body,
          );
        case SyntaxKind.FunctionExpression:
          return f.updateFunctionExpression(
            node,
            modifiers,
            asteriskToken,
            id,
            typeParameters,
            parameters,
            type,
            body,
          );
        case SyntaxKind.ArrowFunction:
          return f.updateArrowFunction(
            node,
            modifiers,
            typeParameters,
            parameters,
            type,
            node.equalsGreaterThanToken,
            body,
          );
        case SyntaxKind.MethodDeclaration:
          return f.updateMethodDeclaration(
            node,
            modifiers,
            asteriskToken,
            id,
            node.questionToken,
            typeParameters,
            parameters,
            type,
            body,
          );
        case SyntaxKind.Constructor:
          return f.updateConstructorDeclaration(node, modifiers, parameters, body);
        case SyntaxKind.GetAccessor:
          return f.updateGetAccessorDeclaration(node, modifiers, id, parameters, type, body);
        case SyntaxKind.SetAccessor:
          return f.updateSetAccessorDeclaration(node, modifiers, id, parameters, body);
        case SyntaxKind.ClassStaticBlockDeclaration:
          return f.updateClassStaticBlockDeclaration(node, body);
        default:
          return node;
      }
    }

    const visited = ts.visitEachChild(file, visit, context);
    return used.pop() ? f.updateSourceFile(visited, begin(visited.statements)) : visited;
  };
}

/**
 * Puts the prologue after directives such as 'use strict'.
 * @param {readonly Statement[]} statements
 */
function begin(statements) {
  let directives = 0;
  while (
    directives < statements.length &&
    isDirective(/** @type {any} */ (statements[directives]))
  ) {
    directives += 1;
  }
  return [...statements.slice(0, directives), prologue(), ...statements.slice(directives)];
}

/** @param {Statement} statement */
function isDirective(statement) {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

module.exports = { instrument };
