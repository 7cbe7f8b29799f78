// One set-up at a time in a clone: Lamport's bakery, with a file per process as its ticket.
// A lock file that is taken over when its owner is dead has a race between two who both see the
// dead owner; here a dead process's ticket is simply not counted, and its name is never used again.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

// Zombies: killed, and kept in the list by a parent that never asks (a container's first process).
const ENDED = /^[ZX]/;

let count = 0;

/**
 * Waits until no other process holds the lock in `folder`, and takes it.
 * @param {string} folder where the tickets lie; made when missing
 * @param {(pid: number) => void} onWait called once when another process is ahead
 * @returns {Promise<() => void>} gives the lock back
 */
export async function acquire(folder, onWait) {
  fs.mkdirSync(folder, { recursive: true });
  const name = `${process.pid}-${startOf(process.pid)}-${++count}`;
  const file = path.join(folder, name);
  const release = () => fs.rmSync(file, { force: true });

  // An empty ticket says "choosing": nobody passes until the number is known.
  fs.writeFileSync(file, '');
  process.once('exit', release);
  const number = 1 + Math.max(0, ...others(folder, name).map((other) => other.number ?? 0));
  fs.writeFileSync(file, String(number).padStart(12, '0'));

  let told = false;
  for (;;) {
    const ahead = others(folder, name).find(
      (other) =>
        other.number === undefined ||
        other.number < number ||
        (other.number === number && other.name < name),
    );
    if (!ahead) break;
    if (!told && ahead.number !== undefined) {
      onWait(ahead.pid);
      told = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return () => {
    process.removeListener('exit', release);
    release();
  };
}

function others(folder, own) {
  const tickets = [];
  for (const name of fs.readdirSync(folder)) {
    if (name === own) continue;
    const [pid, start] = name.split('-');
    if (!isAlive(Number(pid), start)) {
      fs.rmSync(path.join(folder, name), { force: true });
      continue;
    }
    let text = '';
    try {
      text = fs.readFileSync(path.join(folder, name), 'utf8');
    } catch {
      continue; // given back between the listing and the reading
    }
    tickets.push({ name, pid: Number(pid), number: text === '' ? undefined : Number(text) });
  }
  return tickets;
}

function isAlive(pid, start) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return startOf(pid) === start;
}

/** When a process began, in the system's own words: a number used again later is another process. */
function startOf(pid) {
  if (process.platform === 'linux') {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return ENDED.test(fields[0]) ? 'gone' : fields[19];
    } catch {
      return 'gone';
    }
  }
  if (process.platform === 'win32') return 'unknown';
  const ps = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [state, ...start] = (ps.stdout ?? '').trim().split(/\s+/);
  return ENDED.test(state) ? 'gone' : start.join('').replace(/\W/g, '');
}
