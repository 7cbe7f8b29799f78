// AssemblyScript. The fast forms of GloVe's two halves; ../count-readable.ts and ../fit-readable.ts
// say the same in loops.

export { addUp, countRows, histogram, scatter } from './count';
export { fit } from './fit';
