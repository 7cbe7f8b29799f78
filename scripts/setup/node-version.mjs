// Imported before anything else, and written so that even Node 12 can read it: an old Node must
// get a sentence, not a syntax error.

const OLDEST = 20;

/** Ends the process with one clear sentence when Node is older than this project needs. */
export function requireNode() {
  const version = process.versions.node;
  if (Number(version.split('.')[0]) >= OLDEST) return;
  console.error(
    `Node ${version} is too old: Node ${OLDEST} or newer is needed. Install it from https://nodejs.org (or with your version manager: nvm install --lts), then run the same command again.`,
  );
  process.exit(1);
}
