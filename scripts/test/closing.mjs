// The end of a run: time per step, skips with their reasons, failures again in full, and the count.

/** The text that closes a run; its last line is exactly `N passed, N failed, N skipped`. */
export function closingText(results) {
  const records = results.flatMap((result) => result.records);
  const of = (status) => records.filter((record) => record.status === status);
  const [failed, skipped] = [of('failed'), of('skipped')];
  const lines = ['', rule('time')];

  const width = Math.max(...results.map((result) => result.step.title.length), 0);
  for (const { step, seconds, records: own } of results) {
    const bad = own.filter((record) => record.status === 'failed').length;
    const mark = bad > 0 ? '✖' : '✔';
    const count = `${own.length} ${own.length === 1 ? 'check' : 'checks'}`;
    lines.push(
      `${mark} ${step.title.padEnd(width)}  ${duration(seconds).padStart(8)}  ${count}` +
        (bad > 0 ? `, ${bad} failed` : ''),
    );
  }

  if (skipped.length > 0) {
    lines.push('', rule('skipped'));
    for (const record of skipped) {
      lines.push(`- ${record.name}: ${record.reason || 'no reason given'}`);
    }
  }
  if (failed.length > 0) {
    lines.push('', rule('failed'));
    for (const record of failed) lines.push(`✖ ${record.name}`, indent(record.detail ?? ''), '');
  }
  lines.push('', countLine(records));
  return `${lines.join('\n')}\n`;
}

/** `N passed, N failed, N skipped`. */
export function countLine(records) {
  const count = (status) => records.filter((record) => record.status === status).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/** Seconds as a person reads them: 0.8 s, 42 s, 3 min 05 s. */
export function duration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (Math.round(seconds) < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

function rule(word) {
  return `── ${word} ${'─'.repeat(Math.max(0, 70 - word.length))}`;
}

function indent(text) {
  return text
    .split('\n')
    .map((line) => (line ? `    ${line}` : line))
    .join('\n');
}
