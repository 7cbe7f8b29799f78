'use strict';
// The inputs of this session and their results, as `history_request` asks for them.

/** @typedef {{ line: number, input: string, output: string | null }} Entry */

const SESSION = 1;

/**
 * @param {string} glob `*` for any text, `?` for one character
 * @returns {RegExp}
 */
function globToRegExp(glob) {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 's');
}

/**
 * @template T
 * @param {T[]} list
 * @param {unknown} n
 * @returns {T[]} the last n, or all where n is no number
 */
function last(list, n) {
  return typeof n === 'number' && n >= 0 ? list.slice(Math.max(0, list.length - n)) : list;
}

class History {
  constructor() {
    /** @type {Entry[]} */
    this.entries = [];
  }

  /** @param {Entry} entry */
  add(entry) {
    this.entries.push(entry);
  }

  /** @param {Record<string, any>} request the content of a `history_request` */
  answer(request) {
    const found = this.#find(request).map(({ line, input, output }) => [
      SESSION,
      line,
      request.output ? [input, output] : input,
    ]);
    return { status: 'ok', history: found };
  }

  /**
   * @param {Record<string, any>} request
   * @returns {Entry[]}
   */
  #find(request) {
    switch (request.hist_access_type) {
      case 'tail':
        return last(this.entries, request.n);
      case 'range': {
        // 0 means this session; there is no other one.
        if (request.session && request.session !== SESSION) return [];
        const start = request.start ?? 0;
        const stop = request.stop ?? Number.POSITIVE_INFINITY;
        return this.entries.filter(({ line }) => line >= start && line < stop);
      }
      case 'search': {
        const pattern = globToRegExp(request.pattern ?? '*');
        let found = this.entries.filter(({ input }) => pattern.test(input));
        if (request.unique) {
          // The latest of equal inputs stays.
          found = [...new Map(found.map((entry) => [entry.input, entry])).values()];
          found.sort((a, b) => a.line - b.line);
        }
        return last(found, request.n);
      }
      default:
        return [];
    }
  }
}

module.exports = { History };
