// A reporter for Node's test runner that writes one JSON line per test, for the closing count.
//
// A test counts once: a suite, or a test that only holds subtests, is not counted beside them unless
// it failed by itself (a hook that threw, an assertion after its subtests).

import path from 'node:path';
import { inspect } from 'node:util';

const KEPT_LINES = 40;

export default async function* report(source) {
  const cwd = process.cwd();
  const names = []; // the open tests from the outermost inwards
  const children = []; // how many children were reported at each depth since the last parent
  const output = new Map(); // file → last lines that it wrote to stderr, for files that crash

  for await (const { type, data } of source) {
    if (type === 'test:start') {
      names.length = data.nesting;
      names.push(data.name);
    } else if (type === 'test:stderr') {
      const file = path.resolve(cwd, data.file); // newer Nodes give it relative here
      const lines = `${output.get(file) ?? ''}${data.message}`.split('\n');
      output.set(file, lines.slice(-KEPT_LINES - 1).join('\n'));
    } else if (type === 'test:pass' || type === 'test:fail') {
      const hadChildren = (children[data.nesting + 1] ?? 0) > 0;
      children[data.nesting + 1] = 0;
      children[data.nesting] = (children[data.nesting] ?? 0) + 1;
      const record = describe(type, data, hadChildren);
      if (record) yield `${JSON.stringify(record)}\n`;
    }
  }
  yield `${JSON.stringify({ end: true })}\n`;

  function describe(type, data, hadChildren) {
    const file = data.file ? path.relative(cwd, data.file) : '';
    const wholeFile = data.nesting === 0 && path.resolve(cwd, data.name) === data.file;
    const base = { file, seconds: (data.details?.duration_ms ?? 0) / 1000 };

    if (wholeFile) {
      // Node reports a file itself only when it registered no test or ended badly.
      const told = output.get(data.file)?.trim();
      return type === 'test:pass'
        ? { ...base, name: file, status: 'failed', detail: 'This file ran no test to its end.' }
        : {
            ...base,
            name: file,
            status: 'failed',
            detail: `${reason(data.details)}${told ? `\n${told}` : ''}`,
          };
    }

    const name = [file, ...names.slice(0, data.nesting), data.name].join(' > ');
    const marked = data.skip !== undefined && data.skip !== false ? data.skip : undefined;
    const todo = data.todo !== undefined && data.todo !== false ? data.todo : undefined;
    if (marked !== undefined || todo !== undefined) {
      const said = typeof (marked ?? todo) === 'string' ? (marked ?? todo) : '';
      return {
        ...base,
        name,
        status: 'skipped',
        reason: todo === undefined ? said : `todo ${said}`,
      };
    }
    const container = hadChildren || data.details?.type === 'suite';
    if (type === 'test:pass') return container ? undefined : { ...base, name, status: 'passed' };
    if (hadChildren && data.details?.error?.failureType === 'subtestsFailed') return undefined;
    return { ...base, name, status: 'failed', detail: reason(data.details) };
  }
}

/** What went wrong, with the stack that leads to the test's line. */
function reason(details) {
  const error = details?.error;
  const cause = error?.cause ?? error;
  if (cause instanceof Error) return inspect(cause, { colors: false, depth: 4 });
  return typeof cause === 'string' ? cause : inspect(cause, { colors: false, depth: 4 });
}
