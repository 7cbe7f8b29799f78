'use strict';
// What Shift-Tab shows: a name's type and its documentation.

const { printQuickInfo } = require('tslab/dist/inspect.js');
const { toUnits } = require('./cursor.cjs');

/**
 * @param {import('../cell/workspace.cjs').Workspace} workspace
 * @param {string} code
 * @param {number} cursor in characters
 */
function inspect(workspace, code, cursor) {
  const position = toUnits(code, cursor);
  const at = (/** @type {number} */ place) =>
    workspace.converter.inspect(workspace.declarations, code, place);
  // Behind a name, or behind the parenthesis of a call, the name before is meant.
  const name = /[\w$]\s*\(?$/.exec(code.slice(0, position));
  const info = at(position) ?? (name ? at(name.index) : undefined);
  if (!info) return { status: 'ok', found: false, data: {}, metadata: {} };
  return { status: 'ok', found: true, data: { 'text/plain': printQuickInfo(info) }, metadata: {} };
}

module.exports = { inspect };
