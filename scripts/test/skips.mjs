// The rule for skips: never quiet, and with CI set only those that test/allowed-skips.txt names.

import { SetupError } from '../setup/errors.mjs';

/**
 * Reads the list of allowed skips: one `test | reason` a line, `*` for any text, `#` for comments.
 *
 * @returns {{ name: string, reason: string, line: number }[]}
 * @throws {SetupError} for a line without a reason
 */
export function parseAllowedSkips(text, file = 'test/allowed-skips.txt') {
  return text.split('\n').flatMap((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const bar = line.lastIndexOf(' | ');
    const name = bar < 0 ? '' : line.slice(0, bar).trim();
    const reason = bar < 0 ? '' : line.slice(bar + 3).trim();
    if (name === '' || /^[*\s]*$/.test(reason)) {
      throw new SetupError(`${file}:${index + 1}: wanted "test | reason", found "${line}".`);
    }
    return [{ name, reason, line: index + 1 }];
  });
}

/** Whether a skipped record is allowed: its name and the reason it gave both match one entry. */
export function isAllowed(record, allowed) {
  return allowed.some(
    (entry) =>
      matches(entry.name, record.name) && matches(entry.reason, (record.reason ?? '').trim()),
  );
}

/** Turns every skip that is not allowed into a failure; all other records stay as they are. */
export function forbidUnnamedSkips(records, allowed) {
  return records.map((record) => {
    if (record.status !== 'skipped' || isAllowed(record, allowed)) return record;
    const said = record.reason ? `reason given: ${record.reason}` : 'no reason given';
    return {
      ...record,
      status: 'failed',
      detail:
        `Skipped (${said}). With CI set, a skip fails unless test/allowed-skips.txt has the line\n` +
        `${record.name} | ${record.reason || '(the reason that the test gives)'}`,
    };
  });
}

function matches(pattern, text) {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}
