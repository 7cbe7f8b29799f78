import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
  attempt: number,
) => void;

export interface FileServer {
  url: string;
  /** The headers of each request that came, in order. */
  requests: http.IncomingHttpHeaders[];
  /** Cuts every connection, in the middle of whatever it does. */
  hangUp(): void;
  close(): Promise<void>;
}

/** A server on the loopback that answers as `handler` likes; `attempt` counts from 1. */
export async function serve(handler: Handler): Promise<FileServer> {
  const requests: http.IncomingHttpHeaders[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request.headers);
    handler(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    hangUp: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers as a good server does: Range and If-Range (RFC 9110 §14.2, §13.1.5). */
export function sendFile(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  body: Buffer,
  etag?: string,
): void {
  const tag: Record<string, string> = etag ? { etag } : {};
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const condition = request.headers['if-range'];
  if (!range || (condition !== undefined && condition !== etag)) {
    response.writeHead(200, { 'content-length': body.length, ...tag }).end(body);
    return;
  }
  const from = Number(range[1]);
  if (from >= body.length) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    return;
  }
  const rest = body.subarray(from);
  const headers = { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}`, ...tag };
  response.writeHead(206, { 'content-length': rest.length, ...headers }).end(rest);
}

/** Sends the first `count` bytes of a file, announcing the whole; then goes silent. */
export function sendHead(
  response: http.ServerResponse,
  body: Buffer,
  count: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-length': body.length, ...headers });
  response.write(body.subarray(0, count));
}
