export { writeFileAtomic, writeFileAtomicSync } from './atomic';
export { encodePng, type Pixels } from './png';
export {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsFile,
  type SafetensorsTensor,
  writeSafetensors,
} from './safetensors';
export type { SafetensorsDtype, TensorInfo } from './safetensors-header';
export { fromSafetensor, toSafetensor } from './safetensors-values';
export { sha256 } from './sha256';
