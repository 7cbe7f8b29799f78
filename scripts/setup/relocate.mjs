// A virtual environment knows its own absolute path in three kinds of place: the first line of its
// programs, the activate scripts and pyvenv.cfg. This rewrites them, so that an environment can be
// made under a temporary name, and a moved clone mends itself without a download.

import fs from 'node:fs';
import path from 'node:path';
import { writeAtomic } from './folders.mjs';

/**
 * Makes the environment lying in `folder` believe that it lies in `to`. Can be run again after it
 * was interrupted.
 * @param {string} folder where its files are now
 * @param {string} from the path that it was made for
 * @param {string} to the path that it will have
 */
export function rewriteVenv(folder, from, to) {
  const bin = path.join(folder, 'bin');
  for (const entry of fs.readdirSync(bin, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(bin, entry.name);
    const data = fs.readFileSync(file);
    if (data.includes(0)) continue;
    const text = data.toString('utf8');
    const renewed = entry.name.toLowerCase().startsWith('activate')
      ? replacePath(text, from, to)
      : withInterpreter(text, path.join(to, 'bin'));
    if (renewed === text) continue;
    const { mode } = fs.statSync(file);
    writeAtomic(file, renewed);
    fs.chmodSync(file, mode);
  }
  const config = path.join(folder, 'pyvenv.cfg');
  const text = fs.readFileSync(config, 'utf8');
  const renewed = replacePath(text, from, to);
  if (renewed !== text) writeAtomic(config, renewed);
}

// Not when `from` stands inside a longer path: after /a/b moved to /x/a/b, a file that already
// says /x/a/b is left alone.
function replacePath(text, from, to) {
  const quoted = from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![^\\s"'=:(])${quoted}(?![\\w.-])`, 'g'), () => to);
}

// Either form that pip writes: `#!/path/python`, or, for a path with a space or over 127
// characters, which no kernel takes, a line that sh and Python both read.
const PLAIN = /^#!(\S.*\/)?(python[\w.]*)\r?\n/;
const THROUGH_SH = /^#!\/bin\/sh\r?\n'''exec' "?.*\/(python[\w.]*)"? "\$0" "\$@"\r?\n' '''\r?\n/;

function withInterpreter(text, bin) {
  const sh = text.match(THROUGH_SH);
  const plain = sh ? undefined : text.match(PLAIN);
  if (!sh && !plain) return text;
  const python = path.join(bin, sh ? sh[1] : plain[2]);
  const rest = text.slice((sh ?? plain)[0].length);
  const simple = !/\s/.test(python) && Buffer.byteLength(python) <= 120;
  const head = simple ? `#!${python}\n` : `#!/bin/sh\n'''exec' "${python}" "$0" "$@"\n' '''\n`;
  return head + rest;
}
