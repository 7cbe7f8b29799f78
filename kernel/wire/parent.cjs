'use strict';
// The kernel ends when the process that started it does.

const INTERVAL_MS = 1000;

/** @param {() => void} end called once, when the parent is gone */
function watchParent(end) {
  // Jupyter names its process; a launcher between it and us would be our parent otherwise.
  const named = Number(process.env.JPY_PARENT_PID);
  const parent = process.ppid;
  const timer = setInterval(() => {
    const orphaned = process.ppid !== parent || (named > 1 && !isAlive(named));
    if (!orphaned) return;
    clearInterval(timer);
    end();
  }, INTERVAL_MS);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of another user is alive too.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

module.exports = { watchParent };
