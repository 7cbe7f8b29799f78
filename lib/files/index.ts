export { writeFileAtomic, writeFileAtomicSync } from './atomic';
export { sha256 } from './sha256';
