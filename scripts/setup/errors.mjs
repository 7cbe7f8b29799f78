// Failures a person can mend, each told in one sentence.

/** An error whose message is the whole story: printed alone, without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
}

const AGAIN = 'then run the same command again; what is already done is kept';

/** The sentence for a disk that is full; `need` and `free` in bytes where they are known. */
export function diskSentence(folder, need, free) {
  const amounts =
    need === undefined ? '' : ` about ${gigabytes(need)} is needed and ${gigabytes(free)} is free:`;
  return `There is not enough disk space in ${folder}:${amounts} free some, ${AGAIN}.`;
}

function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

// In this order: a full disk or a wrong checksum can follow a retry that the network's
// own pattern would match.
const CAUSES = [
  {
    pattern: /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/i,
    sentence: ({ folder }) => diskSentence(folder),
  },
  {
    pattern: /DO NOT MATCH THE HASHES|EINTEGRITY/,
    sentence: ({ from }) =>
      `What ${from} sent is not what this project pins (its checksum differs), so it was not installed: a proxy or mirror may have changed it; try another network, ${AGAIN}.`,
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError|Max retries exceeded|Temporary failure in name resolution|Could not resolve host|unable to access|Could not read from remote|Failed to establish a new connection|Connection (?:refused|reset|aborted)|network is unreachable/i,
    sentence: ({ from }) =>
      `${from} cannot be reached: connect this machine to the internet (behind a proxy, set HTTPS_PROXY), ${AGAIN}.`,
  },
  {
    pattern: /EACCES|EPERM|EROFS|Permission denied|Read-only file system/i,
    sentence: ({ folder }) =>
      `${folder} (or the package cache in your home folder) cannot be written to: make yourself its owner (sudo chown -R "$USER" on it) or clone into a folder of your own, ${AGAIN}.`,
  },
  {
    pattern: /EUSAGE|are in sync/,
    sentence: () =>
      'package.json and package-lock.json do not agree: run npm install (it mends the lock file), then run the same command again.',
  },
  {
    pattern: /No matching distribution found for (\S+)/,
    sentence: ({ match }) =>
      `${match[1]} does not exist for this Python and machine: install a Python from 3.10 to 3.14, ${AGAIN}.`,
  },
];

/**
 * Finds a known cause in what a program printed.
 * @param {string} output what npm, pip or the system said
 * @param {{ from: string, folder: string }} context who was asked, and the clone's folder
 * @returns {string | undefined} one sentence with what to do, or undefined for an unknown cause
 */
export function explain(output, context) {
  for (const { pattern, sentence } of CAUSES) {
    const match = output.match(pattern);
    if (match) return sentence({ ...context, match });
  }
  return undefined;
}
