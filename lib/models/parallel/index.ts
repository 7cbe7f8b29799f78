export { loadKernel } from './kernel-file';
export { doubles, floats, integers, MemoryPlan, type Region, unsigned } from './shared-memory';
export { WorkerPool } from './worker-pool';
