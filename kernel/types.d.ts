// Types that the kernel's files share. They are read by the type checker only.

/** The file that Jupyter writes for a kernel: where to listen, and the key that signs messages. */
export interface Connection {
  transport: string;
  ip: string;
  key: string;
  signature_scheme: string;
  kernel_name?: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
}

export interface Header {
  msg_id: string;
  session: string;
  username: string;
  date: string;
  msg_type: string;
  version: string;
}

/** A message from a client, its signature verified. */
export interface Message {
  identities: Buffer[];
  header: Header;
  parent_header: Partial<Header>;
  metadata: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sends is checked where it is used.
  content: Record<string, any>;
  buffers: Buffer[];
}

export type Bundle = Record<string, unknown>;

/** What the main thread is asked to do; one at a time, in the order of arrival. */
export type Request = { id: number; epoch: number } & (
  | {
      type: 'execute_request';
      code: string;
      count: number;
      silent: boolean;
      expressions: Record<string, string>;
    }
  | { type: 'complete_request' | 'inspect_request'; code: string; cursor: number }
  | { type: 'is_complete_request'; code: string }
);

/** From the sockets' thread to the main thread. */
export type ToMain =
  | { op: 'request'; request: Request }
  | { op: 'interrupt' }
  | { op: 'cut' }
  | { op: 'exit'; code: number };

/** From the main thread to the sockets' thread. */
export type ToWire =
  | { op: 'ready' }
  | { op: 'stream'; name: 'stdout' | 'stderr'; text: string; silent?: boolean }
  | { op: 'iopub'; type: string; content: string; parent?: number }
  | { op: 'done'; id: number; content: Record<string, unknown>; result?: string }
  | { op: 'interrupt' }
  | { op: 'exit'; code: number };

/** An error as Jupyter's messages carry it. */
export interface Failure {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** A place in a source: lines and columns count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}
