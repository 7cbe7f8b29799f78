'use strict';
// Jupyter counts a cursor's position in characters, JavaScript in UTF-16 units: an emoji is two.

/** @param {string} code @param {number} cursor in characters @returns {number} in UTF-16 units */
function toUnits(code, cursor) {
  let units = 0;
  let characters = 0;
  for (const character of code) {
    if (characters >= cursor) break;
    units += character.length;
    characters += 1;
  }
  return units;
}

/** @param {string} code @param {number} units @returns {number} in characters */
function toCharacters(code, units) {
  return [...code.slice(0, units)].length;
}

module.exports = { toCharacters, toUnits };
