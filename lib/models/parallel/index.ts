export { loadKernel } from './kernel-file';
export { doubles, floats, integers, MemoryPlan, type Region, unsigned } from './shared-memory';
export type { WasmMemory, WasmModule } from './webassembly';
export { WorkerPool } from './worker-pool';
