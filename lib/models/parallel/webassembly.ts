// What we use of WebAssembly: its types are the browser's (lib "DOM"), which cells are compiled
// without.

/** A compiled kernel. */
export type WasmModule = object;

/** A memory that threads share. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

interface Engine {
  Module: new (bytes: Uint8Array) => WasmModule;
  Memory: new (pages: { initial: number; maximum: number; shared: true }) => WasmMemory;
  validate(bytes: Uint8Array): boolean;
}

export const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
