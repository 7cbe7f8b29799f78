/** A place in the code, as V8 keeps it: its text is made only when it is asked for. */
export type Site = { stack?: string };

const DEPTH = 60; // tfjs alone may be 30 deep, within a gradient

/** Remembers where the caller is. */
export function currentSite(): Site {
  const site: Site = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  Error.captureStackTrace(site, currentSite);
  Error.stackTraceLimit = limit;
  return site;
}

/** Frames of Node, of packages (tfjs names its sources so where maps are read), of this room. */
const OWN =
  /node_modules|tfjs-[\w-]+[\\/]src|[\\/]lib[\\/]compile[\\/]|node:|native code|<anonymous>\)?$/;

/**
 * A site in words: the innermost line of code outside tfjs and outside this room, and, when
 * that is in `lib`, also the line of the caller's own code.
 */
export function describeSite(site: Site | undefined): string {
  const lines = (site?.stack ?? '').split('\n').slice(1);
  const frames = lines.map((line) => line.trim()).filter((line) => line && !OWN.test(line));
  if (frames.length === 0) return 'at a place that is not known';
  const outside = frames.find((frame) => !/[\\/]lib[\\/]/.test(frame));
  const first = shorten(frames[0]);
  return outside && outside !== frames[0] ? `${first}, called ${shorten(outside)}` : first;
}

/** Paths as seen from the working directory. */
function shorten(frame: string): string {
  const root = typeof process === 'undefined' ? '' : process.cwd();
  return frame.replace('file://', '').replace(`${root}/`, '');
}
