import { fromSafetensor, SafetensorsFile } from '../../lib/files';

/** A parameter's first values. */
export interface FirstWeight {
  name: string;
  shape: number[];
  values: Float32Array;
}

/** Reads the weights that every contestant begins with. */
export async function readFirstWeights(path: string): Promise<FirstWeight[]> {
  const file = await SafetensorsFile.open(path);
  try {
    const weights: FirstWeight[] = [];
    for (const [name, { shape }] of file.tensors) {
      const values = fromSafetensor(await file.read(name)) as Float32Array;
      weights.push({ name, shape: [...shape], values });
    }
    return weights;
  } finally {
    await file.close();
  }
}
